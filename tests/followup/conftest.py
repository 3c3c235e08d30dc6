"""A follow-up to work on, and quick ways to move it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import db
from core.clock import today
from core.followup import actions
from core.followup.records import Extension, FollowUp, FollowUpFile, FollowUpStep
from core.followup.rules import Kind
from tests.cast import House


@dataclass(frozen=True)
class Desk:
    """Mo owns what Mei verifies, on Hotline."""

    house: House
    do: Callable[..., Any]

    def open(self, who: str = "hu", **facts: Any) -> int:
        given = {
            "project_id": self.house.projects["hotline"], "kind": Kind.CORRECTIVE, "title": "Callers wait", "finding": "Nine of ten waited.",
            "owner_id": self.house.people["mo"], "verifier_id": self.house.people["mei"], "due_on": today() + timedelta(days=10),
        } | facts  # fmt: skip
        return self.do(actions.open_, who, **given)

    def row(self, id_: int) -> FollowUp:
        with db.reading() as session:
            return session.get_one(FollowUp, id_)

    def plan(self, id_: int, who: str = "mo", measure: str = "A second line.") -> int:
        return self.do(actions.plan, who, id_, measure=measure, version=self.row(id_).version)

    def attach(self, id_: int, who: str = "mo", data: bytes = b"a picture") -> int:
        return self.do(actions.attach, who, id_, data=data, kind="jpeg", name="line.jpg")

    def reported(self, **facts: Any) -> int:
        made = self.open(**facts)
        self.plan(made)
        self.do(actions.report, "mo", made)
        return made

    def closed(self, **facts: Any) -> int:
        made = self.reported(**facts)
        self.do(actions.verify, "mei", made, passed=True)
        return made

    def rows(self) -> list[FollowUp]:
        with db.reading() as session:
            return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))

    def steps(self, id_: int) -> list[str]:
        with db.reading() as session:
            return list(session.scalars(select(FollowUpStep.step).where(FollowUpStep.follow_up_id == id_).order_by(FollowUpStep.id)))

    def files(self, id_: int) -> list[FollowUpFile]:
        with db.reading() as session:
            return list(session.scalars(select(FollowUpFile).where(FollowUpFile.follow_up_id == id_).order_by(FollowUpFile.id)))

    def wishes(self, id_: int) -> list[Extension]:
        with db.reading() as session:
            return list(session.scalars(select(Extension).where(Extension.follow_up_id == id_).order_by(Extension.id)))


@pytest.fixture
def desk(house: House, do: Callable[..., Any]) -> Desk:
    return Desk(house, do)


def day(text: str) -> date:
    return date.fromisoformat(text)
