"""What is promised: how fast to whom, and which priority a request has."""
