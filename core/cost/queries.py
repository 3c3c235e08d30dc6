"""Questions that all of cost shares."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.rules import CURRENCY
from core.settings.queries import value


def currency(session: Session, actor: Actor) -> str:
    """The currency of all amounts, by its ISO code."""
    require(actor, Permission.COST_READ)
    return str(value(session, CURRENCY))
