"""What the page of a project's board is made of: the board itself, its columns, its iterations and its flow."""
