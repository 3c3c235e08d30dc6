"""Deviations: how far rows of a plan have gone from what was promised, what is done about it, and whether it helped."""
