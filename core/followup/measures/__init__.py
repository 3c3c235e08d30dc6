"""What follow-ups tell of a group: done in time, how long, whether it held, whether it is shown."""
