"""What members say of their work, without a name."""
