"""What a project has reached, in figures that are computed and lead to their records: completion, satisfaction, use of budget and hours."""
