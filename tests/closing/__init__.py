"""Hotline on its way to acceptance and to its end, through the deeds of those who do it. `do` is the fixture, or anything that acts like it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.audit.actions import NOBODY
from core.clock import today
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance.records import Acceptance, AcceptanceCriterion, AcceptanceRemark
from core.closing.acceptance.rules import Agreement, FormalBy, Paper, Seat, Verdict
from core.closing.archive import actions as archive
from core.closing.archive.rules import Part
from core.closing.endings import actions as endings
from core.closing.endings.records import Closing
from core.closing.endings.rules import Source
from core.closing.release import actions as release
from core.closing.release.records import Resource
from core.closing.signing import actions as signing
from core.db import reading
from core.followup import actions as followups
from core.followup.records import FollowUp

Do = Callable[..., Any]
TOKEN, OUTSIDE = "c" * 43, "o" * 43


def agreement(house: Any, **more: Any) -> Agreement:
    said = {
        "planned_on": today(), "method": "on_site", "place": "Pier 3", "invited_on": today(), "invited": "Ms Ferry", "formal_by": FormalBy.CUSTOMER_GROUP, "team_id": house.people["ming"],
        "first_id": house.people["hu"], "second_id": house.people["lin"], "remarks_owner_id": house.people["mo"], "remarks_verifier_id": house.people["ming"],
    }  # fmt: skip
    return Agreement(**said | more)


def version(made: int) -> int:
    with reading() as session:
        return session.get_one(Acceptance, made).version


def state(made: int) -> str:
    with reading() as session:
        return session.get_one(Acceptance, made).state


def agreed(do: Do, house: Any) -> int:
    """An attempt with its agreement and the general delivery standards."""
    made = do(acceptances.begin, "mo", house.projects["hotline"], template="general")
    do(acceptances.agree, "mo", made, agreement(house), version=1)
    return made


def packed(do: Do, house: Any) -> int:
    """With the pack."""
    made = agreed(do, house)
    for paper in Paper:
        do(acceptances.attach, "mo", made, paper, data=paper.value.encode(), kind="pdf", name=f"{paper}.pdf")
        do(acceptances.judge, "mo", made, paper, complete=True, whole=True, correct=True)
    return made


def preliminary(do: Do, house: Any) -> int:
    """Being signed by team and customer."""
    made = packed(do, house)
    do(acceptances.submit, "mo", made, version=version(made))
    return made


def by_link(do: Do, made: int, seat: Seat, token: str, *, name: str = "Ms Ferry", verdict: Verdict = Verdict.ACCEPT, text: str = "") -> None:
    do(signing.link, "mo", made, seat, token=token, name=name)
    do(signing.sign_by_link, NOBODY, token, name=name, office="Northern Ferries, operations", verdict=verdict, text=text)


def points(made: int) -> dict[int, tuple[Decimal | None, str]]:
    """All points for every standard."""
    with reading() as session:
        ones = session.scalars(select(AcceptanceCriterion).where(AcceptanceCriterion.acceptance_id == made))
        return {one.id: (one.target or Decimal(100), "") for one in ones}


def scored(do: Do, made: int) -> None:
    """Every standard with all of its points, and presented."""
    do(acceptances.score, "mo", made, points(made))
    do(acceptances.present, "mo", made, presented_on=today(), text="Shown, asked, answered.")


def formal(do: Do, house: Any) -> int:
    """Being signed by the acceptors."""
    made = preliminary(do, house)
    do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    by_link(do, made, Seat.CUSTOMER, TOKEN)
    scored(do, made)
    do(acceptances.open_formal, "mo", made, version=version(made))
    return made


def accepted(do: Do, house: Any) -> int:
    """Accepted by two acceptors and the customer."""
    made = formal(do, house)
    do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    by_link(do, made, Seat.OUTSIDE, OUTSIDE)
    return made


def archived(do: Do, project: int, parts: tuple[Part, ...] = tuple(Part)) -> None:
    for part in parts:
        do(archive.file, "mo", project, part, title=part.value, place="Shelf 4")


def released(do: Do, project: int) -> None:
    with reading() as session:
        ones = [(one.id, one.version) for one in session.scalars(select(Resource).where(Resource.project_id == project, Resource.released_on.is_(None)))]
    for id_, seen in ones:
        do(release.release, "mo", id_, released_on=today(), version=seen)


def confirmed(do: Do, closing: int, source: Source = Source.CUSTOMER, on: date | None = None) -> int:
    return do(endings.confirm, "mo", closing, source, confirmed=True, name="Ms Ferry", on=on or today())


def cleared(do: Do, house: Any) -> int:
    """A closing that waits for signatures alone."""
    project = house.projects["hotline"]
    accepted(do, house)
    made = do(endings.begin, "mo", project)
    archived(do, project)
    released(do, project)
    confirmed(do, made)
    do(endings.settle, "mo", made)
    return made


def cancelled_remark(do: Do, house: Any) -> int:
    """A remark of the team whose follow-up was cancelled."""
    made = preliminary(do, house)
    do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.REMARKS, text="Label it")
    with reading() as session:
        one = session.scalars(select(AcceptanceRemark).where(AcceptanceRemark.acceptance_id == made)).one()
        followup = session.scalars(select(FollowUp.id).where(FollowUp.code == one.followup_code)).one()
    do(followups.cancel, "lin", followup, reason="A matter of taste.")
    return one.id


def closing_version(made: int) -> int:
    with reading() as session:
        return session.get_one(Closing, made).version


def closed(do: Do, house: Any) -> int:
    made = cleared(do, house)
    for who in ("mo", "hu"):
        do(endings.sign, who, made)
    do(endings.close, "mo", made, version=closing_version(made))
    return made
