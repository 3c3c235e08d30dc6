"""Everything of one round together, for the report and the workbook that leave the house."""
