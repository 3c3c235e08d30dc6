"""What the house does with warnings by itself: it looks at them day by day, keeps when one turns, and tells who leads the project."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.clock import now, today
from core.insight.warnings import queries, rules
from core.insight.warnings.queries import Looked
from core.insight.warnings.records import WarningLook, WarningTurn
from core.insight.warnings.rules import Challenge, Level
from core.notice.actions import tell
from core.notice.rules import Word
from core.projects.records import Project
from core.routines import routine
from core.subjects import Place
from core.words import N_

AT_ONCE = 4
"""Projects in one go: one takes about 30 questions."""
EVERY, ANEW = timedelta(minutes=2), timedelta(hours=20)
"""A project is looked at once a day; so nearly three thousand can be."""


def watch(session: Session, actor: Actor, found: Sequence[Looked]) -> int:
    """Keep how warnings stand that were looked at, say which have turned, and tell of what asks for action. Returns how many turned.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    kept, turned = queries.kept_for_update(session, [one.project_id for one in found]), list[str]()
    for one in found:
        project, look = kept[one.project_id]
        if (look.at if look else None) != one.before:
            continue  # somebody has looked since
        before = dict(look.levels) if look else {}
        after = before if one.levels is None else one.levels
        turns = rules.turns(before, after)
        for challenge, level in turns:
            session.add(WarningTurn(project_id=project.id, challenge=challenge.value, before=before.get(challenge.value, ""), level=level.value, on=today(), at=now()))
            turned.append(f"{project.code} {challenge.value} {level.value}")
        _tell(session, actor, project, [challenge for challenge, level in turns if level is Level.ACT])
        if look is None:
            session.add(WarningLook(project_id=project.id, levels=after, at=now()))
        else:
            look.levels, look.at = after, now()
    if turned:
        note(session, actor, "project:warn", "project", None, turned=turned)
    return len(turned)


def _tell(session: Session, actor: Actor, project: Project, urgent: Sequence[Challenge]) -> None:
    about = Place("project", project.id, project.code, project.name, f"Progress?project={project.code}&part=warnings", project.id, project.department_id)
    if len(urgent) == 1:
        tell(session, actor, rules.TURNED.code, [project.manager_id], about=about, message=N_("{challenge}: {project} asks for action now."), challenge=Word(urgent[0].label), project=project.name)
    elif urgent:
        tell(session, actor, rules.TURNED.code, [project.manager_id], about=about, message=N_("{project}: {count} early warnings ask for action now."), project=project.name, count=len(urgent))


routine("warnings", EVERY, watch, lambda session: queries.looked(session, now() - ANEW, AT_ONCE))
