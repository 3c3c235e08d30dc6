"""What the organisation decides instead of the code: thresholds, periods and switches, with default, range and history."""
