"""Who does what in a project: the team by role, and for each work package who is responsible, accountable, consulted and informed."""
