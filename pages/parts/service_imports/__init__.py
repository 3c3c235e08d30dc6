"""Tickets of another system: choose or write a mapping, try the file, import it."""
