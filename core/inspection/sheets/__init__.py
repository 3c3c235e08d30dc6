"""Scoring sheets: one inspector's answers about one project in one round, from the first tap to the last word."""
