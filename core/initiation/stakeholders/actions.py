"""Deeds on the register of stakeholders."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.db import with_ids
from core.errors import Stale
from core.initiation.stakeholders import queries, rules
from core.initiation.stakeholders.records import Stakeholder
from core.initiation.stakeholders.rules import Entry
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.words import N_


def _facts(session: Session, clean: Entry, present: str) -> dict[str, object]:
    channel = table_for_choice(session, queries.CHANNELS).chosen(clean.channel, present, field=N_("Preferred channel")) if clean.channel else ""
    return vars(clean) | {"kind": clean.kind.value, "channel": channel}


def add(session: Session, actor: Actor, project_id: int, entry: Entry) -> int:
    """Enter somebody into a project's register; returns the entry's id. Refuses Empty, TooLong, OutOfScale, KnownAlready, TooManyStakeholders, NotAnEntry."""
    project = project_for_update(session, project_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    others = queries.names_beside(session, project_id)
    if len(others) >= rules.AT_MOST:
        raise rules.TooManyStakeholders(most=rules.AT_MOST)
    facts = _facts(session, rules.cleaned(entry, others), "")
    row = Stakeholder(project_id=project_id, **facts)
    with_ids(session, row)
    note(session, actor, "stakeholder:add", "stakeholder", row.id, code=project.code, project_id=project_id, after=facts)
    return row.id


def change(session: Session, actor: Actor, stakeholder_id: int, entry: Entry, *, version: int) -> int:
    """Change what the register says of somebody. Refuses Stale, Empty, TooLong, OutOfScale, KnownAlready, NotAnEntry."""
    row, project = queries.stakeholder_for_update(session, stakeholder_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    if row.version != version:
        raise Stale()
    clean = rules.cleaned(entry, queries.names_beside(session, row.project_id, row.id))
    facts = _facts(session, clean, row.channel)
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    note(session, actor, "stakeholder:change", "stakeholder", row.id, code=project.code, project_id=project.id, before=before, after=facts)
    return row.id


def remove(session: Session, actor: Actor, stakeholder_id: int) -> int:
    """Take somebody out of the register; the trail keeps what it said."""
    row, project = queries.stakeholder_for_update(session, stakeholder_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    session.delete(row)
    note(session, actor, "stakeholder:remove", "stakeholder", row.id, code=project.code, project_id=project.id, before={"name": row.name, "kind": row.kind})
    return row.id
