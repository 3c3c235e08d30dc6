"""What the inspected side objected to a result, what became of it, and until when it may."""
