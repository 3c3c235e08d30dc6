"""What project reviews say, and what becomes of their lessons, as named measures."""
