"""What many nonconformities tell: how fast they close, how often they come back, of what there are most."""
