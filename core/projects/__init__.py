"""Projects, their stage and their people, and the one definition of who sees which."""
