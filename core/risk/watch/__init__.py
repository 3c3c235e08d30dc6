"""Indicators that watch risks: measures of the house with a threshold, and the signals they gave."""
