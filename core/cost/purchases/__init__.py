"""Purchases: a tender or an inquiry, the quotes that came in, which was chosen and why; the choice becomes an order."""
