"""Follow-ups on the screen."""
