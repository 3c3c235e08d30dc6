"""Earned value: what should be done by a day, what is done, what it cost, and what follows; undefined stays undefined, with its reason."""
