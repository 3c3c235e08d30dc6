"""Loyalty points: a ledger of entries that are never edited, only reversed."""
