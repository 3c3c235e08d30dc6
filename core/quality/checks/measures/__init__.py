"""What quality checks tell of a group: how many pass, and whether they are carried out in time."""
