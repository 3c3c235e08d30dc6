"""Fairness: whether scores mean the same whoever gives them. Agreement, severity, habits; of people and of items."""
