"""Checks by standards, their charts, signals that become nonconformities, agendas of meetings and what waits on the first page."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from core import clock, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted
from core.followup.rules import ElsewhereProject
from core.quality.checks import actions as checks
from core.quality.checks import queries as check_queries
from core.quality.checks.actions import Wanted
from core.quality.checks.recurring import actions as recurring
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle, Rhythm, Tolerance
from core.quality.checks.standards import rules as by_standard
from core.quality.compliance import actions as compliance
from core.quality.compliance import queries as compliance_queries
from core.quality.compliance.rules import Aspect, Method, NormText, Phase, Side
from core.quality.meetings import actions as meetings
from core.quality.meetings import queries as meeting_queries
from core.quality.meetings.rules import Sort
from core.quality.nonconformities import queries as nonconformities
from core.quality.nonconformities.rules import Origin, Severity
from core.quality.objectives import actions as objectives
from core.quality.rules import STANDARD, Direction, Source
from core.quality.signals import actions, queries, rules
from core.quality.signals.actions import Told
from core.quality.signals.rules import Fired
from core.quality.spc import actions as charts
from core.quality.spc import queries as spc
from core.quality.spc.rules.capability import capability
from core.quality.spc.rules.charts import Kind as Chart
from core.quality.spc.rules.nelson import Nelson
from core.quality.spc.rules.series import Mark as SpcMark
from core.quality.standards import actions as standards
from core.quality.standards.records import Standard
from core.quality.standards.rules import Norm
from core.quality.standards.rules import Sort as Side_

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)
FAST, FASTER = Norm("s", None, D(20), D(30), ""), Norm("s", None, D(15), D(25), "")
TOLD = Told("Few calls answered", "Ten of a hundred.", "response", Severity.MAJOR)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(START):
        yield


def standard(do, norm: Norm = FAST, name: str = "Answer calls") -> str:
    made = do(standards.enter, "lin", sort=Side_.PROCESS, name=name, step="", norm=norm, effective_on=DAY, review_on=DAY + timedelta(days=90))
    return work.ask(lambda session: session.get_one(Standard, made).code)


def planned(house, do, *points: Point, **more) -> int:
    wanted = Wanted(Kind.SELF, Principle.PROCESS, "Calls", house.people["mei"], points, **more)
    return do(checks.plan, "mo", house.projects["hotline"], wanted, due_on=clock.today() + timedelta(days=5))


def points(made: int) -> list[Point]:
    return [check_queries.point(row) for row in work.ask(lambda session: check_queries.point_rows(session, made))]


def answered(do, made: int, *values: int) -> None:
    for row, value in zip(work.ask(lambda session: check_queries.point_rows(session, made)), values, strict=True):
        do(checks.answer, "mei", made, point_id=row.id, given=Given(D(value)) if row.measured else Given(mark=Mark.CONFORMS if value else Mark.FAILS))
    do(checks.finish, "mei", made)


def test_a_standard_judges_by_the_version_of_the_day_and_changes_nothing_of_before(house, do, refused):
    code = standard(do)
    asked = Point("whatever is typed", True, "min", Tolerance(None, None, D(999)), Severity.MAJOR, code, 7)
    before = planned(house, do, asked)
    made = do(recurring.make_plan, "mo", house.projects["hotline"], Wanted(Kind.SELF, Principle.PROCESS, "Weekly", house.people["mei"], (asked,)), rhythm=Rhythm.WEEKLY, first_on=DAY + timedelta(days=7), until=DAY + timedelta(days=28))
    do(standards.revise, "lin", 1, norm=FASTER, effective_on=DAY + timedelta(days=3), review_on=DAY + timedelta(days=99), reason="Customers wait.", version=1)
    assert points(before) == [Point("Answer calls", True, "s", Tolerance(None, D(20), D(30)), Severity.MAJOR, code, 1)]
    with clock.at(START + timedelta(days=6)):
        work.do(recurring.raise_due, NOBODY)
        assert [(one.edition, one.tolerance.upper) for one in points(before + 1)] == [(2, 25)]
        assert points(before)[0].edition == 1
        with refused(by_standard.ChosenTwice):
            planned(house, do, asked, asked)
        with refused(by_standard.StandardGone):
            planned(house, do, Point("x", standard="STD-1999-0001"))
        do(standards.retire, "lin", 1, reason="Replaced.", version=2)
    with clock.at(START + timedelta(days=13)):
        with refused(by_standard.StandardGone):
            planned(house, do, asked)
        work.do(recurring.raise_due, NOBODY)
    assert made
    assert work.ask(lambda session: check_queries.point_rows(session, before + 2)) == []


def test_what_checks_measured_by_a_standard_is_charted_with_its_tolerance(house, do, ask, refused):
    code, greeted = standard(do), standard(do, Norm("", None, None, None, "Say your name."), "Greeting")
    for week, seconds in enumerate((20, 22, 19, 21)):
        with clock.at(START + timedelta(days=7 * week)):
            answered(do, planned(house, do, Point("", standard=code), Point("", standard=greeted)), seconds, 1)
    source, last = Source(f"{STANDARD}{code}", project_id=house.projects["hotline"]), DAY + timedelta(days=30)
    drawn = ask(spc.drawn, "mo", source, DAY, last)
    assert (drawn.told.kind, drawn.told.unit, drawn.told.direction) == (Chart.IMR, "s", Direction.DOWN)
    assert [(one.first, one.value) for one in drawn.points] == [(DAY + timedelta(days=7 * week), value) for week, value in enumerate((20, 22, 19, 21))]
    (edition,) = ask(spc.editions, "mo", source, DAY, last)
    assert (edition.number, edition.norm.upper, [one.values for one in edition.subgroups]) == (1, 30, [(20,), (22,), (19,), (21,)])
    do(charts.mark, "mo", source, sort=SpcMark.EXCLUDE, on=DAY + timedelta(days=7), reason="Storm")
    assert [one.values for one in ask(spc.editions, "mo", source, DAY, last)[0].subgroups] == [(20,), (19,), (21,)]
    shares = ask(spc.drawn, "lin", Source(f"{STANDARD}{greeted}"), DAY, last)
    assert (shares.told.kind, [one.value for one in shares.points]) == (Chart.P, [100] * 4)
    with refused(NotFound):
        ask(spc.drawn, "pei", source, DAY, last)
    with refused(NotFound):
        ask(spc.drawn, "lin", Source(f"{STANDARD}STD-1"), DAY, last)


def test_a_capability_stands_on_what_was_measured_under_one_version_alone(house, do, ask):
    code = standard(do)
    early, late = planned(house, do, Point("", standard=code)), planned(house, do, Point("", standard=code))
    answered(do, early, 28)
    do(standards.revise, "lin", 1, norm=FASTER, effective_on=DAY + timedelta(days=3), review_on=DAY + timedelta(days=99), reason="Customers wait.", version=1)
    with clock.at(START + timedelta(days=6)):
        answered(do, planned(house, do, Point("", standard=code)), 22)
        answered(do, late, 29)
    newer, older = ask(spc.editions, "mo", Source(f"{STANDARD}{code}", project_id=house.projects["hotline"]), DAY, DAY + timedelta(days=30))
    assert [(one.number, one.norm.upper, [group.values for group in one.subgroups], one.last) for one in (newer, older)] == [
        (2, 25, [(22,)], DAY + timedelta(days=6)), (1, 30, [(28,), (29,)], DAY + timedelta(days=6)),
    ]  # fmt: skip
    judged = [capability(one.kind, one.subgroups, lower=None, upper=float(one.norm.upper)) for one in (newer, older)]
    assert [one.outside for one in judged] == [0, 0]


@pytest.mark.parametrize(
    ("measured", "sizes", "kind"),
    [(False, [], Chart.P), (True, [1, 1], Chart.IMR), (True, [3, 1], Chart.IMR), (True, [2, 8], Chart.XBAR_R), (True, [5, 9], Chart.XBAR_S), (True, [], Chart.IMR)],
)
def test_results_are_drawn_by_their_samples(measured, sizes, kind):
    assert by_standard.kind_of(measured, sizes) is kind


def series(house, do) -> Source:
    made = do(charts.begin, "mo", name="Calls answered", unit="", kind=Chart.P, project_id=house.projects["hotline"])
    for back in range(12):
        do(charts.enter, "mo", made, on=DAY - timedelta(days=back + 1), value=D(10 if not back else 80), size=D(100))
    return Source(series_id=made)


def test_a_signal_becomes_a_nonconformity_once_with_links_both_ways(house, do, ask, refused, traced):
    source, signal = series(house, do), Fired(DAY - timedelta(days=1), Nelson.BEYOND)
    facts = {"told": TOLD, "first": DAY - timedelta(days=40)}
    with refused(rules.NoSuchSignal):
        do(actions.register, "mo", source, Fired(DAY - timedelta(days=2), Nelson.BEYOND), project_id=house.projects["hotline"], **facts)
    with refused(ElsewhereProject):
        do(actions.register, "lin", source, signal, project_id=house.projects["harbour"], **facts)
    with refused(NotPermitted):
        do(actions.register, "pei", source, signal, project_id=house.projects["hotline"], **facts)
    with traced("signal:register", "mo"):
        made = do(actions.register, "mo", source, signal, project_id=house.projects["hotline"], **facts)
    with refused(rules.SignalTaken):
        do(actions.register, "hu", source, signal, project_id=house.projects["hotline"], **facts)
    seen = ask(nonconformities.view, "mo", ask(nonconformities.code_of, "mo", made))
    assert (seen.row.origin, seen.row.source_kind, seen.row.severity, seen.source.path) == (Origin.SIGNAL, "signal", Severity.MAJOR, f"Control_charts?signal={seen.row.source_code}")
    assert ask(queries.signal_source, "mo", seen.row.source_code)[0].series_id == source.series_id
    assert ask(queries.taken, "mo", Source(series_id=source.series_id, project_id=house.projects["hotline"])) == [queries.Taken(signal, seen.row.code)]
    assert ask(nonconformities.codes_about, "mo", "signal", 1) == [seen.row.code]
    with refused(NotFound):
        ask(queries.signal_source, "pei", seen.row.source_code)


def test_the_agenda_tells_signals_and_missed_objectives_of_the_period(house, do, ask):
    source = series(house, do)
    span = {"first": DAY - timedelta(days=60), "last": DAY + timedelta(days=60), "review_on": DAY + timedelta(days=30)}
    do(objectives.aim, "mo", name="Answer more", source=source, direction=Direction.UP, target=D(95), owner_id=house.people["mo"], **span)
    do(meetings.prepare, "hu", house.departments["service"], title="March", first=DAY - timedelta(days=10), last=DAY, planned_on=DAY)
    agenda = ask(meeting_queries.view, "hu", ask(meeting_queries.meetings, "hu")[0].code).agenda
    assert [one.sort for one in agenda] == [Sort.SIGNAL, Sort.OBJECTIVE]
    assert [(DAY - timedelta(days=1)).isoformat(), 1] in [list(one) for one in agenda[0].facts["days"]]
    do(meetings.prepare, "hu", house.departments["service"], title="January", first=DAY - timedelta(days=40), last=DAY - timedelta(days=20), planned_on=DAY)
    assert all(one.sort is not Sort.SIGNAL for one in ask(meeting_queries.view, "hu", ask(meeting_queries.meetings, "hu")[0].code).agenda)


def test_assessments_of_mine_and_trainings_to_confirm_wait_on_the_first_page(house, do, ask):
    do(compliance.demand, "hu", side=Side.LAW, phase=Phase.BEFORE, aspect=Aspect.CONTENT, text="Consent is asked for.", reference="Law, 13")
    do(compliance.plan, "hu", house.projects["hotline"], method=Method.INTERNAL, scope="Consent", assessor_id=house.people["kit"], due_on=DAY + timedelta(days=5))
    (rows, total), (none, _) = ask(compliance_queries.mine, "kit"), ask(compliance_queries.mine, "mo")
    assert ([one.scope for one in rows], total, none) == (["Consent"], 1, [])
    made = do(compliance.write, "hu", name="Norm", department_id=house.departments["service"], text=NormText("Greet.", "In 30 s."), effective_on=DAY)
    do(compliance.train, "hu", made, people=[house.people["ming"]], trained_on=DAY, trainer="Hu")
    assert [name for _, name in ask(compliance_queries.to_confirm, "ming")] == ["Norm"]
    do(compliance.confirm, "ming", made)
    assert ask(compliance_queries.to_confirm, "ming") == []
