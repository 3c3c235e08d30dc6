"""Acceptance at the first attempt and the days to the closing as named measures."""
