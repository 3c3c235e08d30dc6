"""Speed, measured over the real websocket and printed as ratios from one run: `make bench`."""
