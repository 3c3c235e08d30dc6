"""Plans and their baselines."""

from datetime import date, datetime, timedelta

from core.audit.actions import NOBODY
from core.clock import now, today
from core.initiation.charters import actions as charters
from core.initiation.charters.rules import Content
from core.initiation.milestones import actions as milestones
from core.initiation.rules import Milestone
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.progress import actions as progress
from core.progress.cards import actions as cards
from core.progress.cards.rules import USUAL, Column, State
from core.progress.deviations import actions as deviations
from core.progress.deviations.rules import Answer, Measure
from core.progress.iterations import actions as iterations
from core.progress.iterations.rules import Draft
from core.progress.periodic import actions as periodic
from core.progress.periodic.rules import Span
from core.progress.reminders import actions as reminders
from core.progress.rules import Report
from core.progress.trend import actions as reading
from core.progress.updates import actions as updates
from core.progress.updates import queries as figures
from core.progress.updates.rules import Health, computed
from core.progress.value import actions as earning
from core.progress.value.choices import Part
from core.progress.value.rules import Earning
from core.projects.queries import project_for_update
from tests.faults.stage import Stage, of

START = 298_000_000
BOARD = (*USUAL, Column(0, State.HAND, "Review", 2))
ROWS = [Row(1, "Prepare"), Row(2, "Ask", 2, duration=4800), Row(3, "Write", 2, duration=4800, before=(Before(2),))]


def plan(s: Stage) -> int:
    """Mo's plan of Hotline: a summary with two tasks, one of them Ming's."""
    made = s.do(plans.create, "mo", s.house.projects["hotline"], starts=START, rows=ROWS)
    s.do(plans.change, "mo", made, seen=9, changes={2: {"people": ((s.person("ming"), 100),)}})
    return made


@of(plans.create)
def a_plan_is_begun(s):
    return s.ready(plans.create, "mo", s.house.projects["hotline"], starts=START, rows=ROWS)


@of(plans.take_over)
def a_file_takes_the_place_of_a_plan(s):
    plan(s)
    return s.ready(plans.take_over, "mo", s.house.projects["hotline"], starts=START, rows=ROWS[:2], source="plan.xml", version=3)


@of(plans.change)
def a_row_and_what_waits_for_it_change(s):
    return s.ready(plans.change, "mo", plan(s), seen=9, changes={2: {"duration": 9600, "people": ()}, 3: {"before": ()}})


@of(plans.level)
def a_levelling_is_taken_over(s):
    return s.ready(plans.level, "mo", plan(s), version=3, moves={2: START + 144_000})


@of(plans.insert_rows)
def rows_are_put_in(s):
    return s.ready(plans.insert_rows, "mo", plan(s), rows=ROWS, after=2)


@of(plans.remove)
def rows_are_removed(s):
    return s.ready(plans.remove, "mo", plan(s), uids=[2])


@of(plans.indent)
def a_row_goes_higher(s):
    return s.ready(plans.indent, "mo", plan(s), uids=[3], by=-1)


@of(plans.move)
def a_row_goes_down(s):
    return s.ready(plans.move, "mo", plan(s), uids=[2], by=1)


@of(plans.begin)
def a_plan_starts_later(s):
    return s.ready(plans.begin, "mo", plan(s), version=3, starts=START + 144_000, several_critical_paths=True)


@of(plans.renew)
def the_dates_are_worked_out_anew(s):
    return s.ready(plans.renew, "mo", plan(s))


@of(progress.report)
def a_task_is_reported_on(s):
    plan(s)
    return s.ready(progress.report, "ming", s.house.projects["hotline"], 2, Report(percent=30, minutes=60, blocker="The line is down."))


@of(progress.remind)
def the_silent_are_reminded(s):
    plan(s)
    return s.ready(progress.remind, "mo", s.house.projects["hotline"])


@of(cards.move)
def a_card_is_moved(s):
    plan(s)
    s.do(cards.arrange, "mo", s.house.projects["hotline"], version=0, columns=BOARD)
    return s.ready(cards.move, "ming", s.house.projects["hotline"], 2, 4, seen=1)


@of(cards.arrange)
def a_column_is_removed(s):
    plan(s)
    made = s.house.projects["hotline"]
    s.do(cards.arrange, "mo", made, version=0, columns=BOARD)
    s.do(cards.move, "mo", made, 2, 4, seen=1)
    return s.ready(cards.arrange, "mo", made, version=1, columns=USUAL)


def iteration(s, *tasks: int, **span: int) -> int:
    """An open iteration of Mo's with these tasks."""
    first = span.get("first", 2)
    made = s.do(iterations.create, "mo", s.house.projects["hotline"], Draft(f"From {first}", date(2026, 11, first), date(2026, 11, first + 5)))
    if tasks:
        s.do(iterations.assign, "mo", made, tasks)
    return made


@of(iterations.create)
def an_iteration_is_made(s):
    plan(s)
    return s.ready(iterations.create, "mo", s.house.projects["hotline"], Draft("First", date(2026, 11, 2), date(2026, 11, 6)))


@of(iterations.change)
def an_iteration_is_changed(s):
    plan(s)
    return s.ready(iterations.change, "mo", iteration(s), Draft("Later", date(2026, 11, 3), date(2026, 11, 9)), version=1)


