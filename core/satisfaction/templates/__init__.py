"""Survey templates in versions: what is asked, in every language; a confirmed version never changes."""
