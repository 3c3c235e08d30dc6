"""Who did what, when, from where, with before and after: one entry a deed, in the deed's own transaction."""

from core.audit.actions import note

__all__ = ["note"]
