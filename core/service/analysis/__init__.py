"""What requests tell together: channels, times, causes, backlog, hand-overs, the customer's journey; kept as sums of weeks."""
