"""Needs that a customer did not ask for but let be heard: noted at a call or a conversation, and taken up, met or dropped with a reason."""
