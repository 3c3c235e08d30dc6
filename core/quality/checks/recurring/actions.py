"""Deeds on checks that recur: plan them, end them; the house makes checks of them in time."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import today
from core.db import with_ids
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update
from core.quality.checks import actions as checks
from core.quality.checks import queries as check_queries
from core.quality.checks import rules
from core.quality.checks.actions import Wanted
from core.quality.checks.queries import KIND
from core.quality.checks.records import CheckPlan
from core.quality.checks.recurring import queries
from core.quality.checks.recurring.queries import PLAN_KIND
from core.quality.checks.rules import Kind, Principle, Rhythm
from core.quality.checks.standards import queries as standards
from core.routines import routine
from core.settings.queries import value
from core.words import N_

PLAN_PREFIX = "CHP"


def make_plan(session: Session, actor: Actor, project_id: int, wanted: Wanted, *, rhythm: Rhythm, first_on: date, until: date) -> int:
    """Plan a recurring check (CHP-2026-0001); returns its id. Each occurrence is judged by the version of a standard that is in force then.

    Refuses PlanEndsBefore, CheckTooFar and what planning one refuses.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.CHECK_PLAN, check_queries.reach(project))
    rules.check_due(first_on, today())
    if until < first_on:
        raise rules.PlanEndsBefore()
    rules.check_due(until, today())
    checks.check_person(session, actor, project, project.department_id, wanted.kind, wanted.checker_id)
    wanted = replace(wanted, points=tuple(standards.settled(session, wanted.points, today())))
    row = CheckPlan(
        code=next_code(session, PLAN_PREFIX), kind=Kind(wanted.kind), principle=Principle(wanted.principle), title=fields.line(wanted.title, N_("What is checked"), rules.TITLE_LIMIT),
        project_id=project.id, checker_id=wanted.checker_id, rhythm=Rhythm(rhythm), first_on=first_on, until=until, points=[rules.kept(one) for one in checks.cleaned(wanted.points)],
        size=wanted.size, ended=False, by_id=actor.id,
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "checks")
    note(session, actor, "check_plan:make_plan", PLAN_KIND, row.id, code=row.code, project_id=project.id, rhythm=row.rhythm, first_on=first_on, until=until)
    return row.id


def end_plan(session: Session, actor: Actor, plan_id: int) -> int:
    """Nothing more recurs; the checks that stand already stay."""
    row, project = queries.plan_for_update(session, plan_id)
    require(actor, Permission.CHECK_PLAN, check_queries.reach(project))
    row.ended = True
    touch(session, "checks")
    note(session, actor, "check_plan:end_plan", PLAN_KIND, row.id, code=row.code, project_id=project.id)
    return row.id


def raise_due(session: Session, actor: Actor) -> int:
    """Make checks of what recurs and is due soon, each occurrence once. A plan whose checker no longer may ends, and whoever made it is told.

    Returns how many. # house: a routine of the house itself, time asks for it
    """
    day, made, ended = today(), list[str](), list[str]()
    ahead = timedelta(days=value(session, rules.AHEAD))
    for series, project in queries.living_plans(session, day):
        known = queries.raised(session, series.id)
        wanted = Wanted(Kind(series.kind), Principle(series.principle), series.title, series.checker_id, tuple(rules.point_of(one) for one in series.points), series.size)
        due = [(mark, due_on) for mark, due_on in queries.due_days(session, series, day + ahead) if mark not in known and due_on >= day]
        if due:
            wanted = replace(wanted, points=tuple(standards.living(session, wanted.points, day)))
        who = check_queries.belongs(session, series.checker_id, project, project.department_id)
        if due and (not who.can or (wanted.kind.independent and (who.department_id in who.checked or who.takes_part))):
            series.ended = True
            tell(
                session, actor, rules.YOURS.code, {series.by_id}, about=queries.plan_standing(series, project), code=series.code, title=series.title, person=who.name,
                message=N_("{person} can no longer carry out {code}, so nothing more recurs of it. Plan it anew with somebody else: {title}"),
            )  # fmt: skip
            due, ended = [], [*ended, series.code]
        elif due and not wanted.points:
            series.ended = True
            tell(
                session, actor, rules.YOURS.code, {series.by_id}, about=queries.plan_standing(series, project), code=series.code, title=series.title,
                message=N_("Every standard that {code} looks at is retired, so nothing more recurs of it. Plan it anew with others: {title}"),
            )  # fmt: skip
            due, ended = [], [*ended, series.code]
        for mark, due_on in due:
            row = checks.make(session, actor, project, wanted, due_on, series=series, mark=mark)
            records = check_queries.frame_of(session, project.id) if wanted.size else []
            if records:
                checks.draw_for(session, actor, row, min(wanted.size, len(records)), (), "")
            made.append(row.code)
    if made or ended:
        touch(session, "checks")
        note(session, actor, "check:raise_due", KIND, None, made=made, ended=ended)
    return len(made)


routine("quality_checks", timedelta(hours=1), raise_due)
