"""Appraisals: templates in versions, cycles, and a sheet for each person that she answers before it closes."""
