"""Named measures over the facts: one definition each, computed from the very rows that can be listed.

A room that owns facts declares a `Measure` in its rules and provides the rows in its queries; values, intervals, trends
and lists all come from those rows, so that a figure and what stands behind it never differ.
"""
