"""The inspected side says that a sheet was about the wrong object: who decides, what is voided, what is inspected instead."""
