"""What pages say about clauses: the map, its chart, and one clause with the records behind it."""
