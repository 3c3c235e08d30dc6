"""Who is concerned by a project: what they expect, how much they can do about it, and how they are to be treated."""
