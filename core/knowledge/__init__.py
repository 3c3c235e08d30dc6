"""What was learned and may be used again: lessons, solved cases, good cases, methods; approved by somebody else, counted where they are adopted."""
