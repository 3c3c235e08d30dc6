"""Everything that happened with a customer, from every room that has something to tell."""
