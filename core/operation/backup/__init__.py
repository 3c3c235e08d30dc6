"""A backup is one archive: every table as lines of plain values, every stored file, and a sealed manifest over all of it.

It is written from one consistent view while others go on writing, and comes back on SQLite and on PostgreSQL alike.
"""
