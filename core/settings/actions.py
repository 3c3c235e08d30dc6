"""Deeds on settings."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import NotFound, Stale
from core.settings import queries, rules
from core.settings.records import SettingValue


def change(session: Session, actor: Actor, code: str, *, text: str, version: int, department_id: int | None = None) -> int:
    """Set a value for the organisation or for a department; `version` is that of its row, 0 before the first.

    Refuses what `rules.parse` refuses, NotForDepartments, Stale.
    """
    setting = _allowed(session, actor, code, department_id)
    return _keep(session, actor, setting, rules.written(rules.parse(setting, text)), version, department_id, "settings:change")


def reset(session: Session, actor: Actor, code: str, *, version: int, department_id: int | None = None) -> int:
    """Take a value back: what the department above, the organisation or the default says holds again. Refuses Stale."""
    setting = _allowed(session, actor, code, department_id)
    return _keep(session, actor, setting, None, version, department_id, "settings:reset")


def _allowed(session: Session, actor: Actor, code: str, department_id: int | None) -> rules.Setting:
    require(actor, Permission.SETTINGS_EDIT, Reach(department_id=department_id))
    setting = rules.find(code)
    if setting is None or (department_id is not None and not queries.department_exists(session, department_id)):
        raise NotFound()
    if department_id is not None and not setting.per_department:
        raise rules.NotForDepartments()
    return setting


def _keep(
    session: Session, actor: Actor, setting: rules.Setting, text: str | None, version: int, department_id: int | None, deed: str
) -> int:
    row = queries.row_for_update(session, setting.code, department_id)
    if version != (row.version if row else 0):
        raise Stale()
    before = row.text if row else None
    if row is None:
        row = SettingValue(code=setting.code, department_id=department_id)
        session.add(row)
    row.text, row.changed_at, row.changed_by_id = text, now(), actor.id or None
    with_ids(session, row)
    touch(session, queries.TOPIC)
    note(session, actor, deed, "setting", row.id, code=setting.code, department_id=department_id, before=before, after=text)
    return row.id
