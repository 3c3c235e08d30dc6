"""Sheets that wait for somebody: to be scored, answered, or decided."""
