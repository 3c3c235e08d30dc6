"""Plans from Microsoft Project's XML (MSPDI), of every version since 2000, read as hostile until proven otherwise."""
