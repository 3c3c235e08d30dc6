"""What each stage of a customer's life wants: a goal, steps and offers in versions; which steps were taken for a customer since it came to its stage."""
