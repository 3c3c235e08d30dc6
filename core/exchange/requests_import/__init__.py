"""Tickets of another system as service requests: what its files hold, told by a mapping, as tickets with their history."""
