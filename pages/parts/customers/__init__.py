"""What pages say of customers: the list, one with its contacts, contracts, timeline, stage, care and expectations."""
