"""Habits of scoring: patterns in whole sheets, counted in SQL, beside what colleagues do."""
