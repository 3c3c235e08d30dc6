"""The facts of a project as of today: collected once, kept with the review or the report."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from core.access import Permission
from core.cost.control.queries import of_project
from core.cost.control.rules import together
from core.cost.records import CostTotal
from core.followup.records import FollowUp
from core.followup.rules import OPEN
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.metrics.queries import of_many
from core.metrics.rules import MEASURES, Period, Subject
from core.planning import queries as planning
from core.planning.baselines.records import Baseline
from core.planning.records import PlanTask
from core.planning.rules.moments import day_of, midnight
from core.projects.records import Project
from core.quality.nonconformities.records import Nonconformity
from core.review.facts import rules
from core.review.facts.rules import Chapter, Fact, Facts, Unit
from core.risk.overview.queries import Met, met
from core.words import N_

CHAPTERS = {
    "check": Chapter.QUALITY, "nonconformity": Chapter.QUALITY, "followup": Chapter.QUALITY, "satisfaction": Chapter.SATISFACTION, "service": Chapter.CLOCKS,
}  # fmt: skip
PAGES = {Chapter.TIME: "Plan.py", Chapter.COST: "Costs.py"}


def collected(session: Session, project: Project, on: date) -> Facts:
    """What is known of a project at the end of `on`. # house: for deeds and questions that require"""
    return Facts(on, (*_time(session, project, on), *_cost(session, project), *_measures(session, project, on), *_inspection(session, project), *_risks(session, project)))


def _time(session: Session, project: Project, on: date) -> Iterator[Fact]:
    query = {"project": project.code}
    plan = planning.standing_plan(session, project.id)

    def fact(code: str, label: str, value: Decimal | None, unit: Unit, n: int = 0, why: str = "") -> Fact:
        return Fact(f"time.{code}", Chapter.TIME, label, value, unit, n, why, page=PAGES[Chapter.TIME], query=query, needs=Permission.PLAN_READ.value)

    if plan is None:
        yield fact("done", N_("Planned work that is done"), None, Unit.PERCENT, why=rules.NO_PLAN)
        return
    late = PlanTask.actual_finish.is_(None) & (PlanTask.ends < midnight(on + timedelta(days=1)))
    tasks, whole, done, overdue = session.execute(
        select(func.count(), func.sum(PlanTask.duration), func.sum(PlanTask.duration * PlanTask.percent), func.count().filter(late))
        .where(PlanTask.plan_id == plan.id, PlanTask.summary.is_(False), *planning.that_count(project.id, on))
    ).one()  # fmt: skip
    yield fact("done", N_("Planned work that is done"), rules.ratio(int(done or 0), int(whole or 0) * 100), Unit.PERCENT, int(tasks), "" if whole else rules.NO_PLAN)
    yield fact("late", N_("Overdue tasks"), Decimal(int(overdue)), Unit.TIMES, int(tasks))
    found = session.execute(select(Baseline.starts, Baseline.finish).where(Baseline.plan_id == plan.id).order_by(Baseline.id)).all()
    if not found:
        yield fact("finish", N_("Finish against the first baseline"), None, Unit.DAYS, why=rules.NO_BASELINE)
        return
    first = found[0]
    finish, planned = day_of(plan.finish, ends=True), day_of(first.finish, ends=True)
    yield fact("finish", N_("Finish against the first baseline"), Decimal((finish - planned).days), Unit.DAYS, len(found))
    length, promised = (finish - day_of(plan.starts)).days + 1, (planned - day_of(first.starts)).days + 1
    yield fact("duration", N_("Duration in percent of the first baseline’s"), rules.ratio(length, promised), Unit.PERCENT, len(found))


def _cost(session: Session, project: Project) -> Iterator[Fact]:
    whole = together(of_project(session, project.id).values())
    hours = session.scalar(select(func.sum(CostTotal.minutes)).where(CostTotal.project_id == project.id)) or 0

    def fact(code: str, label: str, value: Decimal | None, unit: Unit, why: str = "") -> Fact:
        return Fact(f"cost.{code}", Chapter.COST, label, value, unit, why=why, page=PAGES[Chapter.COST], query={"project": project.code}, needs=Permission.COST_READ.value)

    yield fact("planned", N_("Budget in force"), whole.planned, Unit.MONEY, "" if whole.planned is not None else rules.NO_BUDGET)
    yield fact("spent", N_("Spent"), whole.spent, Unit.MONEY)
    share = None if whole.share is None else (Decimal(whole.share.numerator) * 100 / whole.share.denominator).quantize(Decimal("0.1"))
    yield fact("used", N_("Used and promised in percent of the budget"), share, Unit.PERCENT, "" if share is not None else rules.NO_BUDGET)
    yield fact("hours", N_("Hours worked"), (Decimal(int(hours)) / 60).quantize(Decimal("0.1")), Unit.HOURS)


