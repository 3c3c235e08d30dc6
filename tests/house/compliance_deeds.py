"""How each deed on norms, compliance and analysis meetings is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.quality.compliance import actions as compliance
from core.quality.compliance.queries import clauses_of
from core.quality.compliance.rules import Aspect, Method, NormText, Phase, Side, Standing
from core.quality.meetings import actions as meetings
from core.quality.meetings.rules import Decision
from core.quality.nonconformities.rules import Severity

TEXT, OTHER = NormText("Greet, ask, solve.", "Answered within 20 s."), NormText("Greet, ask, solve, thank.", "Answered within 15 s.")
DEMAND = {"side": Side.LAW, "phase": Phase.BEFORE, "aspect": Aspect.STAFF, "text": "Consent is asked for", "reference": "Privacy act"}


def _forget(session: Any, made: int) -> int:
    session.flush()
    session.info.pop("noted", None)
    return made


def norm(session: Any, house: Any, *, trained: str = "") -> int:
    """A norm of the service department; somebody trained on it."""
    lin = house.actor("lin")
    made = compliance.write(session, lin, name="Hotline", department_id=house.departments["service"], text=TEXT, effective_on=today())
    session.flush()
    if trained:
        compliance.train(session, lin, made, people=[house.people[trained]], trained_on=today(), trainer="Lin")
    return _forget(session, made)


def requirement(session: Any, house: Any) -> int:
    return _forget(session, compliance.demand(session, house.actor("lin"), **DEMAND))


def planned(session: Any, actor: Any, house: Any) -> int:
    requirement(session, house)
    told = {"method": Method.INTERNAL, "scope": "Hotline", "assessor_id": house.people["mei"], "due_on": today()}
    return compliance.plan(session, actor, house.projects["hotline"], **told)


def clause(session: Any, house: Any, standing: Standing | None = None) -> tuple[int, int]:
    """The one clause of an assessment that is Mei's, assessed as asked; the assessment and the clause."""
    made = _forget(session, planned(session, house.actor("lin"), house))
    (one,) = clauses_of(session, made)
    if standing:
        compliance.assess(session, house.actor("mei"), one.id, standing=standing, evidence="Ten calls.", finding="Three without.", version=1)
        _forget(session, made)
    return made, one.id


def meeting(session: Any, actor: Any, house: Any) -> int:
    return meetings.prepare(session, actor, house.departments["service"], title="March", first=today(), last=today(), planned_on=today())


def _decided(session: Any, actor: Any, house: Any) -> int:
    made = _forget(session, meeting(session, house.actor("lin"), house))
    said = Decision("Train.", house.projects["hotline"], house.people["ming"], house.people["mo"], today() + timedelta(days=7))
    return meetings.decide(session, actor, made, said=said)


def _confirmed(session: Any, actor: Any, house: Any) -> int:
    made = norm(session, house)
    compliance.train(session, house.actor("lin"), made, people=[actor.id], trained_on=today(), trainer="Lin")
    return compliance.confirm(session, actor, _forget(session, made))


def rows(row: Callable[..., Any], everywhere: frozenset[Any], owned: frozenset[Any], near: frozenset[Any], department: frozenset[Any], whoever: Any) -> dict[Callable[..., Any], Any]:
    """A row for each deed."""
    def edit(call: Callable[..., Any]) -> Any:
        return row(Permission.NORM_EDIT, department, call)

    def own(call: Callable[..., Any]) -> Any:
        return row(Permission.COMPLIANCE_ASSESS, owned, call)

    def lead(call: Callable[..., Any]) -> Any:
        return row(Permission.QUALITY_MEETING_LEAD, department, call)

    held = {"held_on": today(), "attendees": [], "minutes": "Better.", "causes": "", "version": 1}
    return {
        compliance.write: edit(lambda s, a, h: compliance.write(s, a, name="Hotline", department_id=h.departments["service"], text=TEXT, effective_on=today())),
        compliance.revise: edit(lambda s, a, h: compliance.revise(s, a, norm(s, h), text=OTHER, effective_on=today(), reason="Better.", version=1)),
        compliance.train: edit(lambda s, a, h: compliance.train(s, a, norm(s, h), people=[h.people["ming"]], trained_on=today(), trainer="Lin")),
        compliance.confirm: row(Permission.NORM_READ, whoever, _confirmed),
        compliance.demand: row(Permission.COMPLIANCE_PLAN, whoever, lambda s, a, h: compliance.demand(s, a, **DEMAND)),
        compliance.retire: row(Permission.COMPLIANCE_PLAN, everywhere, lambda s, a, h: compliance.retire(s, a, requirement(s, h))),
        compliance.plan: row(Permission.COMPLIANCE_PLAN, near, planned),
        compliance.assess: own(lambda s, a, h: compliance.assess(s, a, clause(s, h)[1], standing=Standing.COMPLIES, evidence="Ten calls.", version=1)),
        compliance.register: own(lambda s, a, h: compliance.register(s, a, clause(s, h, Standing.FAILS)[1], class_="law", severity=Severity.MINOR)),
        compliance.close: own(lambda s, a, h: compliance.close(s, a, clause(s, h, Standing.COMPLIES)[0], conclusion="All is well.")),
        meetings.prepare: lead(meeting),
        meetings.hold: lead(lambda s, a, h: meetings.hold(s, a, _forget(s, meeting(s, h.actor("lin"), h)), **held)),
        meetings.decide: lead(_decided),
    }
