"""Satisfaction, mean score, net promoters and response rate as named measures."""
