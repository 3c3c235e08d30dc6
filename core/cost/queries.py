"""Questions that all of cost shares."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.rules import CURRENCY
from core.settings.queries import value


def currency(session: Session, actor: Actor) -> str:
    """The currency of all amounts, by its ISO code, for whoever sees some or enters one's own."""
    require(actor, Permission.EXPENSE_CLAIM)
    return str(value(session, CURRENCY))
