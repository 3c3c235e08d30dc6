"""What requests tell together: filters, headline, and one part at a time."""
