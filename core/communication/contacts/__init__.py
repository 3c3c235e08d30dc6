"""What took place: meetings, talks, reports and surveys of every room, as what meets an expectation."""
