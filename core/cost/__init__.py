"""What projects cost: hours at dated rates, budgets, commitments and expenses, and what is left. Amounts are exact, nothing is overwritten."""
