"""What customers asked for, in their timeline; how demand changes, for their stage."""
