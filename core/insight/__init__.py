"""Questions that span rooms: searching everything a person may see."""
