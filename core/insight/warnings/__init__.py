"""Early warnings for the four named challenges of a project: scope creep, resource conflict, risk out of control, missed communication."""
