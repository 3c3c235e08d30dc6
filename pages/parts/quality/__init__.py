"""Screens of quality: objectives, standards, control charts, improvement; checks and nonconformities."""
