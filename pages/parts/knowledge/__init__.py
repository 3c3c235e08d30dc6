"""Pieces of the library's pages, and what of it stands on others' pages."""
