"""Where a plan is heading: its finish if the work that is left goes on from now, and how the days of its milestones moved."""
