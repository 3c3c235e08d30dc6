"""From resolved to archived: the customer’s word or three attempts, somebody else’s look, the cause, the call afterwards."""
