"""Notices on the screen."""
