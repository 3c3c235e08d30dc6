"""Care that is planned: days to remember, visits, offers; what is due, and what came of it."""
