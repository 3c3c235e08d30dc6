"""Keeping the sums of projects up to date."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.progress.portfolio import queries, rules
from core.progress.portfolio.queries import Worked
from core.progress.portfolio.records import ValueMonth, ValueSum
from core.routines import routine

AT_A_TIME = 100


def refresh(session: Session, actor: Actor, found: list[Worked]) -> int:
    """Keep the sums whose grounds have changed, as they were worked out; how many. What has changed since is kept with the grounds it was worked out from, and worked out again the next time.

    # house: the house's own routine, nobody asks for it
    """
    if not found:
        return 0
    ids = [one.project_id for one in found]
    kept = queries.kept_of(session, ids)
    for one in found:
        row = kept.get(one.project_id) or ValueSum(project_id=one.project_id)
        for name, value in _sums(one).items():
            setattr(row, name, value)
        session.add(row)
    session.execute(delete(ValueMonth).where(ValueMonth.project_id.in_(ids)).execution_options(synchronize_session=False))
    if months := [_decimals(month) | {"project_id": one.project_id} for one in found if one.value for month in queries.month_ends(one.value)]:
        session.execute(insert(ValueMonth), months)
    touch(session, "values")
    note(session, actor, "values:refresh", "plan", None, count=len(found))
    return len(found)


def _sums(one: Worked) -> dict[str, object]:
    found = {"unit": "", "budget": 0, "least": 0, "most": 0, "cost": None, "why": ""} if one.value is None else queries.of_value(one.value)
    planned = rules.told(one.value.ahead) if one.value else " ".join(["0"] * rules.AHEAD)
    return _decimals(found) | {"planned": planned, "worked_on": one.day, "grounds": one.grounds}


def _decimals(found: dict[str, object]) -> dict[str, object]:
    return {name: Decimal(value).scaleb(-rules.PLACES) if isinstance(value, int) else value for name, value in found.items()}


routine("values", timedelta(minutes=5), refresh, lambda session: queries.outdated(session, AT_A_TIME))
