"""The demo organisation: plants data/demo through the rooms' own deeds, and volume for measuring."""
