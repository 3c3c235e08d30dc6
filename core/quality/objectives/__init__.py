"""Quality objectives: what is aimed at, by whom, until when; how far it is reached is computed, never typed."""
