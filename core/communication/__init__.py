"""Communication on projects: what was planned with whom, what took place, what was said and answered, and whether it helps."""
