"""How each deed on nonconformities and checks is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.followup.records import FollowUp
from core.quality.checks import actions as checks
from core.quality.checks.actions import Wanted
from core.quality.checks.queries import point_rows
from core.quality.checks.recurring import actions as recurring
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle, Rhythm
from core.quality.nonconformities import actions as nonconformities
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.queries import KIND
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import Basis, Cause, Draft, Effect, Found, Metric, Origin, Severity
from core.quality.signals import actions as signals
from core.quality.signals.actions import Told
from tests.house.compliance_deeds import rows as others
from tests.house.improvement_deeds import fired

__all__ = ["check_rows", "others", "rows"]
DAY = date(2026, 1, 5)
FOUND = Finding("Wrong bills", "Three of ten are wrong.", "content", Severity.MINOR, Origin.WORK, DAY)
CAUSE = Cause("skill", ("Nobody was trained",))
METRIC = Metric(Basis.MANUAL, name="Wrong bills", higher=False, before=Decimal(10))


def _draft(house: Any, owner: str = "ming", verifier: str = "mo") -> Draft:
    return Draft("Train.", house.people[owner], house.people[verifier], today() + timedelta(days=7))


def nonconformity(session: Any, house: Any, *, planned: bool = False, begun: bool = False, closed: bool = False, judged: bool = False) -> int:
    """One of Hotline, found by Lin, with as much done about it as asked."""
    lin = house.actor("lin")
    made = nonconformities.register(session, lin, house.projects["hotline"], FOUND)
    session.flush()
    row = session.get_one(Nonconformity, made)
    if planned or begun or closed:
        nonconformities.analyse(session, lin, made, cause=CAUSE, version=row.version)
        session.flush()
        nonconformities.choose_metric(session, lin, made, metric=METRIC, version=row.version)
        nonconformities.plan(session, lin, made, draft=_draft(house))
    if begun or closed:
        nonconformities.begin(session, lin, made)
        session.flush()
    if closed:
        session.query(FollowUp).filter(FollowUp.source_kind == KIND).update({"state": "closed"})
        nonconformities.measure_ended(session, lin, made)
        row.effect_due_on = today()
        session.flush()
        if judged:
            nonconformities.judge(session, lin, made, effect=Effect.EFFECTIVE, counted=Found(Decimal(1), 1, "Counted."), version=row.version)
            session.flush()
    session.info.pop("noted", None)
    return made


def _signal(session: Any, actor: Any, house: Any) -> int:
    source, signal = fired(session, house)
    told = Told("Few calls answered", "Ten of a hundred.", "response", Severity.MINOR)
    return signals.register(session, actor, source, signal, project_id=house.projects["hotline"], told=told, first=DAY)


def _version(session: Any, made: int) -> int:
    return session.get_one(Nonconformity, made).version


def _rated(session: Any, actor: Any, house: Any) -> int:
    made = nonconformity(session, house)
    return nonconformities.rate(session, actor, made, class_="data", severity=Severity.MAJOR, department_id=house.departments["service"], version=_version(session, made))


def _judged(session: Any, actor: Any, house: Any) -> int:
    made = nonconformity(session, house, closed=True)
    session.get_one(Nonconformity, made).by_id = house.people["mei"]
    session.flush()
    counted = Found(Decimal(1), 1, "Counted.")
    return nonconformities.judge(session, actor, made, effect=Effect.EFFECTIVE, counted=counted, version=_version(session, made))


def _reopened(session: Any, actor: Any, house: Any) -> int:
    made = nonconformity(session, house, closed=True, judged=True)
    session.get_one(Nonconformity, made).by_id = house.people["mei"]
    session.flush()
    return nonconformities.reopen(session, actor, made, reason="It is back.", version=_version(session, made))


POINTS = (Point("Bills are right"),)


def _wanted(house: Any, kind: Kind = Kind.SELF, **more: Any) -> Wanted:
    return Wanted(kind, Principle.PROCESS, "Bills", house.people["mei"], POINTS, **more)


def check(session: Any, house: Any, *, answered: Mark | None = None, finished: bool = False, kind: Kind = Kind.SELF) -> tuple[int, int]:
    """One of Hotline, Mei's to carry out, with its point; answered and finished as asked."""
    made = checks.plan(session, house.actor("lin"), house.projects["hotline"], _wanted(house, kind), due_on=today() + timedelta(days=3))
    session.flush()
    (point,) = point_rows(session, made)
    if answered:
        checks.answer(session, house.actor("mei"), made, point_id=point.id, given=Given(mark=answered))
        if finished:
            checks.contain(session, house.actor("mei"), made, point_id=point.id, containment="Stopped.")
            checks.finish(session, house.actor("mei"), made)
        session.flush()
    session.info.pop("noted", None)
    return made, point.id


