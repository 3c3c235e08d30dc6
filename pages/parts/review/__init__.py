"""Pieces of the page of reviews."""
