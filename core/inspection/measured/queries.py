"""What is measured of a sheet's project, asked once for a whole sheet."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now
from core.inspection.measured import rules
from core.inspection.measured.rules import Fact
from core.inspection.rounds.records import Round
from core.inspection.sheets.queries import SheetView, guard_files
from core.inspection.sheets.records import Sheet
from core.inspection.templates.queries import checklist
from core.metrics import queries as metrics
from core.metrics.rules import Period, Subject


def _period(session: Session, sheet: Sheet) -> Period:
    row = session.get_one(Round, sheet.round_id)
    return Period(row.period_from, row.period_to)


def facts_of(session: Session, sheet: Sheet, metrics_: Collection[str]) -> dict[str, Fact]:
    """Facts of a sheet's project in its round's period, by measure: the whole project's also where only part of it is inspected.

    Asked by deeds and questions that have required.
    """
    period, at = _period(session, sheet), now()
    found = metrics.of_many(session, sorted(set(metrics_)), Subject.PROJECT, period, [sheet.project_id])
    return {code: Fact(values[sheet.project_id], period, at, bool(sheet.object_id)) for code, values in found.items()}


def taken_over(session: Session, sheet: Sheet, metric: str, row: Any, raw: Decimal | None, reason: str | None) -> dict[str, Any] | None:
    """The fact that the answer `row` to a measured item takes over, as it is kept. Refuses FactUnknown, FactMoved, FactKnown.

    What was taken over once stays taken when it is said again. Asked by deeds, which have required.
    """
    if raw is None and reason != rules.NOT_COMPUTABLE:
        return None
    if raw is not None and raw == row.raw:
        kept: dict[str, Any] | None = getattr(row, "measured", None)
        return kept
    fact = facts_of(session, sheet, [metric])[metric]
    if raw is None:
        if fact.figure.value is not None:
            raise rules.FactKnown()
        return None
    if fact.figure.value is None:
        raise rules.FactUnknown()
    if fact.figure.value != raw:
        raise rules.FactMoved(value=fact.figure.value)
    return rules.frozen(fact)


def facts(session: Session, actor: Actor, sheet_id: int) -> dict[int, Fact]:
    """What is measured now for each measured item of a sheet that `actor` may see, by item; nothing where there is none."""
    require(actor, Permission.SHEET_READ)
    guard_files(session, actor, sheet_id)
    sheet = session.get_one(Sheet, sheet_id)
    items = {question.id: question.draft.metric for question in checklist(session, sheet.template_version_id).questions if question.draft.measured}
    found = facts_of(session, sheet, items.values()) if items else {}
    return {item: found[metric] for item, metric in items.items()}


def with_facts(view: SheetView, found: Mapping[int, Fact]) -> SheetView:
    """A sheet whose measured items know what is measured now."""
    whole = view.checklist
    parts = (replace(part, questions=tuple(replace(one, fact=found.get(one.id)) for one in part.questions)) for part in whole.checkpoints)
    return replace(view, checklist=replace(whole, checkpoints=tuple(parts)))


def rows(session: Session, actor: Actor, sheet_id: int, item_id: int, *, limit: int = 30) -> tuple[pd.DataFrame, int]:
    """The records behind a measured item of a sheet that `actor` may see, and how many there are. Columns: `metrics.queries.ROWS`."""
    require(actor, Permission.SHEET_READ)
    guard_files(session, actor, sheet_id)
    sheet = session.get_one(Sheet, sheet_id)
    metric = checklist(session, sheet.template_version_id).question(item_id).draft.metric
    return metrics.rows_of_project(session, metric, _period(session, sheet), sheet.project_id, limit=limit)
