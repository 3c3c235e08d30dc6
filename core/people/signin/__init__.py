"""From a user name and a password to a session, and out again."""
