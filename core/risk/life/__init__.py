"""The life of a risk: from the first look to closed, and back."""
