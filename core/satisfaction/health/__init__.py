"""How well a customer is served, in one figure whose inputs are shown."""
