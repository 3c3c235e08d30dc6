"""Vetoes that wait for their second inspector: for whom, in which round, and what was said of one."""
