"""Iterations: some days in which a team does some of a plan's tasks; how much is left and done day by day, and how much a team does."""
