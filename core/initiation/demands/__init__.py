"""Demands of customers: taken in as they come, assessed once, and turned into an application with one click."""
