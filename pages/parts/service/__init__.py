"""Screens of service requests."""
