"""Answers counted by value as they come in, so that a million of them are read in milliseconds."""
