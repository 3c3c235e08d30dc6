"""What blocks the closing of a project, counted over all rooms."""
