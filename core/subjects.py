"""What a record is called and where it stands, for the engines that know their subjects as kind and id only.

A room says it once for each kind (`found_by`); approvals, follow-ups, notices, comments and the timeline ask here and
never import the room.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access import Actor
from core.errors import NotFound, NotPermitted


@dataclass(frozen=True)
class Place:
    """A record that `actor` may see: its readable code, its name (content or text), and the page that shows it."""

    kind: str
    id: int
    code: str
    name: Mapping[str, str] | str
    path: str
    """From the application's address: `Scoring_sheet?sheet=INS-2026-0042`."""
    project_id: int | None = None
    department_id: int | None = None
    people: frozenset[int] = frozenset()
    """Who has to do with it (scored it, leads it, manages it): told when others comment."""
    owners: frozenset[int] = frozenset()
    """Whose own it is, for permissions that reach as far as one's own."""


Finder = Callable[[Session, Actor, int], Place]
_FINDERS: dict[str, Finder] = {}


def found_by(kind: str, finder: Finder) -> None:
    """A room says how a record of `kind` is found: `finder` refuses NotPermitted or NotFound to those who may not see it."""
    _FINDERS[kind] = finder


def kinds() -> list[str]:
    """Every kind that some room has spoken for."""
    return sorted(_FINDERS)


def place(session: Session, actor: Actor, kind: str, subject_id: int) -> Place:
    """Where the record stands, for somebody who may see it. Refuses NotFound otherwise.

    # house: the room's finder requires
    """
    finder = _FINDERS.get(kind)
    if finder is None:
        raise NotFound()
    return finder(session, actor, subject_id)


Actors = Callable[[Session, Collection[int] | None], list[Actor]]
_ACTORS: list[Actors] = []


def acting_by(actors: Actors) -> None:
    """The room that knows what decides people's sight says how active people (of these ids, or all) become actors."""
    _ACTORS[:] = [actors]


def who_may_see(session: Session, kind: str, subject_id: int, person_ids: Collection[int] | None) -> list[Actor]:
    """Those of the active people (None: of all) who may see the record at this moment: one look for each of them.

    # house: asked on behalf of somebody who has been let in by `place`
    """
    seeing = []
    for actor in _ACTORS[0](session, person_ids) if _ACTORS and (person_ids is None or person_ids) else []:
        try:
            place(session, actor, kind, subject_id)
        except NotPermitted:
            continue
        seeing.append(actor)
    return seeing
