"""Milestones of the charter against the plan: where the two have gone apart, and the plan taken to what the charter says."""
