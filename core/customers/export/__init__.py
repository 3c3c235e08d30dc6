"""Lists of customers that leave the house."""
