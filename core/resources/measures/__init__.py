"""What days of systems tell of a project."""
