"""Which targets hold for a request, and which priority it has. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Refusal
from core.service.clocks.rules import Targets
from core.service.rules import Degree, Priority
from core.words import N_

YEAR = 366 * 24 * 60
"""Minutes; a longer target is a slip of the finger."""
USUAL_CLASS = "regular"
"""Counts for a customer class that the matrix does not name."""


class NotATarget(Refusal):
    message = N_("Targets are whole minutes, at least one and at most a year.")


class TargetsOutOfOrder(Refusal):
    message = N_("Acknowledging cannot take longer than responding, nor responding longer than resolving.")


class HoldsAlready(Refusal):
    message = N_("These targets hold already, and requests were measured by them. Enter new ones from a later day instead.")


class SameDay(Refusal):
    message = N_("There are targets of the same kind from the same day. Choose another day, or drop those.")


class TooFarBack(Refusal):
    message = N_("Targets hold from today or a later day: what is past was measured by what held then.")


class MatrixIncomplete(Refusal):
    message = N_("Every combination needs a priority; {count} have none.")


@dataclass(frozen=True)
class Commitment:
    """Targets and whom they hold for; what is None holds for all."""

    id: int
    project_id: int | None
    customer_class: str | None
    priority: Priority | None
    valid_from: date
    targets: Targets

    @property
    def weight(self) -> int:
        """The most specific wins: a project before a class of customers, that before a priority."""
        return 4 * (self.project_id is not None) + 2 * (self.customer_class is not None) + (self.priority is not None)

    def holds(self, project_id: int, customer_class: str, priority: Priority, on: date) -> bool:
        return (
            self.valid_from <= on
            and self.project_id in (None, project_id)
            and self.customer_class in (None, customer_class)
            and self.priority in (None, priority)
        )


def chosen(
    commitments: Iterable[Commitment], shipped: Mapping[Priority, Targets], *, project_id: int, customer_class: str, priority: Priority, on: date
) -> tuple[Targets, Commitment | None]:
    """The targets for a request that is reported on a day, and the commitment they come from (None: as shipped).

    Among those that hold the most specific wins, of equal ones the one that came into force last.
    """
    holding = [one for one in commitments if one.holds(project_id, customer_class, priority, on)]
    if not holding:
        return shipped[priority], None
    best = max(holding, key=lambda one: (one.weight, one.valid_from, one.id))
    return best.targets, best


def check(targets: Targets) -> None:
    """Refuses NotATarget, TargetsOutOfOrder."""
    if not all(isinstance(one, int) and 0 < one <= YEAR for one in (targets.acknowledge, targets.respond, targets.resolve)):
        raise NotATarget()
    if not targets.acknowledge <= targets.respond <= targets.resolve:
        raise TargetsOutOfOrder()


@dataclass(frozen=True)
class Matrix:
    """Priority by urgency, impact and customer class. `version` 0: as shipped."""

    classes: tuple[str, ...]
    cells: Mapping[tuple[Degree, Degree, str], Priority]
    version: int = 0

    def priority(self, urgency: Degree, impact: Degree, customer_class: str) -> Priority:
        known = customer_class if customer_class in self.classes else USUAL_CLASS
        return self.cells[urgency, impact, known]


def matrix(rows: Sequence[Sequence[str]], classes: Sequence[str], version: int = 0) -> Matrix:
    """Rows of urgency, impact and a priority for each of `classes`. Refuses MatrixIncomplete."""
    cells = {}
    for urgency, impact, *given in rows:
        for customer_class, priority in zip(classes, given, strict=False):
            if urgency in set(Degree) and impact in set(Degree) and priority in set(Priority):
                cells[Degree(urgency), Degree(impact), customer_class] = Priority(priority)
    wanted = len(Degree) ** 2 * len(classes)
    if len(cells) != wanted or USUAL_CLASS not in classes:
        raise MatrixIncomplete(count=max(wanted - len(cells), 1))
    return Matrix(tuple(classes), cells, version)


def written(told: Matrix) -> list[list[str]]:
    """A matrix as rows, as `matrix` reads them."""
    return [[u.value, i.value, *(told.cells[u, i, one].value for one in told.classes)] for u in Degree for i in Degree]
