"""The plan of communication: rows that generate dated expectations."""
