"""From a figure down to the sheets behind it."""
