"""Baselines: a plan as it stood, kept under a name for good, and how far the plan has gone from it."""
