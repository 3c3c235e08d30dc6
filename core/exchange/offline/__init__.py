"""A scoring sheet without a connection: filled in as a locked workbook or on paper, compared, and taken in as a draft."""
