"""The rule simulator: what a draft of a checklist would have made of inspections that are over."""
