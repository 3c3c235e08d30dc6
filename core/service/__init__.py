"""What customers ask for: one record for all channels, three clocks that follow from its events, and a loop that closes only with the customer."""
