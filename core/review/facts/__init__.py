"""What the system knows of a project at a moment, as figures that lead to their records."""
