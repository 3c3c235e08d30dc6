"""Systems behind the service: who uses them, when they were down, how available they were."""
