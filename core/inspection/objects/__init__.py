"""What a round inspects: projects, or within them people, teams and records of service."""
