"""Questions about settings. `value` is what rooms ask; it costs one small question a transaction, whatever it is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.audit import queries as audit
from core.audit.kept import Kept
from core.db import Record
from core.errors import NotFound
from core.settings import rules
from core.settings.records import SettingValue
from core.settings.rules import InForce, Setting, Values

TOPIC = "settings"


def _values(session: Session) -> Values:
    """Departments stand above settings (signing in reads settings): their table is known by name only."""
    own = session.execute(select(SettingValue.code, SettingValue.department_id, SettingValue.text).where(SettingValue.text.is_not(None)))
    departments = Record.metadata.tables["departments"]
    parents = session.execute(select(departments.c.id, departments.c.parent_id))
    return Values({(row.code, row.department_id): row.text for row in own}, {row.id: row.parent_id for row in parents})


_kept = KEPT = Kept(TOPIC, _values)
MARK = audit.mark_in(TOPIC)
"""The number that `prepare` wants, for a question that is asked anyway."""


def prepare(session: Session, mark: int | None) -> None:
    """Spare this transaction the small question, where another one brought the number along."""
    _kept.of(session, mark or 0)


def value(session: Session, setting: Setting, department_id: int | None = None) -> Any:
    """The value in force, of the type of the setting's default: the department's, that of one above it, the organisation's, the default."""
    return _kept.of(session).in_force(setting, department_id).value


@dataclass(frozen=True)
class Row:
    """A setting as its page shows it at one place: the organisation, or a department."""

    setting: Setting
    now: InForce
    own: bool
    """Whether this place has a value of its own, which may be taken back."""
    differing: int
    """How many departments have a value of their own."""
    changed_at: datetime | None
    changed_by_id: int | None
    version: int
    """0 before anybody has set it here."""
    editable: bool


def listed(session: Session, actor: Actor, department_id: int | None = None) -> list[Row]:
    """Every setting in the order of its page, for the organisation or for a department (then those that may differ there)."""
    require(actor, Permission.SETTINGS_READ, Reach(department_id=department_id))
    if department_id is not None and not department_exists(session, department_id):
        raise NotFound()
    here = SettingValue.department_id.is_(None) if department_id is None else SettingValue.department_id == department_id
    rows = {row.code: row for row in session.scalars(select(SettingValue).where(here))}
    values, edits = _kept.of(session), within(actor, Permission.SETTINGS_EDIT, Reach(department_id=department_id))
    found = []
    for setting in rules.declared():
        if department_id is not None and not setting.per_department:
            continue
        row = rows.get(setting.code)
        differing = sum(code == setting.code and place is not None for code, place in values.own)
        found.append(
            Row(
                setting, values.in_force(setting, department_id), row is not None and row.text is not None, differing,
                row.changed_at if row else None, row.changed_by_id if row else None, row.version if row else 0, edits,
            )
        )  # fmt: skip
    return found


def history(session: Session, actor: Actor, code: str, department_id: int | None = None) -> pd.DataFrame:
    """What was set at one place, newest first. Columns: at, who, deed, before (text or None), after (text or None)."""
    require(actor, Permission.SETTINGS_READ, Reach(department_id=department_id))
    here = SettingValue.department_id.is_(None) if department_id is None else SettingValue.department_id == department_id
    row_id = session.scalar(select(SettingValue.id).where(SettingValue.code == code, here))
    columns = ["at", "who", "deed", "before", "after"]
    if row_id is None:
        return pd.DataFrame(columns=columns)
    trail = audit.of_subject(session, "setting", row_id)
    told = [(e.at, e.actor, e.deed, e.facts.get("before"), e.facts.get("after")) for e in trail.itertuples(index=False)]
    return pd.DataFrame(told[::-1], columns=columns, dtype=object)  # None stays None


def department_exists(session: Session, department_id: int) -> bool:
    departments = Record.metadata.tables["departments"]
    return session.scalar(select(departments.c.id).where(departments.c.id == department_id)) is not None


def row_for_update(session: Session, code: str, department_id: int | None) -> SettingValue | None:
    here = SettingValue.department_id.is_(None) if department_id is None else SettingValue.department_id == department_id
    return session.scalars(select(SettingValue).where(SettingValue.code == code, here).with_for_update()).one_or_none()
