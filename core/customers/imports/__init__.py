"""Customers that come with what another system knows of them: found again by name, or entered many at once."""
