"""A plan as a table of a spreadsheet: out as Excel and CSV, in from whatever table people have, with its columns told apart."""
