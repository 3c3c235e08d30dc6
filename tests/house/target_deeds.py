"""How each deed on teams and service records is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.inspection.objects import actions as objects
from tests.cast import named
from tests.house import staged


def rows(row: Callable[..., Any], near: frozenset[Any], heads: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `heads`: of the department."""

    def change(session, actor, house):
        return objects.change_team(session, actor, staged.team(session, house), version=1, name=named("Day shift"), people=[house.people["ming"]])

    return {
        objects.add_team: row(Permission.TARGET_EDIT, near, lambda s, a, h: objects.add_team(s, a, h.projects["hotline"], name=named("Night shift"))),
        objects.change_team: row(Permission.TARGET_EDIT, near, change),
        objects.add_records: row(Permission.TARGET_EDIT, near, lambda s, a, h: objects.add_records(s, a, [staged.record_line(s, h)], source="screen")),
        objects.change_record: row(Permission.TARGET_EDIT, near, lambda s, a, h: objects.change_record(s, a, staged.record(s, h), version=1, told={"result": "Mended."})),
        objects.take_off: row(Permission.ROUND_LEAD, heads, lambda s, a, h: objects.take_off(s, a, staged.team(s, h))),
    }
