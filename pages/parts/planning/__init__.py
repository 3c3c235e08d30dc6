"""Plans on the screen."""
