"""Thanks and rewards: bonuses, promotions, commendations of people and teams; what teams do together, and their charter."""
