"""Requests as lists show them: narrowed, sorted, paged by indexes, fast at a million."""
