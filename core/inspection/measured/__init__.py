"""Measured items on a sheet: the fact of its project and period, taken over with a frozen copy, contested, or not computable."""
