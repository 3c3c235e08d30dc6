"""Phases of a plan, and who took part in each from which department. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A row of a plan, in its order."""

    uid: int
    level: int
    name: str
    people: frozenset[int]
    """Whoever owns it or is to work on it."""


@dataclass(frozen=True)
class Share:
    """A department in a phase: how many of its people own work or work there, how many reported hours, and how many minutes."""

    phase: str
    department_id: int | None
    people: int
    reporting: int
    minutes: int


def shares(rows: Iterable[Row], hours: Mapping[tuple[int, int], int], department_of: Mapping[int, int | None]) -> list[Share]:
    """Of each phase (a row of the highest level with all below it) the departments whose people take part.

    `hours`: minutes by task and person; those on tasks that have left the plan stand under the phase "" at the end.
    """
    found: dict[tuple[str, int | None], tuple[set[int], set[int], list[int]]] = {}
    phase_of, phase, order = {}, "", []
    for row in rows:
        if row.level <= 1 or not phase:
            phase = row.name
            order.append(phase)
        phase_of[row.uid] = phase
        for one in row.people:
            found.setdefault((phase, department_of.get(one)), (set(), set(), []))[0].add(one)
    for (uid, person), minutes in hours.items():
        people, reporting, sums = found.setdefault((phase_of.get(uid, ""), department_of.get(person)), (set(), set(), []))
        people.add(person)
        reporting.add(person)
        sums.append(minutes)
    places = {name: place for place, name in enumerate(dict.fromkeys([*order, ""]))}
    made = [Share(name, unit, len(people), len(reporting), sum(sums)) for (name, unit), (people, reporting, sums) in found.items()]
    return sorted(made, key=lambda one: (places[one.phase], -one.minutes, -one.people, one.department_id or 0))
