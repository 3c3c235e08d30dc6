"""Reminding those who owe reports on their tasks, by the house itself."""
