"""What was answered, by whom and where it came from. Never edited; withdrawn with a reason. A low one calls somebody by itself."""
