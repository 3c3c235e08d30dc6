"""Deeds on kick-offs. What was decided becomes a follow-up by the follow-ups' own deed, about these minutes."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.initiation.kickoffs import queries, rules
from core.initiation.kickoffs.records import Kickoff
from core.initiation.kickoffs.rules import Minutes
from core.people.queries import person_for_update
from core.projects.queries import project_for_update, reach


def record(session: Session, actor: Actor, project_id: int, minutes: Minutes) -> int:
    """Keep the minutes of a kick-off; returns their id. Refuses NotYetHeld, NobodyThere, Empty, TooLong, NotFound (nobody of that id)."""
    project = project_for_update(session, project_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    person_for_update(session, minutes.led_by_id)
    row = Kickoff(project_id=project_id, by_id=actor.id, at=now(), **vars(rules.cleaned(minutes, today())))
    with_ids(session, row)
    note(session, actor, "kickoff:record", "kickoff", row.id, code=project.code, project_id=project_id, held_on=row.held_on)
    return row.id


def change(session: Session, actor: Actor, kickoff_id: int, minutes: Minutes, *, version: int) -> int:
    """Correct the minutes. Refuses Stale, NotYetHeld, NobodyThere, Empty, TooLong."""
    row, project = queries.kickoff_for_update(session, kickoff_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    if row.version != version:
        raise Stale()
    person_for_update(session, minutes.led_by_id)
    clean = vars(rules.cleaned(minutes, today()))
    before = {name: getattr(row, name) for name, value in clean.items() if getattr(row, name) != value}
    for name, value in clean.items():
        setattr(row, name, value)
    note(
        session, actor, "kickoff:change", "kickoff", row.id, code=project.code, project_id=project.id, before=before,
        after={name: clean[name] for name in before},
    )  # fmt: skip
    return row.id
