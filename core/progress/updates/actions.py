"""Deeds on project updates: give one, and what the house reminds of by itself."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.calendar.queries import organisation
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound
from core.notice.actions import tell
from core.notice.queries import told_since
from core.progress.rules import ProjectClosed
from core.progress.updates import queries, rules
from core.progress.updates.records import ProjectUpdate
from core.progress.updates.rules import Health
from core.projects.queries import project_for_update, reach
from core.projects.rules import Stage
from core.routines import routine
from core.settings.queries import value
from core.subjects import Place
from core.words import N_


def give(session: Session, actor: Actor, project_id: int, *, health: Health, seen: Health, text: str, reason: str = "") -> int:
    """Say how a project stands; the figures of this moment are kept with it. `seen`: what they said when the person looked. Returns the id.

    Refuses ProjectClosed, FiguresChanged, WhyOtherwise, Empty, TooLong, NotFound (there is no task to judge by).
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    if project.stage == Stage.CLOSED:
        raise ProjectClosed()
    found = queries.figures(session, actor, project.code)
    if found is None:
        raise NotFound()
    measured = rules.computed(found)
    if measured is not seen:
        raise rules.FiguresChanged()
    clean = fields.paragraph(text, N_("What is to be said of it"), rules.TEXT_LIMIT)
    otherwise = rules.contradicts(Health(health), measured)
    why = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT, needed=False) if otherwise else ""
    if otherwise and not why:
        raise rules.WhyOtherwise()
    row = ProjectUpdate(
        project_id=project_id, given_on=today(), health=Health(health), measured=measured, text=clean, reason=why, figures=rules.kept(found), by_id=actor.id, at=now()
    )
    with_ids(session, row)
    touch(session, "updates")
    note(
        session, actor, "project_update:give", "project_update", row.id, code=project.code, project_id=project_id, health=row.health, measured=measured, text=clean,
        reason=why, figures=row.figures,
    )  # fmt: skip
    return row.id


def remind(session: Session, actor: Actor) -> int:
    """On working days tell managers whose projects wait for an update, once in the time within which one is due. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    day, told = today(), []
    if not organisation(session).is_workday(day):
        return 0
    for project, plan, last in queries.owing(session, day):
        every = value(session, rules.EVERY, project.department_id)
        if told_since(session, rules.ASKED.code, now() - timedelta(days=every), person_id=project.manager_id, subject=("plan", plan.id)):
            continue
        about = Place("plan", plan.id, project.code, project.name, f"Progress?project={project.code}&part=updates", project.id, project.department_id)
        if last is None:
            tell(session, actor, rules.ASKED.code, [project.manager_id], about=about, message=N_("{project}: please say how the project stands; there is no update yet."), project=project.name)
        else:
            tell(
                session, actor, rules.ASKED.code, [project.manager_id], about=about, message=N_("{project}: please say how the project stands; the last update is of {day}."),
                project=project.name, day=last,
            )  # fmt: skip
        told.append(project.code)
    if told:
        note(session, actor, "project_update:remind", "project_update", None, told=told)
    return len(told)


routine("updates", timedelta(hours=2), remind)
