"""What was said with a customer: when, by which channel, with whom, what came of it, and when to speak again."""
