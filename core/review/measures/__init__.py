"""What project reviews say as a named measure."""
