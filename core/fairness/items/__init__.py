"""Items: where inspectors disagree about an item rather than about each other."""
