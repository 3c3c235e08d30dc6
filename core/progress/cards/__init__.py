"""The board of a project: its tasks as cards in columns, moved by who works on them; a card is a task of the plan, never a copy."""
