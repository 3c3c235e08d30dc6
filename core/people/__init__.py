"""People, departments, sign-in: who there is, and proof of who it is."""
