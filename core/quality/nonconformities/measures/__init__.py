"""What nonconformities tell of a group: how many, how fast they close, whether in time, whether they come back."""
