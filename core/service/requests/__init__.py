"""Service requests: taken in through any channel, classified, handled, handed over. Their events are the truth, their row is what follows from them."""