def _measures(session: Session, project: Project, on: date) -> Iterator[Fact]:
    codes = [code for code in rules.BY_MEASURE if code in MEASURES]
    found = of_many(session, codes, Subject.PROJECT, Period(project.started_on or date(2000, 1, 1), on), [project.id])
    for code in codes:
        measure, told = MEASURES[code], found[code][project.id]
        yield Fact(
            code, CHAPTERS[code.partition(".")[0]], measure.name, told.value, Unit(measure.unit.value), told.n, told.why, {name: str(value) for name, value in told.facts.items()},
            "Measures.py", {"measure": code, "project": project.code}, Permission.MEASURE_READ.value,
        )  # fmt: skip
    nonconformities = session.scalar(select(func.count()).select_from(Nonconformity).where(Nonconformity.project_id == project.id)) or 0
    open_ = session.scalar(select(func.count()).select_from(FollowUp).where(FollowUp.project_id == project.id, FollowUp.state.in_([one.value for one in OPEN]))) or 0
    yield Fact(
        "quality.nonconformities", Chapter.QUALITY, N_("Nonconformities found"), Decimal(int(nonconformities)), Unit.TIMES, page="Nonconformities.py", query={"project": project.code},
        needs=Permission.NONCONFORMITY_READ.value,
    )  # fmt: skip
    yield Fact("quality.followups", Chapter.QUALITY, N_("Follow-ups that are open"), Decimal(int(open_)), Unit.TIMES, page="Follow_ups.py", query={"project": project.code}, needs=Permission.FOLLOWUP_READ.value)


def _inspection(session: Session, project: Project) -> Iterator[Fact]:
    later = aliased(Sheet)
    total, n = session.execute(
        select(func.sum(Sheet.total, type_=Sheet.total.type), func.count(Sheet.total)).join(Round, Round.id == Sheet.round_id)
        .where(Sheet.project_id == project.id, Round.released_at.is_not(None), Sheet.total.is_not(None), ~exists().where(later.revises_id == Sheet.id))
    ).one()  # fmt: skip
    value = (total / n).quantize(Decimal("0.1")) if n else None
    yield Fact(
        "inspection.score", Chapter.INSPECTION, N_("Mean inspection score, of 100"), value, Unit.POINTS, int(n), "" if n else rules.NO_SHEETS, page="Results.py", query={"project": project.code},
        needs=Permission.RESULTS_READ.value,
    )  # fmt: skip


def _risks(session: Session, project: Project) -> Iterator[Fact]:
    """What was foreseen and what came, from the register of risks."""
    told: Met = met(session, project.id)
    missing = rules.NO_RISKS if not told.registered else rules.NOTHING_MET

    def fact(code: str, label: str, value: Decimal | None, unit: Unit, n: int = 0, why: str = "") -> Fact:
        return Fact(f"risk.{code}", Chapter.RISK, label, value, unit, n, why, page="Risks.py", query={"project": project.code}, needs=Permission.RISK_READ.value)

    yield fact("registered", N_("Risks registered"), Decimal(told.registered) if told.registered else None, Unit.TIMES, told.assessed, "" if told.registered else rules.NO_RISKS)
    yield fact("met", N_("Risks that happened"), Decimal(told.met) if told.registered else None, Unit.TIMES, told.registered, "" if told.registered else rules.NO_RISKS)
    yield fact("foreseen", N_("Of what happened, assessed before"), rules.ratio(told.foreseen, told.times), Unit.PERCENT, told.times, "" if told.times else missing)
    yield fact("worse", N_("Of that, worse than expected"), rules.ratio(told.worse, told.foreseen), Unit.PERCENT, told.foreseen, "" if told.foreseen else missing)
    yield fact("days", N_("Days lost to risks"), Decimal(told.days) if told.with_days else None, Unit.DAYS, told.with_days, "" if told.with_days else missing)
    yield fact("cost", N_("What risks cost"), told.cost if told.with_cost else None, Unit.MONEY, told.with_cost, "" if told.with_cost else missing)
