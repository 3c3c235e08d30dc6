"""A reference table as an Excel workbook, out and in."""
