"""Improvement by PDCA cards: plan, do, check on a control chart, act; opened by people, or by a figure that got worse."""
