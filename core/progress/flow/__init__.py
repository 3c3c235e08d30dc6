"""How cards flow over a board: how many stood in each column on each day, how long they took, and what that says of each other."""
