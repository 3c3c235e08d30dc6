"""Confirming a checklist is an approval: what is frozen of a version, and what its approval means."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from core.access import Permission
from core.approval.queries import Look, Subject, subject
from core.inspection.rules import Demand, Method, Veto, Weighting
from core.inspection.templates import actions, queries, rules
from core.words import N_

_USED = {
    Method.LEVELS: {"levels"}, Method.NUMERIC: {"minimum", "maximum"}, Method.YES_NO: set[str](), Method.DEDUCTION: {"per_finding", "cap"},
    Method.SAMPLED: set[str](), Method.BONUS: {"maximum"}, Method.MEASURED: {"metric", "points"},
}  # fmt: skip
"""What of an item's scale its method reads; the rest says nothing."""
_SCALE = frozenset[str]().union(*_USED.values())


def look(session: Session, version_id: int, *, lock: bool = False) -> Look:
    """A version that can be confirmed, with everything it asks. Refuses BadStep."""
    row = queries.version_for_update(session, version_id) if lock else queries.version_row(session, version_id)
    rules.check_step(rules.State(row.state), rules.State.CONFIRMED)
    return Look(document(queries.draft_of(session, version_id)), frozenset({row.author_id}))


def document(draft: rules.Draft) -> dict[str, Any]:
    """A checklist as plain JSON; what is empty or not read is left out."""
    return _plain(draft)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): text for key, text in value.items() if text}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        unread = _unread(value) if isinstance(value, rules.ItemDraft) else frozenset()
        found = {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name not in unread}
        if found.get("minutes") == "0":  # nothing is said of the time
            del found["minutes"]
        return {name: one for name, one in found.items() if one not in ("", {}, [])}
    return value


def _unread(item: rules.ItemDraft) -> frozenset[str]:
    return _SCALE - _USED[item.method] | (frozenset() if item.demands else {"demands_at"})


subject(
    Subject(
        "template_version",
        N_("Confirm a checklist"),
        submit=Permission.TEMPLATE_EDIT,
        decide=Permission.TEMPLATE_CONFIRM,
        look=look,
        approved=actions.confirm,
        words={
            "code": N_("Code"),
            "name": N_("Name"),
            "description": N_("Description"),
            "sections": N_("Checkpoints"),
            "items": N_("Items"),
            "weight": N_("Weight"),
            "compared": N_("Compared with measures"),
            "text": N_("What is asked"),
            "standard": N_("Standard"),
            "rule": N_("How points are given"),
            "evidence": N_("Evidence"),
            "unit": N_("Unit"),
            "evidence_required": N_("Evidence required"),
            "veto": N_("Veto"),
            "method": N_("How it is scored"),
            "levels": N_("Levels"),
            "points": N_("Points"),
            "metric": N_("Measured by"),
            "minimum": N_("Smallest value"),
            "maximum": N_("Largest value"),
            "per_finding": N_("Points off a finding"),
            "cap": N_("At most off"),
            "demands": N_("Demanded when points are lost"),
            "demands_at": N_("At or below this share of full points (%)"),
            "bonus_cap": N_("Cap of all bonus points"),
            "minutes": N_("Planned minutes"),
            "weighting": N_("Weighting"),
            "min_applicable": N_("Smallest applicable share for a number"),
            "veto_cap": N_("Highest total after a veto of the sheet"),
            "bands": N_("Grades"),
            "na_reasons": N_("Reasons for “not applicable”"),
            "floor": N_("From"),
        }
        | {f"method.{one.value}": one.label for one in Method}
        | {f"demands.{one.value}": one.label for one in Demand}
        | {f"veto.{one.value}": one.label for one in Veto}
        | {f"weighting.{one.value}": one.label for one in Weighting},
    )
)
