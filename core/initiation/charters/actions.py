"""Deeds on charters: begin one, change it by a new version, record that the customer agreed to the scope."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.initiation.charters import queries, rules
from core.initiation.charters.records import BudgetLine, Charter, CharterVersion, Confirmation
from core.initiation.charters.rules import Content
from core.initiation.rules import BUDGET_LINES, REMARK_LIMIT, Money
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.words import N_


def plant(session: Session, actor: Actor, project_id: int, content: Content, *, application_id: int | None = None) -> Charter:
    """A project's charter with its first version. # house: part of another deed, which requires and notes"""
    clean = rules.cleaned(content)
    row = Charter(project_id=project_id, application_id=application_id, number=1)
    with_ids(session, row)
    _write(session, actor, row, clean, "")
    return row


def begin(session: Session, actor: Actor, project_id: int) -> int:
    """Begin the charter of a project that came without an application; returns the charter's id. Refuses CharterThere."""
    project = project_for_update(session, project_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    if queries.charter_of(session, project_id) is not None:
        raise rules.CharterThere()
    row = plant(session, actor, project_id, Content(starts_on=project.started_on, ends_on=project.ends_on))
    note(session, actor, "charter:begin", "charter", row.id, code=project.code, project_id=project_id)
    return row.id


def _write(session: Session, actor: Actor, row: Charter, clean: Content, reason: str) -> None:
    """The version that the charter stands at from now on, and the budget that it plans."""
    session.add(CharterVersion(charter_id=row.id, number=row.number, document=rules.document(clean), reason=reason, by_id=actor.id, at=now()))
    present = {one.line: one for one in queries.budget_rows(session, row.project_id)}
    offered = table_for_choice(session, BUDGET_LINES)
    for money in clean.budget:
        _write_line(session, row.project_id, money, present.pop(offered.chosen(money.line, money.line if money.line in present else "", field=N_("Budget")), None))
    for gone in present.values():
        session.delete(gone)
    touch(session, "charters")


def _write_line(session: Session, project_id: int, money: Money, present: BudgetLine | None) -> None:
    if present is None:
        session.add(BudgetLine(project_id=project_id, line=money.line, amount=money.amount, remark=money.remark))
    else:
        present.amount, present.remark = money.amount, money.remark


def revise(session: Session, actor: Actor, charter_id: int, content: Content, *, version: int, reason: str) -> int:
    """Change the charter by a new version, with the reason; returns the charter's id.

    Refuses Stale, UnchangedCharter, Empty (no reason), TooLong, NotMoney, ForThePlan, EndsBeforeStart, NotAnEntry.
    """
    row, project = queries.charter_for_update(session, charter_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    if row.version != version:
        raise Stale()
    clean, before = rules.cleaned(content), queries.document_of(session, row.id, row.number)
    changed = rules.changes(before, rules.document(clean))
    if not changed:
        raise rules.UnchangedCharter()
    why = fields.paragraph(reason, N_("Reason for the change"), rules.REASON_LIMIT)
    row.number += 1
    _write(session, actor, row, clean, why)
    note(
        session, actor, "charter:revise", "charter", row.id, code=project.code, project_id=project.id, number=row.number, reason=why,
        changed=sorted({one.path[0] for one in changed}),
    )  # fmt: skip
    return row.id


def confirm(session: Session, actor: Actor, charter_id: int, *, number: int, confirmed_by: str, on: date, channel: str, remark: str = "") -> int:
    """Record that the customer agreed to the scope of version `number`: who, when and by which channel; returns the charter's id.

    Refuses Stale (there is a newer version), ConfirmedInFuture, Empty, TooLong, NotAnEntry.
    """
    row, project = queries.charter_for_update(session, charter_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    if row.number != number:
        raise Stale()
    if on > today():
        raise rules.ConfirmedInFuture()
    kept = Confirmation(
        charter_id=row.id, number=number, who=fields.line(confirmed_by, N_("Who confirmed"), rules.WHO_LIMIT), agreed_on=on,
        channel=table_for_choice(session, queries.CHANNELS).chosen(channel, field=N_("Channel")),
        remark=fields.paragraph(remark, N_("Remark"), REMARK_LIMIT, needed=False), by_id=actor.id, at=now(),
    )  # fmt: skip
    session.add(kept)
    touch(session, "charters")
    note(session, actor, "charter:confirm", "charter", row.id, code=project.code, project_id=project.id, number=number, who=kept.who, on=on, channel=channel)
    return row.id
