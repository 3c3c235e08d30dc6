"""What rows of deeds to be failed stand on: the house, short ways to act in it, and the list they are kept in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from core import db, work
from core.access import Actor
from core.clock import at, now
from core.followup.records import FollowUp
from tests.cast import House

Deed = Callable[[], object]


@dataclass(frozen=True)
class Stage:
    """The house, and short ways to act in it. Whoever acts is looked up before the deed, not in it."""

    house: House

    def do(self, deed: Callable[..., Any], who: str | Actor, *args: Any, **kwargs: Any) -> Any:
        return work.do(deed, self.house.actor(who) if isinstance(who, str) else who, *args, **kwargs)

    def ready(self, deed: Callable[..., Any], who: str | Actor, *args: Any, when: datetime | None = None, **kwargs: Any) -> Deed:
        actor = self.house.actor(who) if isinstance(who, str) else who

        def done() -> object:
            with at(when or now()):
                return work.do(deed, actor, *args, **kwargs)

        return done

    def person(self, who: str) -> int:
        return self.house.people[who]

    def row(self, made: int) -> FollowUp:
        with db.reading() as session:
            return session.get_one(FollowUp, made)


@dataclass(frozen=True)
class Row:
    deed: Callable[..., Any]
    prepare: Callable[[Stage], Deed]
    name: str


ROWS: list[Row] = []


def of(deed: Callable[..., Any]) -> Callable[[Callable[[Stage], Deed]], Callable[[Stage], Deed]]:
    def keep(prepare: Callable[[Stage], Deed]) -> Callable[[Stage], Deed]:
        ROWS.append(Row(deed, prepare, prepare.__name__))
        return prepare

    return keep


def reachable() -> None:
    """Everybody has an address, so that telling writes mails too."""
    with db.writing() as session:
        session.execute(text("UPDATE people SET email = username || '@example.cn'"))
