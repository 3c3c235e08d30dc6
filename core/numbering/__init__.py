"""Readable codes such as INS-2026-0042: unique under concurrency, gaps allowed."""
