"""Checklists: what is asked, what good looks like, how points are given; versioned, and frozen once confirmed."""
