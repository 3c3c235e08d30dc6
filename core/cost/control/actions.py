"""Deeds of control: say why a line went over; tell those concerned how much of a budget is used."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.control import queries, rules
from core.cost.control.queries import Watched
from core.cost.control.records import CostAlarm, CostDemand, Variance
from core.db import with_ids
from core.notice.actions import tell
from core.people.queries import person_for_update
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.routines.rules import routine
from core.subjects import Place
from core.words import N_

EVERY = timedelta(hours=1)
AGAIN_AFTER = timedelta(days=7)
WANTED = N_("{project}: {line} is over the budget. Say why, and what is done about it.")
NEAR = N_("{project} ({name}) has used {percent} % of its budget on {line}.")
NEAR_ALL = N_("{project} ({name}) has used {percent} % of its whole budget.")


def explain(session: Session, actor: Actor, project_id: int, *, line: str, sort: str, cause: str, measure: str, owner_id: int, expected_on: date | None = None) -> int:
    """Say why a line is over its budget, what is done about it, who answers for that, and by when it is within it again. Returns the record's id.

    Refuses NotOver, NotAnEntry, BackInThePast, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    standing = queries.of_project(session, project_id).get(line)
    if standing is None or not standing.beyond(queries.explain_from(session, project.department_id)):
        raise rules.NotOver()
    if expected_on is not None and expected_on < today():
        raise rules.BackInThePast()
    person_for_update(session, owner_id)
    row = Variance(
        project_id=project_id, line=line, sort=table_for_choice(session, rules.CAUSES).chosen(sort, field=N_("Cause")), used=rules.percent(standing), expected_on=expected_on,
        cause=fields.paragraph(cause, N_("Cause"), rules.TEXT_LIMIT), measure=fields.paragraph(measure, N_("What is done about it"), rules.TEXT_LIMIT),
        owner_id=owner_id, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "cost")
    note(session, actor, "variance:explain", "variance", row.id, code=project.code, project_id=project_id, line=line, sort=row.sort, cause=row.cause,
         measure=row.measure, owner_id=owner_id, expected_on=expected_on)  # fmt: skip
    return row.id


def export(session: Session, actor: Actor, project_id: int, *, rows: int, sha256: str) -> str:
    """Record that what a project costs leaves the house as a file: how many rows, its fingerprint, which is returned.

    The caller hands the file out only after this deed.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EXPORT, reach(project))
    note(session, actor, "cost:export", "cost", project_id, code=project.code, project_id=project_id, rows=rows, sha256=sha256)
    return sha256


def watch(session: Session, actor: Actor, project_id: int) -> None:
    """Tell, once, what of the project's budget has come past a threshold. # house: part of another deed, which requires and notes"""
    for one in queries.watched(session, project_id):
        _tell(session, actor, one)


def sweep(session: Session, nobody: Actor) -> int:
    """The same for all projects: hours and rates move labour without anybody looking at the budget. Returns how often somebody was told.

    # house: a routine of the server; nobody signs in for it
    """
    watched = queries.watched(session, None)
    told = [(one.project.code, line, percent) for one in watched for line, percent in _tell(session, nobody, one)]
    asked = _ask(session, nobody, watched)
    if told or asked:
        note(session, nobody, "budget:watch", "budget", None, told=told, asked=asked)
    return len(told) + len(asked)


def _ask(session: Session, nobody: Actor, watched: Sequence[Watched]) -> list[tuple[str, str]]:
    """Ask managers for cause and measure of what is over, again every week until somebody has said so."""
    moment, names, before = now(), queries.line_names(session), queries.demands_for_update(session)
    asked = []
    for project, lines in queries.owed(session, watched, today()):
        about = Place("project", project.id, project.code, project.name, f"Costs?project={project.code}", project.id, project.department_id)
        for line in lines:
            last = before.get((project.id, line))
            if last is not None and moment < last.told_at + AGAIN_AFTER:
                continue
            if last is None:
                session.add(CostDemand(project_id=project.id, line=line, told_at=moment))
            else:
                last.told_at = moment
            tell(session, nobody, rules.DEMANDED.code, {project.manager_id}, about=about, message=WANTED, project=project.code, line=dict(names.get(line, {"en": line})))
            asked.append((project.code, line))
    return asked


def _tell(session: Session, actor: Actor, one: Watched) -> list[tuple[str, int]]:
    """Tell the manager from the warning on, the leadership as well when it is overrun; each line and threshold once for a budget."""
    project, names = one.project, queries.line_names(session)
    warn, limit = queries.thresholds(session, project.department_id)
    fresh = []
    for line, standing in {**one.lines, "": rules.together(one.lines.values())}.items():
        past = [percent for percent, holds in ((warn, standing.reached(warn)), (limit + 1, standing.beyond(limit))) if holds and (line, percent) not in one.told]
        if not past:
            continue
        for percent in past:
            session.add(CostAlarm(budget_id=one.budget_id, line=line, percent=percent, at=now()))
            fresh.append((line, percent))
        who = {project.manager_id} | (queries.leaders(session) if limit + 1 in past else frozenset())
        share = "∞" if standing.share is None else str(int(standing.share * 100))
        about = Place("budget", one.budget_id, project.code, project.name, f"Costs?project={project.code}", project.id, project.department_id)
        facts: dict[str, object] = {"project": project.code, "name": project.name, "percent": share}
        if line:
            tell(session, actor, rules.TOLD.code, who, about=about, message=NEAR, line=dict(names.get(line, {"en": line})), **facts)
        else:
            tell(session, actor, rules.TOLD.code, who, about=about, message=NEAR_ALL, **facts)
    return fresh


routine("budgets", EVERY, sweep)
