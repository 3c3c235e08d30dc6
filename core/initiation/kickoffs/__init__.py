"""Kick-off meetings of a project: who was there, what was agreed, and the follow-ups that came out of it."""
