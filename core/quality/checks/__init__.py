"""Quality checks: planned, assigned, carried out point by point against standards, and what they find."""
