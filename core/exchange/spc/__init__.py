"""Control charts of figures from a file."""
