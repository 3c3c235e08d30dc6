"""Whom the organisation serves: profiles, contacts under seal, contracts and promises, what was said, where the relation stands."""
