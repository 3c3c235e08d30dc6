"""What people say about a record, beside it: with names called, own words corrected for a while, nothing quietly gone."""
