"""Deeds on control charts: keep a series by hand, say where a phase begins and which point is left out of the limits."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.quality.rules import Source, Step, checked, figure
from core.quality.spc import queries
from core.quality.spc.records import ChartMark, Series, SeriesValue
from core.quality.spc.rules import series as rules
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Mark
from core.words import N_

PREFIX, TOPIC = "SER", "spc"


def begin(session: Session, actor: Actor, *, name: str, unit: str, kind: Kind, project_id: int | None = None) -> int:
    """Begin a series kept by hand (SER-2026-0001), of a project or of the organisation; returns its id. Refuses NotByHand, Empty, TooLong."""
    require(actor, Permission.SERIES_EDIT, Reach() if project_id is None else reach(project_for_update(session, project_id)))
    if kind not in rules.KEPT_BY_HAND:
        raise rules.NotByHand()
    row = Series(
        code=next_code(session, PREFIX), name=fields.line(name, N_("Name"), rules.NAME_LIMIT), unit=fields.line(unit, N_("Unit"), rules.UNIT_LIMIT, needed=kind is Kind.IMR), kind=kind.value,
        project_id=project_id, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "series:begin", queries.SERIES, row.id, code=row.code, project_id=project_id, name=row.name, unit=row.unit, kind=row.kind)
    return row.id


def enter(session: Session, actor: Actor, series_id: int, *, on: date, value: Decimal, size: Decimal | None = None, remark: str = "") -> int:
    """Enter what was read on a day; returns the row's id. A second figure of a day takes the first one's place and needs a reason, in `remark`.

    Refuses ValueToCome, DayTooEarly, NotCounted, SizeMissing, AboveSize, CorrectionNeedsReason, FigureTooFine, FigureTooLarge, TooLong.
    """
    row = queries.series_for_update(session, series_id)
    require(actor, Permission.SERIES_EDIT, queries.reach_of(session, Source(series_id=series_id)))
    said = fields.line(remark, N_("Remark"), rules.NOTE_LIMIT, needed=False)
    kept = rules.check_value(Kind(row.kind), on, figure(value), None if size is None else figure(size), today())
    present = queries.rows_of_day(session, series_id, on)
    if present and not said:
        raise rules.CorrectionNeedsReason(day=on)
    made = SeriesValue(series_id=series_id, on=on, value=value, size=kept, note=said, replaced=present, by_id=actor.id, at=now())
    with_ids(session, made)
    touch(session, TOPIC)
    note(session, actor, "series:enter", queries.SERIES, row.id, code=row.code, project_id=row.project_id, on=on, value=value, size=kept, remark=said, corrected=present)
    return made.id


def mark(session: Session, actor: Actor, source: Source, *, sort: Mark, on: date, reason: str) -> int:
    """Say that a phase begins with a point, or that it is left out of the limits, and why; returns the mark's id.

    Refuses NoSuchPoint, MarkedAlready, Empty, TooLong, NotFound.
    """
    require(actor, Permission.CHART_EDIT, queries.reach_of(session, checked(source)))
    queries.check_source(session, actor, source)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    day = on if source.by_day else source.step.first(on)
    if not any(one.first == day for one in queries.points(session, source, day, day if source.by_day else Step(source.step).after(day))):
        raise rules.NoSuchPoint(day=on)
    if queries.mark_exists(session, source, sort, day):
        raise rules.MarkedAlready()
    row = ChartMark(chart=source.key, sort=Mark(sort).value, on=day, reason=why, by_id=actor.id, at=now())
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "chart:mark", "chart", row.id, code=source.key, sort=row.sort, on=day, reason=why)
    return row.id


def lift(session: Session, actor: Actor, source: Source, mark_id: int, *, reason: str) -> int:
    """Take a mark back, with a reason; it stays in the history. Returns its id. Refuses LiftedAlready, Empty, TooLong, NotFound."""
    row = queries.mark_for_update(session, mark_id)
    require(actor, Permission.CHART_EDIT, queries.reach_of(session, source))
    if row.chart != source.key or row.lifted_at is not None:
        raise rules.LiftedAlready()
    row.lifted_why, row.lifted_by, row.lifted_at = fields.line(reason, N_("Why"), rules.REASON_LIMIT), actor.id, now()
    touch(session, TOPIC)
    note(session, actor, "chart:lift", "chart", row.id, code=row.chart, sort=row.sort, on=row.on, reason=row.lifted_why)
    return row.id
