"""What figures stand on, read for one or for many of them at once: a few questions, however many figures there are."""