def _recurring(session: Any, house: Any) -> int:
    day = today() + timedelta(days=1)
    made = recurring.make_plan(session, house.actor("lin"), house.projects["hotline"], _wanted(house), rhythm=Rhythm.WEEKLY, first_on=day, until=day)
    session.info.pop("noted", None)
    return made


def check_rows(row: Callable[..., Any], owned: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed on checks; `owned`: of whoever carries it out."""
    def own(deed: Callable[..., Any], answered: Mark | None = Mark.FAILS, **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            made, point = check(s, h, answered=answered)
            return deed(s, a, made, point_id=point, **more)

        return row(Permission.CHECK_RECORD, owned, call)

    def detach(s: Any, a: Any, h: Any) -> int:
        made, point = check(s, h, answered=Mark.FAILS)
        file_id = checks.attach(s, h.actor("mei"), made, point_id=point, data=b"a picture", kind="jpg", name="x.jpg")
        s.flush()
        s.info.pop("noted", None)
        return checks.detach(s, a, made, point_id=point, file_id=file_id)

    def plans(call: Callable[..., Any]) -> Any:
        return row(Permission.CHECK_PLAN, near, call)

    soon, listed = today() + timedelta(days=5), ("A", "B")
    return {
        checks.plan: plans(lambda s, a, h: checks.plan(s, a, h.projects["hotline"], _wanted(h), due_on=soon)),
        checks.draw: plans(lambda s, a, h: checks.draw(s, a, check(s, h, kind=Kind.SPOT)[0], size=1, listed=listed)),
        checks.answer: own(checks.answer, None, given=Given(mark=Mark.CONFORMS)),
        checks.contain: own(checks.contain, containment="Stopped."),
        checks.register: own(checks.register, class_="content", finding="Three of ten."),
        checks.attach: own(checks.attach, data=b"a picture", kind="jpg", name="x.jpg"),
        checks.detach: row(Permission.CHECK_RECORD, owned, detach),
        checks.finish: row(Permission.CHECK_RECORD, owned, lambda s, a, h: checks.finish(s, a, check(s, h, answered=Mark.CONFORMS)[0])),
        checks.reassign: plans(lambda s, a, h: checks.reassign(s, a, check(s, h)[0], checker_id=h.people["kit"], due_on=soon, version=1)),
        checks.cancel: plans(lambda s, a, h: checks.cancel(s, a, check(s, h)[0], reason="Not needed.")),
        checks.repeat: plans(lambda s, a, h: checks.repeat(s, a, check(s, h, answered=Mark.FAILS, finished=True)[0], checker_id=h.people["kit"], due_on=soon)),
        recurring.make_plan: plans(lambda s, a, h: recurring.make_plan(s, a, h.projects["hotline"], _wanted(h), rhythm=Rhythm.MONTHLY, first_on=soon, until=soon)),
        recurring.end_plan: plans(lambda s, a, h: recurring.end_plan(s, a, _recurring(s, h))),
    }


def rows(row: Callable[..., Any], owned: frozenset[Any], near: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `owned`: of whoever carries it out, `near`: of the project or the department, `whole`: of all of them."""
    def steer(call: Callable[..., Any]) -> Any:
        return row(Permission.NONCONFORMITY_STEER, near, call)

    made = nonconformity
    return check_rows(row, owned, near) | {
        nonconformities.register: row(Permission.NONCONFORMITY_REGISTER, near, lambda s, a, h: nonconformities.register(s, a, h.projects["hotline"], FOUND)),
        signals.register: row(Permission.NONCONFORMITY_REGISTER, near, _signal),
        nonconformities.contain: steer(lambda s, a, h: nonconformities.contain(s, a, made(s, h), containment="Stopped.", version=1)),
        nonconformities.rate: steer(_rated),
        nonconformities.analyse: steer(lambda s, a, h: nonconformities.analyse(s, a, made(s, h), cause=CAUSE, version=1)),
        nonconformities.choose_metric: steer(lambda s, a, h: nonconformities.choose_metric(s, a, made(s, h), metric=METRIC, version=1)),
        nonconformities.plan: steer(lambda s, a, h: nonconformities.plan(s, a, made(s, h), draft=_draft(h))),
        nonconformities.drop: steer(lambda s, a, h: nonconformities.drop(s, a, made(s, h, planned=True), number=1)),
        nonconformities.begin: steer(lambda s, a, h: nonconformities.begin(s, a, made(s, h, planned=True))),
        nonconformities.judge: row(Permission.NONCONFORMITY_JUDGE, whole, _judged),
        nonconformities.reopen: row(Permission.NONCONFORMITY_JUDGE, whole, _reopened),
        nonconformities.withdraw: row(Permission.NONCONFORMITY_DECIDE, near, lambda s, a, h: nonconformities.withdraw(s, a, made(s, h), reason="None.")),
    }
