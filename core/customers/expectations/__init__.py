"""What a customer expected before a service and what came of it, measured alike."""
