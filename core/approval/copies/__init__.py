"""Frozen copies: what exactly was submitted, and what differs from the submission before."""
