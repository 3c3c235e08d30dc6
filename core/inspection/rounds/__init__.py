"""Rounds: which projects are inspected by whom, with which checklist, until when."""
