"""Nonconformities: what was found wrong, why, what is done about it, and whether that is proven to have helped."""
