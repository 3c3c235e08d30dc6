"""Checks that recur every week, every month or at milestones."""
