"""How each deed on cost is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.rates import actions as rates
from tests.house.plan_deeds import meis_plan

DAY = date(2026, 1, 5)


def _rate(session: Any, house: Any) -> int:
    made = rates.put(session, house.actor("lin"), valid_from=DAY, amount=Decimal(100))
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], everywhere: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    return {
        hours.enter: row(Permission.HOURS_ENTER, near, lambda s, a, h: hours.enter(s, a, [Cell(meis_plan(s, h), 1, DAY, 60, 0)])),
        rates.put: row(Permission.RATE_EDIT, everywhere, lambda s, a, h: rates.put(s, a, valid_from=DAY, amount=Decimal(100))),
        rates.drop: row(Permission.RATE_EDIT, everywhere, lambda s, a, h: rates.drop(s, a, _rate(s, h))),
    }
