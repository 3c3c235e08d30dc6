"""What inspections tell of themselves: sheets in time, grounds for lost points, contests that were right."""
