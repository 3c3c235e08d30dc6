"""Quality: checks, nonconformities, signals, norms and audits, meetings."""

from datetime import timedelta
from decimal import Decimal

from core import db
from core.clock import today
from core.quality.checks import actions as checks
from core.quality.checks.actions import Wanted
from core.quality.checks.queries import point_rows
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle
from core.quality.compliance import actions as compliance
from core.quality.compliance.queries import clauses_of
from core.quality.compliance.rules import Aspect, Method, Phase, Side, Standing
from core.quality.meetings import actions as meetings
from core.quality.meetings.rules import Decision
from core.quality.nonconformities import actions
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.queries import by_id
from core.quality.nonconformities.rules import Basis, Cause, Draft, Metric, Origin, Severity
from core.quality.rules import Source
from core.quality.signals import actions as signals
from core.quality.signals.actions import Told
from core.quality.signals.rules import Fired
from core.quality.spc import actions as charts
from core.quality.spc.rules.charts import Kind as Chart
from core.quality.spc.rules.nelson import Nelson
from tests.faults.stage import Stage, of

POINT = Point("Callers are greeted", severity=Severity.MAJOR)


def check(s: Stage, *, failed: bool = False) -> tuple[int, int]:
    """A spot check of Mei's with its sample, and its point; `failed`: answered so in every record."""
    wanted = Wanted(Kind.SPOT, Principle.PROCESS, "Calls", s.person("mei"), (POINT,), 2, ("A", "B", "C"), "lot")
    made = s.do(checks.plan, "mo", s.house.projects["hotline"], wanted, due_on=today() + timedelta(days=3))
    with db.reading() as session:
        (point,) = [row.id for row in point_rows(session, made)]
        units = checks.queries.units_of(session, made)
    for unit in units if failed else ():
        s.do(checks.answer, "mei", made, point_id=point, unit=unit, given=Given(mark=Mark.FAILS))
    return made, point


def version(made: int) -> int:
    with db.reading() as session:
        return by_id(session, made)[0].version


def fault(s: Stage, *, planned: bool = False) -> int:
    made = s.do(actions.register, "mo", s.house.projects["hotline"], Finding("Wrong bills", "Three of ten.", "content", Severity.MINOR, Origin.WORK, today()))
    if planned:
        s.do(actions.analyse, "mo", made, cause=Cause("skill", ("Nobody was trained",)), version=version(made))
        s.do(actions.choose_metric, "mo", made, metric=Metric(Basis.MANUAL, name="Wrong bills", higher=False, before=Decimal(3)), version=version(made))
        s.do(actions.plan, "mo", made, draft=Draft("Train.", s.person("ming"), s.person("mo"), today() + timedelta(days=9), False))
    return made


@of(checks.plan)
def a_spot_check_is_planned_and_its_sample_drawn(s):
    wanted = Wanted(Kind.SPOT, Principle.PROCESS, "Calls", s.person("mei"), (POINT,), 2, ("A", "B", "C"), "lot")
    return s.ready(checks.plan, "mo", s.house.projects["hotline"], wanted, due_on=today() + timedelta(days=3))


@of(checks.register)
def what_fails_in_every_record_becomes_one_nonconformity(s):
    made, point = check(s, failed=True)
    with db.reading() as session:
        unit = checks.queries.units_of(session, made)[0]
    return s.ready(checks.register, "mei", made, point_id=point, unit=unit, class_="attitude", finding="Nobody was greeted.", severity=Severity.MAJOR)


@of(actions.begin)
def planned_measures_become_follow_ups(s):
    return s.ready(actions.begin, "mo", fault(s, planned=True))


@of(signals.register)
def a_signal_becomes_a_nonconformity(s):
    made = s.do(charts.begin, "mo", name="Calls", unit="", kind=Chart.P, project_id=s.house.projects["hotline"])
    for back in range(12):
        s.do(charts.enter, "mo", made, on=today() - timedelta(days=back + 1), value=Decimal(10 if not back else 80), size=Decimal(100))
    told = Told("Few calls answered", "Ten of a hundred.", "response", Severity.MINOR)
    signal = Fired(today() - timedelta(days=1), Nelson.BEYOND)
    return s.ready(signals.register, "mo", Source(series_id=made), signal, project_id=s.house.projects["hotline"], told=told, first=today() - timedelta(days=40))


def audit(s: Stage) -> tuple[int, int, int]:
    """An assessment of Kit's, its only clause, and that one's version."""
    s.do(compliance.demand, "hu", side=Side.LAW, phase=Phase.BEFORE, aspect=Aspect.CONTENT, text="Consent is asked for.", reference="Law, 13")
    made = s.do(compliance.plan, "hu", s.house.projects["hotline"], method=Method.INTERNAL, scope="Consent", assessor_id=s.person("kit"), due_on=today() + timedelta(days=5))
    with db.reading() as session:
        (clause,) = clauses_of(session, made)
        return made, clause.id, clause.version


@of(compliance.register)
def a_breach_becomes_a_nonconformity(s):
    _, clause, at = audit(s)
    s.do(compliance.assess, "kit", clause, standing=Standing.FAILS, finding="Nobody asks.", version=at)
    return s.ready(compliance.register, "kit", clause, class_="law", severity=Severity.MINOR)


@of(meetings.decide)
def a_decision_becomes_an_action(s):
    made = s.do(meetings.prepare, "hu", s.house.departments["service"], title="March", first=today() - timedelta(days=9), last=today(), planned_on=today())
    said = Decision("Train everybody.", s.house.projects["hotline"], s.person("ming"), s.person("mo"), today() + timedelta(days=9))
    return s.ready(meetings.decide, "hu", made, said=said)
