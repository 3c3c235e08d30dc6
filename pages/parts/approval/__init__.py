"""Approvals on the screen."""
