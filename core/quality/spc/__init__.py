"""Control charts: whether a process did what it always does, or something happened to it."""
