"""The three clocks of a request: acknowledge, respond, resolve. Pure."""
