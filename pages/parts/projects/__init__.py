"""Lists and forms of projects."""
