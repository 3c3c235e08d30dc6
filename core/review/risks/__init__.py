"""What was foreseen, what was met, and how well it was answered."""
