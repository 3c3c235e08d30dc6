"""Surveys on their way to a customer: a link that opens once, its expiry, one reminder."""
