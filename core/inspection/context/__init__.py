"""What weighed on the work that was scored: said beside a score, without any weight in it."""
