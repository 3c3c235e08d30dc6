"""The clause map: what the four documents ask for, clause by clause, and which live records prove it."""
