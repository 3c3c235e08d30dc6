"""Stored files: content-addressed, judged by content, served only to those who may see the record they belong to."""
