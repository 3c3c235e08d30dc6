"""What members of projects paid out of their own pocket: claimed with receipts, accepted as an expense or refused with a reason. Only what is accepted counts."""
