"""Usual responses by class of risk: offered, never forced."""
