"""Samples: which of the projects a round could inspect it does inspect, drawn so that anyone can draw the same again."""
