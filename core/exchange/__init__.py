"""What leaves the house as a workbook, a Word document or a PDF, and workbooks that come in. Knows no room."""
