"""What pages say about measures: the dictionary, one measure, its chart and its rows."""
