"""What customers were asked and answered, in their timeline."""
