"""What pages say about quality: objectives, standards, control charts, improvement."""
