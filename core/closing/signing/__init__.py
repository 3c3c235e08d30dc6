"""Who signs an acceptance: named people with their accounts, and the customer by a link that signs once."""
