"""Risks together: the map of probability and impact, lists, sums, what is due."""
