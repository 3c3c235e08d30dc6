"""Quality analysis meetings: an agenda built from the period's signals, minutes, and decisions that become actions."""
