"""Results: what the scoring sheets say together, from running totals, always with how many sheets and how sure."""
