"""What the page of the team is made of."""
