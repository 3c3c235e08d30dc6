"""The rows of a plan with what the schedule says of them, and what follows from all of them together. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.planning.rules import outline
from core.planning.rules.sheet import Row, percent_of, percent_of_summaries


@dataclass(frozen=True, slots=True)
class Planned:
    """A row of a plan: what people said (`row`), and what the schedule says. Times and amounts are ticks."""

    id: int
    row: Row
    summary: bool
    starts: int
    ends: int
    late_start: int
    late_finish: int
    total_slack: int
    free_slack: int
    critical: bool
    lacks: int
    touched: int


class Tasks(tuple[Planned, ...]):
    """All rows of a plan in their order. What follows from them is worked out when first asked for, and only once."""

    def but(self, others: Mapping[int, Planned]) -> "Tasks":
        """The same with other rows at some places, where none comes, goes or moves. What is known of the rest is taken along."""
        rows = list(self)
        for place, one in others.items():
            rows[place] = one
        made, known = Tasks(rows), vars(self)
        said = [place for place, one in others.items() if one.row is not self[place].row]
        pairs = [(self[place].row, made[place].row) for place in said]
        stays = ["places", "numbers"]
        if all((old.people, old.owner) == (new.people, new.owner) for old, new in pairs):
            stays += ["workers", "named"]
        if all((old.duration, old.percent) == (new.duration, new.percent) for old, new in pairs):
            stays += ["done", "share_done"]
        if all(old.name == new.name for old, new in pairs):
            stays += ["titles"]
        vars(made).update({name: known[name] for name in stays if name in known})
        if "done" in known and "done" not in stays:
            vars(made)["done"] = known["done"] | dict(made.done_above(said))
        at = list(others)
        for name, column in self._columns.items():
            made._columns[name] = column = column.copy()
            column[at] = list(map(COLUMNS[name][1], others.values()))
        return made

    def done_above(self, places: Iterable[int], gone: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """The progress of the rows at some places and of the summaries above them, by uid; rows that are `gone` (uids) count in no summary."""
        levels = [one.row.level for one in self]
        above = set(places)
        for place in tuple(above):
            level = levels[place]
            for at in range(place - 1, -1, -1):
                if levels[at] < level:
                    level = levels[at]
                    above.add(at)
                if level == 1:
                    break
        for place in above:
            rows = [one.row for one in self[place : outline.end(levels, place)]]
            yield rows[0].uid, percent_of(rows, gone)

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each row stands, by its uid."""
        return {one.row.uid: place for place, one in enumerate(self)}

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The WBS number of each row, by its uid."""
        return dict(zip(self.places, outline.numbers([one.row.level for one in self]), strict=True))

    @cached_property
    def titles(self) -> Sequence[str]:
        """The number and the name of each row, by place."""
        return [f"{number} {one.row.name}" for number, one in zip(self.numbers.values(), self, strict=True)]

    @cached_property
    def done(self) -> dict[int, int]:
        """The progress of each row in percent, by its uid; of a summary that of what lies in it."""
        return dict(zip(self.places, percent_of_summaries([one.row for one in self]), strict=True))

    @cached_property
    def workers(self) -> frozenset[int]:
        """Who works on a row."""
        return frozenset(who for one in self for who, _ in one.row.people)

    @cached_property
    def named(self) -> frozenset[int]:
        """Who works on a row or answers for one."""
        return self.workers | {one.row.owner for one in self if one.row.owner}

    @cached_property
    def leaves(self) -> tuple[Planned, ...]:
        """The rows that contain no others."""
        return tuple([one for one in self if not one.summary])

    @cached_property
    def share_done(self) -> float | None:
        """The share of the planned duration that is done."""
        return share_done(self.leaves)

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {}

    def column(self, name: str) -> NDArray[Any]:
        """What all rows say of one thing (of COLUMNS), by place. Not to be changed."""
        if name not in self._columns:
            dtype, said = COLUMNS[name]
            self._columns[name] = np.array([said(one) for one in self], dtype)
        return self._columns[name]

    def those(self, name: str) -> list[Planned]:
        """The rows of which something holds (of COLUMNS)."""
        return [self[place] for place in np.flatnonzero(self.column(name)).tolist()]

    def late(self, at: int) -> int:
        """How many open rows without others should be finished by a moment."""
        return int(np.count_nonzero(self.column("open") & (self.column("ends") < at)))


def share_done(leaves: Iterable[Planned]) -> float | None:
    """The share of the planned duration of these rows that is done; None where nothing takes time."""
    amounts = [(one.row.duration, one.row.percent) for one in leaves]
    whole = sum([duration for duration, _ in amounts])
    return sum([duration * percent for duration, percent in amounts]) / 100 / whole if whole else None


COLUMNS: dict[str, tuple[type, Callable[[Planned], object]]] = {
    "starts": (np.int64, lambda one: one.starts), "ends": (np.int64, lambda one: one.ends), "summary": (bool, lambda one: one.summary),
    "lacking": (bool, lambda one: one.lacks > 0), "open": (bool, lambda one: not one.summary and one.row.actual_finish is None),
    "critical": (bool, lambda one: one.critical and one.row.actual_finish is None), "level": (np.int64, lambda one: one.row.level),
}  # fmt: skip
