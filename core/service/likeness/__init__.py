"""How alike requests are: duplicates while registering, similar solved cases, looking up by words, merging."""
