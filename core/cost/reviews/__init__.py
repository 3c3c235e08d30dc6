"""Periodic reviews of cost: how a project stood, what was found, what is done about it, what was learned."""
