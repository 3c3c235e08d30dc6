"""Questions about expectations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.expectations.records import Expectation
from core.customers.expectations.rules import Aspect, Outcome
from core.customers.expectations.rules import gap as between
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.errors import NotFound
from core.projects.records import Project

MOST = 100


@dataclass(frozen=True)
class Expected:
    """An expectation; `gap` in the agreed unit, above nought when it came better. None where no number was agreed or nothing came yet."""

    id: int
    project: str
    aspect: Aspect
    subject: str
    unit: str
    target: Decimal | None
    higher_is_better: bool
    agreed_on: date
    outcome: Outcome | None
    actual: Decimal | None
    came: str
    judged_on: date | None
    version: int

    @property
    def gap(self) -> Decimal | None:
        return None if self.target is None or self.actual is None else between(self.target, self.actual, self.higher_is_better)


def expectations(session: Session, actor: Actor, customer_id: int) -> list[Expected]:
    """The expectations of a customer that `actor` may see, open ones first, then the latest."""
    require(actor, Permission.CUSTOMER_READ)
    rows = session.execute(
        select(Expectation, Project.code).join(Customer, Customer.id == Expectation.customer_id).join(Project, Project.id == Expectation.project_id)
        .where(Expectation.customer_id == customer_id, visible_to(actor)).order_by(Expectation.judged_on.is_not(None), Expectation.id.desc()).limit(MOST)
    )  # fmt: skip
    return [
        Expected(
            one.id, project, Aspect(one.aspect), one.subject, one.unit, one.target, one.higher_is_better, one.agreed_on, Outcome(one.outcome) if one.outcome else None, one.actual,
            one.came, one.judged_on, one.version,
        )
        for one, project in rows
    ]  # fmt: skip


def expectation_for_update(session: Session, expectation_id: int) -> Expectation:
    found = session.scalars(select(Expectation).where(Expectation.id == expectation_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found
