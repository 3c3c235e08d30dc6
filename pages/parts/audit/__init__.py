"""The audit trail on the screen."""
