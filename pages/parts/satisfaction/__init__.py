"""Satisfaction on the screen: the staff's page, and the customer's own page behind a link."""
