"""Working time on the screen: hours, holidays, people, calculator."""
