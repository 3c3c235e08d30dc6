"""Signals of control charts: each can become a nonconformity, once; those of a period stand on the agenda of the quality meeting."""
