"""People are told what others did to their accounts. Notices stand above this room: theirs says how (`told_by`)."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from core.access import Actor
from core.people.records import Person

Teller = Callable[[Session, Actor, Person, str], None]
_TELLERS: list[Teller] = []


def told_by(teller: Teller) -> None:
    """The room that tells people says how: `teller(session, actor, person, message)`."""
    _TELLERS[:] = [teller]


def tell_owner(session: Session, actor: Actor, person: Person, message: str) -> None:
    """Tell somebody what was done to her account; `message` is an N_ literal. # house: part of another deed, which requires and notes"""
    for teller in _TELLERS:
        teller(session, actor, person, message)
