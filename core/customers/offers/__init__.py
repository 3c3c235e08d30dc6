"""What a project offers its customers: basic, value-added, subscription and tailored services, for whom and when, and who has taken them up."""
