"""A channel is changed because of its figures: what is changed, by whom, and whether the same figures say afterwards that it helped."""
