"""Asking for the second inspector of a veto, when its sheet is submitted."""