@of(iterations.assign)
def tasks_go_to_another_iteration(s):
    plan(s)
    iteration(s, 2, 3)
    return s.ready(iterations.assign, "mo", iteration(s, first=10), [2])


@of(iterations.take_out)
def tasks_leave_an_iteration(s):
    plan(s)
    return s.ready(iterations.take_out, "mo", iteration(s, 2, 3), [2])


@of(iterations.close)
def an_iteration_is_closed(s):
    plan(s)
    made = iteration(s, 2, 3)
    return s.ready(iterations.close, "mo", made, version=1, into=iteration(s, first=10))


@of(plans.change)
def a_task_of_an_iteration_is_finished(s):
    made = plan(s)
    iteration(s, 2, 3)
    return s.ready(plans.change, "mo", made, seen=9, changes={2: {"percent": 100}})


def said(s: Stage) -> Answer:
    return Answer("people", Measure.RESOURCES, "Somebody helps.", s.person("ming"), today() + timedelta(days=9))


def late(s: Stage) -> int:
    """The plan, gone from its baseline; returns the project."""
    made = plan(s)
    s.do(baselines.keep, "mo", made, name="First")
    s.do(plans.change, "mo", made, seen=9, changes={2: {"duration": 48000}})
    return s.house.projects["hotline"]


@of(deviations.answer)
def a_deviation_gets_its_measure(s):
    return s.ready(deviations.answer, "mo", late(s), 2, said(s))


@of(deviations.revise)
def a_deviation_gets_another_measure(s):
    return s.ready(deviations.revise, "mo", s.do(deviations.answer, "mo", late(s), 2, said(s)), said(s), version=1)


@of(deviations.look)
def somebody_says_how_a_deviation_stands(s):
    return s.ready(deviations.look, "ming", s.do(deviations.answer, "mo", late(s), 2, said(s)), words="Better.")


@of(deviations.accept)
def a_deviation_is_accepted(s):
    return s.ready(deviations.accept, "mo", s.do(deviations.answer, "mo", late(s), 2, said(s)), reason="Agreed.", version=1)


@of(deviations.watch)
def deviations_are_looked_at(s):
    s.do(deviations.answer, "mo", late(s), 2, said(s))
    return s.ready(deviations.watch, NOBODY, when=monday())


def monday() -> datetime:
    """A Monday noon so late that everything is owed."""
    return now() + timedelta(days=21 - now().weekday())


@of(updates.give)
def a_project_is_judged(s):
    plan(s)
    code = s.do(lambda session, _: project_for_update(session, s.house.projects["hotline"]).code, "mo")
    seen = computed(s.do(figures.figures, "mo", code))
    return s.ready(updates.give, "mo", s.house.projects["hotline"], health=Health.ON_HOLD, seen=seen, text="We wait.")


@of(updates.remind)
def updates_are_asked_for(s):
    plan(s)
    return s.ready(updates.remind, NOBODY, when=monday())


@of(reminders.remind)
def reports_are_asked_for(s):
    plan(s)
    return s.ready(reminders.remind, NOBODY, when=monday())


@of(reading.read)
def milestones_are_read(s):
    s.do(plans.create, "mo", s.house.projects["hotline"], starts=START, rows=[*ROWS, Row(4, "Ready", kind=Kind.MILESTONE)])
    return s.ready(reading.read, NOBODY)


@of(milestones.follow)
def the_plan_follows_the_charter(s):
    plan(s)
    charter = s.do(charters.begin, "mo", s.house.projects["hotline"])
    said = Content(milestones=(Milestone("Line open", date(2027, 3, 1)), Milestone("First review", date(2027, 5, 31))))
    s.do(charters.revise, "mo", charter, said, version=1, reason="Agreed.")
    return s.ready(milestones.follow, "mo", charter, number=2)


@of(baselines.keep)
def a_baseline_is_kept(s):
    return s.ready(baselines.keep, "mo", plan(s), name="First")


@of(baselines.drop)
def a_baseline_is_dropped(s):
    return s.ready(baselines.drop, "mo", s.do(baselines.keep, "mo", plan(s), name="First"))


@of(earning.choose)
def a_task_earns_by_milestones(s):
    plan(s)
    return s.ready(earning.choose, "mo", s.house.projects["hotline"], 2, rule=Earning.MILESTONES, parts=(Part("First", 40), Part("Last", 60)))


@of(earning.cancel)
def a_row_is_cancelled_with_what_it_contains(s):
    plan(s)
    return s.ready(earning.cancel, "mo", s.house.projects["hotline"], 1, reason="The customer does not want it")


@of(earning.take_up)
def a_row_is_taken_up_again(s):
    plan(s)
    s.do(earning.cancel, "mo", s.house.projects["hotline"], 1, reason="The customer does not want it")
    return s.ready(earning.take_up, "mo", s.house.projects["hotline"], 1, reason="The customer wants it after all")


@of(periodic.issue)
def a_weekly_report_is_issued(s):
    plan(s)
    return s.ready(periodic.issue, "mo", s.house.projects["hotline"], span=Span.WEEK, day=today(), comment="The line was down.")


@of(periodic.take_along)
def a_weekly_report_leaves_the_house(s):
    plan(s)
    made = s.ready(periodic.issue, "mo", s.house.projects["hotline"], span=Span.WEEK, day=today(), comment="")()
    return s.ready(periodic.take_along, "ming", made, kind="docx", sha256="0" * 64)
