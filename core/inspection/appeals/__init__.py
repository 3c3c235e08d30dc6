"""How appeals end: how often an answer was another after it was contested, by item and by inspector."""
