"""How each deed of the team's room is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.access import Permission
from core.clock import today
from core.projects.records import Member
from core.team.appraisal import actions as appraisals
from core.team.appraisal import kept
from core.team.appraisal.records import Appraisal, AppraisalTemplate
from core.team.appraisal.rules import KeyResult, Said
from core.team.appraisal.rules import Kind as ItemKind
from core.team.pulse import actions as pulses
from core.team.pulse.rules import Question
from core.team.recognition import actions as rewards
from core.team.recognition.rules import Activity, Gathering, Proposal
from core.team.recognition.rules import Kind as Reward
from core.team.training import actions as training
from core.team.training.rules import Came, Course, Kind, Planned, Result


def fresh(session: Any, made: int) -> int:
    """The session forgets that a deed was done already."""
    session.flush()
    session.info.pop("noted", None)
    return made


def course_of(house: Any) -> Course:
    return Course("Talking with callers", "Listening", Kind.BASIC, ("theory",), project_id=house.projects["hotline"])


def planned(house: Any) -> Planned:
    """For Ming, whom everybody near sees."""
    return Planned(today() + timedelta(days=3), Decimal(2), (house.people["ming"],), trainer="Academy")


def course(session: Any, house: Any) -> int:
    return fresh(session, training.offer(session, house.actor("lin"), course_of(house)))


def lesson(session: Any, house: Any) -> int:
    return fresh(session, training.plan(session, house.actor("lin"), course(session, house), planned(house)))


VIEWS = {one.code: Said(80, "Seen in May.") for one in kept.shipped() if one.kind is ItemKind.JUDGEMENT}
RESULTS = [KeyResult("Faster answers", "Median below an hour", Decimal(90), Decimal(60), Decimal(75))]


def sheet(session: Any, house: Any, *steps: str, person: str = "ming", appraiser: str = "mo") -> tuple[int, int]:
    """A sheet and its version: open, or `sign`ed, or `contest`ed."""
    lin = house.actor("lin")
    if not session.query(AppraisalTemplate).count():
        appraisals.adopt(session, lin)
    appraisals.open_cycle(session, lin, name="Half year", first=today() - timedelta(days=90), last=today(), pairs={house.people[person]: house.people[appraiser]})
    made = session.query(Appraisal).order_by(Appraisal.id.desc()).first()
    if "sign" in steps:
        appraisals.sign(session, house.actor(appraiser), made.id, VIEWS, version=1)
    if "contest" in steps:
        fresh(session, 0)
        appraisals.contest(session, house.actor(person), made.id, words="No.", version=made.version)
    fresh(session, 0)
    return made.id, made.version


def proposal(house: Any) -> Proposal:
    return Proposal(Reward.COMMENDATION, "Thanks", "Calm on a hard day", None, house.projects["hotline"], measure="service.resolved")


def proposed(session: Any, house: Any) -> int:
    return fresh(session, rewards.propose(session, house.actor("lin"), proposal(house)))


def together(house: Any) -> Activity:
    return Activity(Gathering.BUILDING, today(), "A walk", "Along the river.", (house.people["ming"],), house.projects["hotline"])


def crowd(session: Any, house: Any) -> None:
    """Everybody of the cast joins Hotline: a team of which nobody can be made out."""
    hotline = house.projects["hotline"]
    here = set(session.scalars(select(Member.person_id).where(Member.project_id == hotline)))
    session.add_all(Member(project_id=hotline, person_id=one) for one in set(house.people.values()) - here)
    session.flush()


POINTS = {one.value: 4 for one in Question}


def asked(session: Any, house: Any) -> int:
    """A pulse that asks somebody whose id every actor of the table has."""
    crowd(session, house)
    made = fresh(session, pulses.ask(session, house.actor("lin"), name="How is it going?", closes_on=today() + timedelta(days=7), project_id=house.projects["hotline"]))
    return made


def ask_hotline(session: Any, actor: Any, house: Any) -> int:
    crowd(session, house)
    return pulses.ask(session, actor, name="How is it going?", closes_on=today() + timedelta(days=7), project_id=house.projects["hotline"])


def rows(row: Callable[..., Any], whoever: Any, owned: frozenset[Any], department: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    edit = Permission.TRAINING_EDIT
    take, lead, design = Permission.APPRAISAL_TAKE, Permission.APPRAISAL_LEAD, Permission.APPRAISAL_DESIGN

    def mine(deed: Callable[..., Any], *steps: str, writes: bool = False, **more: Any) -> Any:
        """A deed of whom the sheet is about, or of who writes it: tried with a sheet that is the acting person's."""

        def call(s: Any, a: Any, h: Any) -> Any:
            made, _ = sheet(s, h, *steps)
            found = s.get_one(Appraisal, made)
            found.person_id, found.appraiser_id = (h.people["pei"], h.people["mei"]) if writes else (h.people["mei"], h.people["mo"])
            s.flush()
            return deed(s, a, made, version=found.version, **more)

        return row(take, owned, call)

    def led(deed: Callable[..., Any], *steps: str, **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            made, version = sheet(s, h, *steps)
            return deed(s, a, made, version=version, **{name: value(h) if callable(value) else value for name, value in more.items()})

        return row(lead, department, call)

    def revise(s: Any, a: Any, h: Any) -> Any:
        fresh(s, appraisals.adopt(s, h.actor("lin")))
        return appraisals.revise(s, a, kept.shipped(), reason="Looked at.", number=1)

    def begin(s: Any, a: Any, h: Any) -> Any:
        fresh(s, appraisals.adopt(s, h.actor("lin")))
        return appraisals.open_cycle(s, a, name="Half year", first=today(), last=today(), pairs={h.people["ming"]: h.people["mo"]})

    propose = Permission.RECOGNITION_PROPOSE
    return {
        pulses.ask: row(Permission.PULSE_ASK, near, ask_hotline),
        pulses.answer: row(Permission.TEAM_READ, whoever, lambda s, a, h: pulses.answer(s, a, asked(s, h), points=POINTS, words="Fine.")),
        rewards.propose: row(propose, near, lambda s, a, h: rewards.propose(s, a, proposal(h))),
        rewards.decide: row(Permission.RECOGNITION_DECIDE, near, lambda s, a, h: rewards.decide(s, a, proposed(s, h), grant=True, reason="So.", version=1)),
        rewards.record: row(propose, near, lambda s, a, h: rewards.record(s, a, together(h))),
        appraisals.adopt: row(design, frozenset(), lambda s, a, h: appraisals.adopt(s, a)),
        appraisals.revise: row(design, frozenset(), revise),
        appraisals.open_cycle: row(lead, department, begin),
        appraisals.hand_over: led(appraisals.hand_over, appraiser_id=lambda h: h.people["pei"]),
        appraisals.decide: led(appraisals.decide, "sign", "contest", reason="So.", points={"time": 60}),
        appraisals.agree: mine(appraisals.agree, results=RESULTS),
        appraisals.view_self: mine(appraisals.view_self, views={"time": Said(70, "Mostly.")}),
        appraisals.sign: mine(appraisals.sign, writes=True, views=VIEWS, remark="Good."),
        appraisals.confirm: mine(appraisals.confirm, "sign", words="Yes."),
        appraisals.contest: mine(appraisals.contest, "sign", words="No."),
        training.offer: row(edit, near, lambda s, a, h: training.offer(s, a, course_of(h))),
        training.change: row(edit, near, lambda s, a, h: training.change(s, a, course(s, h), course_of(h), version=1)),
        training.plan: row(edit, near, lambda s, a, h: training.plan(s, a, course(s, h), planned(h))),
        training.replan: row(edit, near, lambda s, a, h: training.replan(s, a, lesson(s, h), planned(h), version=1)),
        training.hold: row(edit, near, lambda s, a, h: training.hold(s, a, lesson(s, h), (Came(h.people["ming"], Result.PASSED),), on=today(), version=1)),
        training.cancel: row(edit, near, lambda s, a, h: training.cancel(s, a, lesson(s, h), reason="Rain", version=1)),
    }  # fmt: skip
