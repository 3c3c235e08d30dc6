"""Who is told what: the inbox inside the application, and mail through an outbox that survives every crash."""
