"""Closings of a project in versions: confirmed results, work that remains, signatures, the end, and reopening."""
