"""What stands around one record: all that its page shows of other rooms, by one question."""
