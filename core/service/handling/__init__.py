"""What is done about a request until it is resolved."""
