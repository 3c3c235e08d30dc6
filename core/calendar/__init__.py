"""Working time: windows of a day, weeks, holidays and make-up days, exceptions and leave; and counting in all of it."""
