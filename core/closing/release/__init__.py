"""People, budget and equipment that a project gives back: when, and in which state."""
