"""Money that is promised (contracts, orders) and money that is spent, with its receipts. Corrected by reversals, never overwritten."""
