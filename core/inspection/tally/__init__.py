"""Running totals of submitted sheets, kept in the same transaction, so that a chart over a million answers reads a few rows."""
