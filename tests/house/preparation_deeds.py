"""How each deed on preparations and dispatch is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.clock import today
from core.service.dispatch import actions as dispatch
from core.service.dispatch.rules import Rule, Who
from core.service.preparation import actions
from core.service.preparation.rules import Kind, Line


def line(session: Any, house: Any, *, ready: bool = False) -> int:
    """A line of Hotline that Lin wrote, checked by her or not yet."""
    made = actions.write(session, house.actor("lin"), house.projects["hotline"], Line(Kind.TOOL, "Headsets"))
    session.info.pop("noted", None)
    if ready:
        actions.check(session, house.actor("lin"), made, checked_on=today(), version=1)
        session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    edit, check = Permission.PREPARATION_EDIT, Permission.PREPARATION_CHECK
    return {
        dispatch.arrange: row(
            Permission.DISPATCH_EDIT, near, lambda s, a, h: dispatch.arrange(s, a, h.projects["hotline"], [Rule(Who.FEWEST)], roles={}, active=True, version=0)
        ),
        actions.take: row(edit, near, lambda s, a, h: actions.take(s, a, h.projects["hotline"], ["tool_headset"])),
        actions.write: row(edit, near, lambda s, a, h: actions.write(s, a, h.projects["hotline"], Line(Kind.TOOL, "Headsets"))),
        actions.change: row(edit, near, lambda s, a, h: actions.change(s, a, line(s, h), Line(Kind.TOOL, "Two headsets"), version=1)),
        actions.leave_out: row(edit, near, lambda s, a, h: actions.leave_out(s, a, line(s, h), reason="Calls come by computer.", version=1)),
        actions.delete: row(edit, near, lambda s, a, h: actions.delete(s, a, line(s, h), version=1)),
        actions.check: row(check, near, lambda s, a, h: actions.check(s, a, line(s, h), checked_on=today(), version=1)),
        actions.reopen: row(check, near, lambda s, a, h: actions.reopen(s, a, line(s, h, ready=True), version=2)),
        actions.attach: row(check, near, lambda s, a, h: actions.attach(s, a, line(s, h), data=b"a list", kind="pdf", name="list.pdf")),
    }  # fmt: skip
