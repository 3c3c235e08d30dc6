"""What the house does by itself, again and again: digests, overdue ladders, sweeping. One lease a routine, so that of several processes one does it."""

from core.routines.rules import routine

__all__ = ["routine"]
