"""Service norms with their versions and who was trained on them; compliance assessed clause by clause, in audits that are independent."""
