"""Screens of quality."""
