"""How each deed on reviews and summary reports is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.knowledge.rules import Kind, Text
from core.review import actions, queries
from core.review.instrument import actions as instruments
from core.review.instrument.queries import shipped
from core.review.records import Review
from core.review.risks import actions as risks
from core.review.risks.records import ReviewRisk
from core.review.risks.rules import Risk
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.review.summary.records import SummaryReport
from core.review.summary.rules import Section
from core.words import Language

RISK = Risk("Staff is ill", True, 3, 4, False, None, None, "", None)
WORDS = {one.value: "Said." for one in Section}
LESSON = Text(Kind.LESSON, "Two on each shift", "Calls were lost.", "A second person came.", "None is lost.", "Plan two.")
SCORES = {"goals": 4, "time": 3}


def _quiet(session: Any, made: Any) -> Any:
    session.flush()
    session.info.pop("noted", None)
    return made


def opened(session: Any, house: Any, *, rated: bool = False) -> int:
    """An open review of Hotline; `rated`: its manager has judged."""
    made = actions.open_(session, house.actor("lin"), house.projects["hotline"], point=Point.EXECUTION, due_on=today() + timedelta(days=9))
    session.flush()
    if rated:
        actions.rate(session, house.actor("mo"), made, group=Group.SELF, scores=SCORES, texts={})
    return _quiet(session, made)


def _invited(session: Any, house: Any, who: str = "mei") -> int:
    made = opened(session, house)
    return _quiet(session, actions.invite(session, house.actor("lin"), made, person_id=house.people[who], group=Group.MANAGEMENT))


def _invitation(session: Any, house: Any) -> int:
    made = _invited(session, house)
    return queries.invitation_of(session, made, house.people["mei"]).id  # type: ignore[union-attr]


def _token(session: Any, house: Any) -> str:
    return _quiet(session, actions.invite_customer(session, house.actor("lin"), opened(session, house), name="Buyer", language=Language.ENGLISH))


def _risk(session: Any, house: Any) -> int:
    return _quiet(session, risks.enter(session, house.actor("lin"), house.projects["hotline"], RISK))


def draft(session: Any, house: Any) -> int:
    return _quiet(session, summary.begin(session, house.actor("lin"), house.projects["hotline"]))


def version(session: Any, kind: Any, made: int) -> int:
    return session.get_one(kind, made).version


def _revised(session: Any, actor: Any) -> int:
    one = shipped()
    return instruments.revise(session, actor, weights=one.weights, floor=4, dimension_weights={}, texts={}, reason="More people.", number=0)


def rows(row: Callable[..., Any], whoever: Any, everywhere: frozenset[Any], owned: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    lead, read = Permission.REVIEW_LEAD, Permission.REVIEW_READ

    def rate(s: Any, a: Any, h: Any) -> Any:
        made = _invited(s, h, next(name for name, id_ in h.people.items() if id_ == a.id))
        return actions.rate(s, a, made, group=Group.MANAGEMENT, scores=SCORES, texts={})

    def of_report(deed: Callable[..., Any], **more: Any) -> Callable[..., Any]:
        def call(s: Any, a: Any, h: Any) -> Any:
            made = draft(s, h)
            return deed(s, a, made, version=version(s, SummaryReport, made), **more)

        return call

    def changed(s: Any, a: Any, h: Any) -> Any:
        made = _risk(s, h)
        return risks.change(s, a, made, RISK, version=version(s, ReviewRisk, made))

    def struck(s: Any, a: Any, h: Any) -> Any:
        made = _risk(s, h)
        return risks.strike(s, a, made, version=version(s, ReviewRisk, made))

    def closed(s: Any, a: Any, h: Any) -> Any:
        made = opened(s, h, rated=True)
        return actions.close(s, a, made, version=version(s, Review, made))

    return {
        actions.open_: row(lead, near, lambda s, a, h: actions.open_(s, a, h.projects["hotline"], point=Point.CLOSING, due_on=today())),
        actions.invite: row(lead, near, lambda s, a, h: actions.invite(s, a, opened(s, h), person_id=h.people["kit"], group=Group.TEAM)),
        actions.invite_customer: row(lead, near, lambda s, a, h: actions.invite_customer(s, a, opened(s, h), name="Buyer", language=Language.ENGLISH)),
        actions.uninvite: row(lead, near, lambda s, a, h: actions.uninvite(s, a, _invitation(s, h))),
        actions.rate: row(Permission.REVIEW_RATE, whoever, rate),
        actions.close: row(lead, near, closed),
        instruments.revise: row(Permission.REVIEW_DESIGN, everywhere, lambda s, a, h: _revised(s, a)),
        risks.enter: row(lead, near, lambda s, a, h: risks.enter(s, a, h.projects["hotline"], RISK)),
        risks.change: row(lead, near, changed),
        risks.strike: row(lead, near, struck),
        summary.begin: row(lead, near, lambda s, a, h: summary.begin(s, a, h.projects["hotline"])),
        summary.write: row(lead, near, of_report(summary.write, texts=WORDS)),
        summary.issue: row(lead, near, of_report(summary.issue, texts=WORDS)),
        summary.propose_lesson: row(lead, near, lambda s, a, h: summary.propose_lesson(s, a, draft(s, h), LESSON)),
        summary.take_along: row(read, near, lambda s, a, h: summary.take_along(s, a, draft(s, h), kind="docx", sha256="0" * 64)),
    }
