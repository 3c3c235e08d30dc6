"""Inspection and scoring: checklists (templates), rounds, scoring sheets, results."""
