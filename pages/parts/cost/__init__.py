"""What pages say of cost: the own hours, rates, budgets, commitments, expenses."""
