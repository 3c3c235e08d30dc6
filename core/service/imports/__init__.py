"""Requests from another system: kept with their logs, known again by its key, and the mappings by which its files are read."""
