"""Deeds on qualifications."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.inspection.rounds.rules import NotAnInspector
from core.inspection.staffing import queries, rules
from core.inspection.staffing.records import Qualification
from core.people.queries import person_for_update
from core.words import N_, Language, pick


def qualify(
    session: Session, actor: Actor, person_id: int, *, template_id: int, valid_from: date, valid_until: date | None, remark: str = ""
) -> int:
    """Record that an inspector may use a checklist from a day on, until another (included) or without end; returns its id.

    What was recorded of the same person and checklist before is replaced. Refuses EndsBeforeItStarts, NotAnInspector, TooLong.
    """
    require(actor, Permission.QUALIFICATION_EDIT, ANYWHERE)
    rules.check_span(valid_from, valid_until)
    clean = fields.line(remark, N_("Remark"), rules.REMARK_LIMIT, needed=False)
    person, template = person_for_update(session, person_id), queries.template_row(session, template_id)
    if not person.active or Role.INSPECTOR not in person.roles:
        raise NotAnInspector(inspector=pick(person.name, actor.language or Language.ENGLISH))
    row = queries.qualification_for_update(session, person_id, template_id)
    before = None if row is None else {"valid_from": row.valid_from, "valid_until": row.valid_until, "remark": row.remark}
    row = row or Qualification(person_id=person_id, template_id=template_id)
    row.valid_from, row.valid_until, row.remark = valid_from, valid_until, clean
    row.recorded_by_id, row.recorded_at = actor.id, now()
    with_ids(session, row)
    touch(session, "rounds")
    after = {"valid_from": valid_from, "valid_until": valid_until, "remark": clean}
    note(session, actor, "qualification:edit", "qualification", row.id, code=f"{person.username} {template.code}", before=before, after=after)
    return row.id


def withdraw(session: Session, actor: Actor, qualification_id: int) -> int:
    """Take a qualification back. Sheets assigned by it stay."""
    require(actor, Permission.QUALIFICATION_EDIT, ANYWHERE)
    row = queries.qualification_by_id(session, qualification_id)
    person, template = person_for_update(session, row.person_id), queries.template_row(session, row.template_id)
    before = {"valid_from": row.valid_from, "valid_until": row.valid_until, "remark": row.remark}
    session.delete(row)
    touch(session, "rounds")
    note(
        session, actor, "qualification:withdraw", "qualification", qualification_id, code=f"{person.username} {template.code}",
        before=before, after=None,
    )  # fmt: skip
    return qualification_id
