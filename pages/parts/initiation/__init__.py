"""What the pages of initiation are made of."""
