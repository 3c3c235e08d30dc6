"""Projects and departments beside each other, honest about small numbers."""
