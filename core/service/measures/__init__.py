"""What requests tell of a group: in time, solved, for good, complete on file, and how often they were passed on."""
