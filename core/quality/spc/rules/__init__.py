"""Arithmetic of control charts: limits, signals, capability, Pareto. Pure."""
