"""Reference tables on the screen."""
