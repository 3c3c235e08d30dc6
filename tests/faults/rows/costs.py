"""Hours and what they cost."""

from datetime import date
from decimal import Decimal

from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.rates import actions as rates
from tests.faults.rows.plans import plan
from tests.faults.stage import Stage, of

DAY = date(2026, 1, 5)


def worked(s: Stage) -> int:
    """Hotline, on which Ming has worked for an hour at the rate of everybody."""
    plan(s)
    s.do(rates.put, "lin", valid_from=DAY, amount=Decimal(100))
    s.do(hours.enter, "ming", [Cell(s.house.projects["hotline"], 2, DAY, 60, 0)])
    return s.house.projects["hotline"]


@of(hours.enter)
def hours_move_from_one_task_to_another(s):
    project = worked(s)
    return s.ready(hours.enter, "ming", [Cell(project, 2, DAY, 0, 60), Cell(project, 3, DAY, 90, 0)])


@of(rates.put)
def a_rate_changes_and_hours_are_priced_anew(s):
    worked(s)
    return s.ready(rates.put, "lin", valid_from=DAY, amount=Decimal(120))


@of(rates.drop)
def a_rate_is_dropped(s):
    worked(s)
    made = s.do(rates.put, "lin", valid_from=DAY, amount=Decimal(90), person_id=s.person("ming"))
    return s.ready(rates.drop, "lin", made)
