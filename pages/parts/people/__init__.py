"""Lists and forms of people and departments."""
