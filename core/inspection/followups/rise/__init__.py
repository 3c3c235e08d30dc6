"""Whether an item scored more after its follow-up was closed: what a rectification was worth."""
