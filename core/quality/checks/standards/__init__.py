"""Checks by service standards: what a chosen standard demands on a day, and what checks have found of it over time."""
