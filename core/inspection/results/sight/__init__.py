"""Whose running totals count for whom."""
