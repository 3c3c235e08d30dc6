"""Public benchmark instances of project scheduling (PSPLIB, single mode): the format .sm, and ones drawn like them.

`drawn` follows the generator ProGen: how many links (network complexity), how many of the resources a job takes (resource
factor), how scarce they are between "one at a time" and "never short" (resource strength).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from core.planning.rules.levelling.problem import NEVER, Problem
from core.planning.rules.plan import FOREVER, WHOLE, Demand, Link, Person, Plan, Task
from tests.planning.plans import HOUR, MONDAY, STANDARD, at

SHIFT = 8 * HOUR


@dataclass(frozen=True)
class Instance:
    """Jobs from 0 on, the first and the last of them without length."""

    length: Sequence[int]
    successors: Sequence[Sequence[int]]
    takes: Sequence[Sequence[int]]
    capacity: Sequence[int]

    def problem(self) -> Problem:
        jobs = range(len(self.length))
        into: list[list[tuple[int, int]]] = [[] for _ in jobs]
        for job in jobs:
            for after in self.successors[job]:
                into[after].append((job, self.length[job]))
        takes = [[(lane, units, 0, self.length[job]) for lane, units in enumerate(self.takes[job]) if units and self.length[job]] for job in jobs]
        free = [((-NEVER,), (capacity,)) for capacity in self.capacity]
        alone = Problem(self.length, [0] * len(jobs), [None] * len(jobs), into, takes, free)
        return Problem(self.length, alone.heads, [None] * len(jobs), into, takes, free, [1] * len(jobs))

    def plan(self) -> Plan:
        """A step is a working day of eight hours."""
        tasks = [
            Task(job + 1, duration=length * SHIFT, demands=tuple(Demand(lane + 1, units * WHOLE) for lane, units in enumerate(self.takes[job]) if units))
            for job, length in enumerate(self.length)
        ]
        links = [Link(job + 1, after + 1) for job, afters in enumerate(self.successors) for after in afters]
        people = {lane + 1: Person(lane + 1, f"R{lane + 1}", 1, ((FOREVER, capacity * WHOLE),)) for lane, capacity in enumerate(self.capacity)}
        return Plan(at(MONDAY), tasks, links, {1: STANDARD}, people=people)


def read(text: str) -> Instance:
    """A file .sm."""
    rows = {}
    for name, skip in (("PRECEDENCE", 2), ("REQUESTS", 3), ("RESOURCEAVAIL", 2)):
        lines = text[text.index(name) :].splitlines()[skip:]
        rows[name] = [list(map(int, line.split())) for line in lines[: next(place for place, line in enumerate(lines) if line.startswith("*"))]]
    return Instance(
        [row[2] for row in rows["REQUESTS"]], [[after - 1 for after in row[3:]] for row in rows["PRECEDENCE"]],
        [row[3:] for row in rows["REQUESTS"]], rows["RESOURCEAVAIL"][0],
    )  # fmt: skip


def drawn(jobs: int, complexity: float, factor: float, strength: float, seed: int, resources: int = 4) -> Instance:
    """One more of a class, the same each time."""
    dice = random.Random(f"{jobs} {complexity} {factor} {strength} {seed}")
    while True:
        successors = _network(jobs, complexity, dice)
        if successors is not None:
            break
    length = [0, *(dice.randint(1, 10) for _ in range(jobs)), 0]
    takes = [[0] * resources for _ in length]
    for job in range(1, jobs + 1):
        takes[job][dice.randrange(resources)] = dice.randint(1, 10)
    cells = [(job, lane) for job in range(1, jobs + 1) for lane in range(resources)]
    dice.shuffle(cells)
    missing = round(factor * jobs * resources) - jobs
    for job, lane in cells:
        if missing > 0 and not takes[job][lane]:
            takes[job][lane] = dice.randint(1, 10)
            missing -= 1
    first = [0] * len(length)
    for job, afters in enumerate(successors):
        for after in afters:
            first[after] = max(first[after], first[job] + length[job])
    capacity = []
    for lane in range(resources):
        least = max(row[lane] for row in takes)
        most = max(sum(takes[job][lane] for job in range(len(length)) if first[job] <= step < first[job] + length[job]) for step in range(first[-1] + 1))
        capacity.append(least + max(0, round(strength * (most - least))))
    return Instance(length, successors, takes, capacity)


def _network(jobs: int, complexity: float, dice: random.Random) -> list[list[int]] | None:
    """Three jobs begin, three end, none has more than three before or after it, no link says what others say already."""
    after, before = [set() for _ in range(jobs + 2)], [set() for _ in range(jobs + 2)]

    def link(one: int, other: int) -> None:
        after[one].add(other)
        before[other].add(one)

    for job in range(1, 4):
        link(0, job)
    for job in range(jobs - 2, jobs + 1):
        link(job, jobs + 1)
    for job in range(4, jobs + 1):
        chosen = [one for one in range(1, min(job, jobs - 2)) if len(after[one]) < 3]
        if not chosen:
            return None
        link(dice.choice(chosen), job)
    for job in range(1, jobs - 2):
        if not after[job]:
            chosen = [one for one in range(max(job + 1, 4), jobs + 1) if len(before[one]) < 3]
            if not chosen:
                return None
            link(job, dice.choice(chosen))
    wanted = round(complexity * (jobs + 2))
    for _ in range(100 * jobs):
        if sum(map(len, after)) >= wanted:
            return [sorted(ones) for ones in after]
        one, other = sorted(dice.sample(range(1, jobs + 1), 2))
        if len(after[one]) < 3 and len(before[other]) < 3 and other > 3 and one < jobs - 2 and not _said(one, other, after):
            link(one, other)
    return None


def _said(one: int, other: int, after: Sequence[set[int]]) -> bool:
    """Whether `other` follows `one` already, or a link between them would make another one superfluous."""
    behind = [0] * len(after)
    for job in reversed(range(len(after))):
        for follower in after[job]:
            behind[job] |= 1 << follower | behind[follower]
    if behind[one] >> other & 1:
        return True
    return any(job == one or behind[job] >> one & 1 for job in range(len(after)) if any(follower == other or behind[other] >> follower & 1 for follower in after[job]))


def faults(problem: Problem, starts: Sequence[int]) -> list[int]:
    """The jobs that break something: too early, too late, or a link; and below zero, lanes of which more is taken than is free."""
    wrong = [
        job
        for job, start in enumerate(starts)
        if start < problem.earliest[job]
        or (problem.latest[job] is not None and start > problem.latest[job])
        or any(start < starts[before] + gap for before, gap in problem.into[job])
    ]
    for lane, (moments, free) in enumerate(problem.free):
        changes = {moment: amount - before for moment, amount, before in zip(moments, free, (0, *free), strict=False)}
        for job, takes in enumerate(problem.takes):
            for on, units, offset, length in takes:
                if on == lane:
                    for moment, change in ((starts[job] + offset, -units), (starts[job] + offset + length, units)):
                        changes[moment] = changes.get(moment, 0) + change
        left = 0
        for moment in sorted(changes):
            left += changes[moment]
            if left < 0:
                wrong.append(-1 - lane)
                break
    return wrong
