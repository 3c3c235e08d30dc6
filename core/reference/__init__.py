"""Reference tables: the kinds, classes and lines that records are sorted by, in three languages, edited by colleagues."""
