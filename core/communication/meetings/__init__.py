"""Meetings: prepared with an agenda of facts, minutes line by line, issued and frozen; their actions become follow-ups."""
