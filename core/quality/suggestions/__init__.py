"""Suggestions of everybody who works here: assessed, carried out, their effect recorded, rewarded, shared."""
