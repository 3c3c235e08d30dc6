"""How quick the pages were, day by day: kept sums of what the process counts about itself."""
