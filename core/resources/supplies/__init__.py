"""Material of a project: what is wanted, ordered, here; and where it will be short."""
