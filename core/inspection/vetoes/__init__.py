"""The second inspector of a veto: a critical item that failed takes effect for others only after somebody else has looked."""
