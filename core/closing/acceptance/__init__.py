"""Acceptance of a project in attempts: the agreement, the pack with who judged it, delivery standards as a scored list, remarks that become follow-ups."""
