"""How requests come in: one by one through the form, many at once through an import."""
