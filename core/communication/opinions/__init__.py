"""Opinions and needs that were heard: in meetings, by hand, from the box that keeps nobody; each has an answer state."""
