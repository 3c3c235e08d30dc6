"""What a project works with: material that has to be there in time, and the systems behind the service with their outages."""
