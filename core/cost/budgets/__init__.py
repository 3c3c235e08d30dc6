"""Budgets of projects by line, in versions: an approved one is the basis of control and never changes; a later one is an approved change with its reason."""
