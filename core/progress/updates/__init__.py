"""Project updates: how a manager judges her project, beside the figures of that moment, kept as history."""
