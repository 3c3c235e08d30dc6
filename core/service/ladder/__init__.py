"""Telling people in time: at 50, 80, 100 and 150 percent of each target, every rung once."""
