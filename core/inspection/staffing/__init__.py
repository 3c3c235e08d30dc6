"""Staffing: which inspector takes which sheet, so that nobody judges the own work and the work is spread evenly."""
