"""What the page of risks is made of."""
