"""How each deed on what several inspect is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.inspection.finals.rules import Way
from core.inspection.several import actions as several
from core.inspection.vetoes import actions as vetoes
from tests.house import staged


def rows(row: Callable[..., Any], of_department: Any, never: Any) -> dict[Callable[..., Any], Any]:
    """A row for each, `row` being the table's own kind of line."""

    def line(call: Callable[..., Any]) -> Any:
        return row(Permission.ROUND_LEAD, of_department, call)

    return {
        vetoes.settle: row(
            Permission.SHEET_SETTLE_VETO, of_department, lambda s, a, h: vetoes.settle(s, a, staged.vetoed(s, h), confirmed=True, reason="So."),
            never=never,
        ),
        several.combine: line(lambda s, a, h: several.combine(s, a, staged.service_round(s, h), way=Way.MEAN)),
        several.agree: line(
            lambda s, a, h: several.agree(s, a, staged.talked(s, h), project_id=h.projects["hotline"], total=Decimal(80), reason="So."),
        ),
        several.record_talk: line(
            lambda s, a, h: several.record_talk(s, a, staged.scored_twice(s, h), project_id=h.projects["hotline"], outcome="Agreed.", held_on=today()),
        ),
    }
