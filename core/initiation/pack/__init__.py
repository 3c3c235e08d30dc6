"""The initiation pack of a project: what belongs to it, what of it is there, and how complete it is."""
