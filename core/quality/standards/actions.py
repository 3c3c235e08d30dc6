"""Deeds on standards: enter, revise by a new version, confirm after a review, retire."""

from dataclasses import asdict, replace
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.numbering.actions import next_code
from core.quality.standards import queries, rules
from core.quality.standards.records import Standard, StandardVersion
from core.quality.standards.rules import Norm, Sort
from core.words import N_

PREFIX, TOPIC = "STD", "standards"


def enter(session: Session, actor: Actor, *, sort: Sort, name: str, step: str, norm: Norm, effective_on: date, review_on: date) -> int:
    """Enter a standard with its first version (STD-2026-0001); returns its id.

    Refuses ToleranceUpsideDown, TargetOutside, NothingToKeep, ReviewBefore, Empty, TooLong.
    """
    require(actor, Permission.STANDARD_EDIT, Reach())
    clean = _clean(norm)
    rules.check_days(effective_on, review_on, today=today(), before=None)
    row = Standard(
        code=next_code(session, PREFIX), sort=Sort(sort).value, name=fields.line(name, N_("Name"), rules.NAME_LIMIT), step=fields.line(step, N_("Step of the service"), rules.STEP_LIMIT, needed=False),
        number=1, review_on=review_on, retired_on=None,
    )  # fmt: skip
    with_ids(session, row)
    _version(session, actor, row, clean, effective_on, "")
    touch(session, TOPIC)
    note(session, actor, "standard:enter", queries.KIND, row.id, code=row.code, sort=row.sort, name=row.name, effective_on=effective_on, review_on=review_on, norm=_told(clean))
    return row.id


def revise(session: Session, actor: Actor, standard_id: int, *, norm: Norm, effective_on: date, review_on: date, reason: str, version: int) -> int:
    """Demand something else from a day on: a new version, for new checks only. Returns the standard's id.

    Refuses EffectiveInPast, EffectiveBefore, ReviewBefore, SameAsBefore, ToleranceUpsideDown, TargetOutside, NothingToKeep, IsRetired, Stale, Empty, TooLong.
    """
    require(actor, Permission.STANDARD_EDIT, Reach())
    row = _held(session, standard_id, version)
    clean, last = _clean(norm), queries.newest(session, standard_id)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    rules.check_days(effective_on, review_on, today=today(), before=(last.number, last.effective_on))
    if clean == queries.norm_of(last):
        raise rules.SameAsBefore(number=last.number)
    row.number, row.review_on = last.number + 1, review_on
    _version(session, actor, row, clean, effective_on, why)
    touch(session, TOPIC)
    note(session, actor, "standard:revise", queries.KIND, row.id, code=row.code, number=row.number, effective_on=effective_on, reason=why, before=_told(queries.norm_of(last)), after=_told(clean))
    return row.id


def confirm(session: Session, actor: Actor, standard_id: int, *, review_on: date, remark: str = "", version: int) -> int:
    """Say after a review that it holds as it is, and when it is looked at again. Refuses ReviewBefore, IsRetired, Stale, TooLong."""
    require(actor, Permission.STANDARD_EDIT, Reach())
    row = _held(session, standard_id, version)
    if review_on <= today():
        raise rules.ReviewBefore()
    before, row.review_on = row.review_on, review_on
    touch(session, TOPIC)
    note(session, actor, "standard:confirm", queries.KIND, row.id, code=row.code, number=row.number, before=before, after=review_on, remark=fields.line(remark, N_("Remark"), rules.REASON_LIMIT, needed=False))
    return row.id


def retire(session: Session, actor: Actor, standard_id: int, *, reason: str, version: int) -> int:
    """Nothing is checked by it from today on; what was checked keeps it. Refuses IsRetired, Stale, Empty, TooLong."""
    require(actor, Permission.STANDARD_EDIT, Reach())
    row = _held(session, standard_id, version)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    row.retired_on = today()
    touch(session, TOPIC)
    note(session, actor, "standard:retire", queries.KIND, row.id, code=row.code, reason=why)
    return row.id


def _held(session: Session, standard_id: int, version: int) -> Standard:
    row = queries.standard_for_update(session, standard_id)
    if row.retired_on is not None:
        raise rules.IsRetired()
    if row.version != version:
        raise Stale()
    return row


def _clean(norm: Norm) -> Norm:
    return rules.checked(replace(
        norm, unit=fields.line(norm.unit, N_("Unit"), rules.UNIT_LIMIT, needed=norm.measurable), demand=fields.paragraph(norm.demand, N_("What is to be kept"), rules.TEXT_LIMIT, needed=False),
    ))  # fmt: skip


def _version(session: Session, actor: Actor, row: Standard, norm: Norm, effective_on: date, reason: str) -> None:
    session.add(StandardVersion(
        standard_id=row.id, number=row.number, effective_on=effective_on, unit=norm.unit, lower=norm.lower, target=norm.target, upper=norm.upper, demand=norm.demand, reason=reason,
        by_id=actor.id, at=now(),
    ))  # fmt: skip


def _told(norm: Norm) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(norm).items() if value not in (None, "")}
