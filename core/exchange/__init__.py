"""What leaves the house as a workbook, a Word document or a PDF, and workbooks that come in.

`workbook` and `report` know no room; `sheet_report` and `results_workbook` put a room's values into them.
"""
