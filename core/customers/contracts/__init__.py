"""Contracts with customers and what they promise: dates, value, limits of response and resolution that the service clocks read."""
