"""Control of what is spent against the budget in force: per line and together, with warnings, and who explains what went over."""
