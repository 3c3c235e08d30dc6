"""Service records as rows of a spreadsheet: uploaded, or pasted from one."""
