"""Checklists as files: TOML as they are shipped, Excel as colleagues write and read them."""
