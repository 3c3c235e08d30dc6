"""Measures of communication in the registry: how far plans are kept to, how many opinions are answered in time."""
