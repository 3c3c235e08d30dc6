"""Questions of the demo: who is in it, and whether a house is still empty."""

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.config import ROOT
from core.demo import rules
from core.people.records import Person
from core.words import Content

if TYPE_CHECKING:
    from core.inspection.tally.queries import Difference

CAST = ROOT / "data" / "demo" / "cast.toml"
HOURS = ROOT / "data" / "demo" / "calendars.toml"
INITIATION = ROOT / "data" / "demo" / "initiation.toml"


def cast(today: date) -> rules.Cast:
    """The cast of data/demo, its days moved so that the story ends `today`."""
    return rules.cast(tomllib.loads(CAST.read_text(encoding="utf-8")), today)


def hours() -> rules.Hours:
    """The working time of data/demo."""
    return rules.hours(tomllib.loads(HOURS.read_text(encoding="utf-8")))


def initiation() -> dict[str, Any]:
    """The applications of data/demo."""
    return tomllib.loads(INITIATION.read_text(encoding="utf-8"))


def complaint_of(session: Session, project_id: int) -> int:
    """The newest request of a project in which a customer complained, or any; 0 where there is none."""
    from core.service.requests.records import Request  # the demo's command reads this file before any room

    return session.scalar(select(Request.id).where(Request.project_id == project_id).order_by(Request.complaint.desc(), Request.id.desc()).limit(1)) or 0


def request_of(session: Session, project_id: int) -> str | None:
    """The code of a request about technology of a project, the oldest."""
    from core.service.requests.records import Request

    return session.scalar(select(Request.code).where(Request.project_id == project_id, Request.problem_class == "technology").order_by(Request.id).limit(1))


def accounts() -> list[tuple[str, tuple[str, ...], Content]]:
    """User name, role codes and name of everybody in the demo, in the order of the file."""
    table = tomllib.loads(CAST.read_text(encoding="utf-8"))
    return [(person["username"], tuple(person["roles"]), person["name"]) for person in table["people"]]


def is_empty(session: Session) -> bool:
    """Whether nobody has an account yet. Asked at every start of the server, so it loads nothing heavy."""
    return session.scalar(select(Person.id).limit(1)) is None


def recount(session: Session) -> "list[Difference]":
    """Where the running totals and the sheets disagree; empty in a sound house."""
    from core.inspection.tally.queries import differences

    return differences(session)
