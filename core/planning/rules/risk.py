"""How sure a finish is: the plan run many times with durations drawn from three-point estimates. Pure, and the same for a seed.

All runs go through the network together: what is one moment in a schedule is an array of moments here. Links, lags, calendars,
constraints and progress count as they do in the schedule (`passes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.errors import Refusal
from core.planning.rules.network import Edge
from core.planning.rules.passes import (
    FF,
    FINISH_BY,
    FINISH_FROM,
    FS,
    MUST_FINISH,
    MUST_START,
    SF,
    START_BY,
    START_FROM,
    Passes,
)
from core.planning.rules.plan import Plan, Task
from core.planning.rules.schedule import passes_of
from core.planning.rules.stretches import Own, Stretch
from core.planning.rules.worktime import Clock, Ticks, WorkTime
from core.words import N_

RUNS = 1000
RUNS_AT_MOST = 100_000
PERT_WEIGHT = 4
"""How much more the likeliest duration counts than each of the others."""


class Shape(StrEnum):
    """How durations spread between the three points."""

    PERT = "pert"
    TRIANGULAR = "triangular"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Durations in ticks of working time: if all goes well, most likely, if it goes badly."""

    best: int
    likely: int
    worst: int
    shape: Shape = Shape.PERT


class NotThreePoints(Refusal):
    message = N_("The estimates of the task {task} have to grow from the best over the likeliest to the worst duration, none below zero.")


class NoSuchEstimated(Refusal):
    message = N_("The plan has no task {task} to estimate.")


class RunsOutOfRange(Refusal):
    message = N_("Please ask for 1 to {most} runs.")


@dataclass(frozen=True, slots=True)
class TaskRisk:
    """`criticality`: in which share of the runs it decides the finish. `cruciality`: how closely the finish follows its
    duration, the rank correlation of both, from -1 to 1. `finish`: by when it is done in 50 and in 80 of 100 runs."""

    uid: int
    criticality: float
    cruciality: float
    finish: tuple[int, int]


@dataclass(frozen=True)
class Risk:
    """`planned` is the finish without risk, `finishes` those of all runs, the earliest first."""

    seed: int
    planned: int
    finishes: Sequence[int]
    tasks: Sequence[TaskRisk]

    def by(self, share: float) -> int:
        """The moment by which that share of the runs is done: 0.5 and 0.8 for P50 and P80."""
        return self.finishes[min(len(self.finishes) - 1, max(0, int(np.ceil(share * len(self.finishes))) - 1))]

    def chance(self, moment: int) -> float:
        """The share of the runs that are done by a moment."""
        return float(np.searchsorted(np.array(self.finishes, np.int64), moment, "right") / len(self.finishes))


def risk(plan: Plan, estimates: Mapping[int, Estimate], runs: int = RUNS, seed: int = 0) -> Risk:
    """Run a plan `runs` times. Tasks without an estimate, and those that are done, take as long as planned.

    Refuses what the schedule refuses, estimates that do not grow, and ones of tasks that the plan does not have.
    """
    if not 1 <= runs <= RUNS_AT_MOST:
        raise RunsOutOfRange(most=RUNS_AT_MOST)
    known = {task.uid for task in plan.tasks}
    for uid, one in estimates.items():
        if uid not in known:
            raise NoSuchEstimated(task=uid)
        if not 0 <= one.best <= one.likely <= one.worst:
            raise NotThreePoints(task=uid)
    passes, _ = passes_of(plan)
    together = _Runs(passes, _durations(passes, estimates, runs, seed), runs)
    together.run()
    critical = together.critical()
    cruciality = _rank_correlation(together.durations, together.finish_of_all)
    rows = []
    for place in sorted(passes.leaves):
        finish = np.sort(together.finish[place])
        rows.append(
            TaskRisk(
                passes.network.tasks[place].uid, float(critical[place].mean()), cruciality.get(place, 0.0),
                (int(finish[(runs - 1) // 2]), int(finish[-(-4 * runs // 5) - 1])),
            )
        )  # fmt: skip
    return Risk(seed, passes.project_finish, np.sort(together.finish_of_all).tolist(), rows)


def _durations(passes: Passes, estimates: Mapping[int, Estimate], runs: int, seed: int) -> dict[int, Ticks]:
    """Drawn durations by place. Each task has its own stream, so that one more estimate changes no other."""
    drawn = {}
    for place in passes.leaves:
        task = passes.network.tasks[place]
        one = estimates.get(task.uid)
        if one is None or passes.stretches[place] is None or task.actual_finish is not None or task.manual:
            continue
        dice = np.random.default_rng((seed, task.uid & 0xFFFFFFFF))
        if one.worst == one.best:
            drawn[place] = np.full(runs, one.best, np.int64)
            continue
        if one.shape == Shape.TRIANGULAR:
            values = dice.triangular(one.best, one.likely, one.worst, runs)
        else:
            width = one.worst - one.best
            values = one.best + width * dice.beta(1 + PERT_WEIGHT * (one.likely - one.best) / width, 1 + PERT_WEIGHT * (one.worst - one.likely) / width, runs)
        drawn[place] = np.rint(values).astype(np.int64)
    return drawn


def _rank_correlation(durations: Mapping[int, Ticks], finishes: Ticks) -> dict[int, float]:
    """Spearman's."""
    target = _ranks(finishes)
    found = {}
    for place, values in durations.items():
        ranks = _ranks(values)
        spread = np.sqrt((ranks @ ranks) * (target @ target))
        found[place] = float(ranks @ target / spread) if spread else 0.0
    return found


def _ranks(values: Ticks) -> NDArray[np.float64]:
    """Ranks around zero; equal values share theirs."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts + 1) / 2)[which]
    return ranks - ranks.mean()


class _Runs:
    """Starts and finishes of all runs by place, and which links held back their successors."""

    def __init__(self, passes: Passes, durations: Mapping[int, Ticks], runs: int) -> None:
        self.passes, self.network, self.durations, self.runs = passes, passes.network, durations, runs
        count = len(self.network.tasks)
        self.start: list[Ticks] = [np.zeros(0, np.int64)] * count
        self.finish: list[Ticks] = [np.zeros(0, np.int64)] * count
        self.held: dict[tuple[int, int], NDArray[np.bool_]] = {}
        """By place and the number of the link: in which runs it is what decides the start."""
        self.finish_of_all = np.zeros(runs, np.int64)

    def run(self) -> None:
        """Forwards through the network."""
        count, tasks = len(self.network.tasks), self.network.tasks
        for place in self.network.order:
            if place < count:
                self.start[place], self.finish[place] = self._early(place, tasks[place], self.passes.stretches[place])
            elif place < 2 * count:
                below = list(self.network.leaves(place - count))
                self.start[place - count] = np.min([self.start[leaf] for leaf in below], axis=0)
                self.finish[place - count] = np.max([self.finish[leaf] for leaf in below], axis=0)
        active = [self.finish[place] for place in self.passes.leaves if not tasks[place].inactive]
        self.finish_of_all = np.max(active, axis=0) if active else np.full(self.runs, self.passes.project_finish)

    def _early(self, place: int, task: Task, stretch: Stretch | None) -> tuple[Ticks, Ticks]:
        passes = self.passes
        if stretch is None or task.actual_finish is not None or task.manual:
            start, finish = passes._early(place)
            return np.full(self.runs, start), np.full(self.runs, finish)
        if task.actual_start is not None:
            start, planned = passes._early(place)
            finish = self._finish(place, stretch, np.full(self.runs, start))
            if place not in self.durations or task.resume is not None:  # what is in hand and was interrupted goes on as planned
                finish = np.full(self.runs, planned)
            return np.full(self.runs, start), finish
        asked = [self._asked(edge, place, stretch) for edge in self.network.into[place]]
        start = driven = self._driven(place, task, stretch, asked)
        kind, at = task.constraint, task.constraint_at
        if at is not None:
            if kind == MUST_START:
                start = np.full(self.runs, at)
            elif kind == MUST_FINISH:
                start = self._start(place, stretch, np.full(self.runs, at))
            elif kind == START_FROM:
                start = np.maximum(start, at)
            elif kind == FINISH_FROM:
                start = np.maximum(start, self._start(place, stretch, np.full(self.runs, at)))
            elif kind == START_BY:
                start = np.minimum(start, at)
            elif kind == FINISH_BY:
                start = np.minimum(start, self._start(place, stretch, np.full(self.runs, at)))
        if passes.earliest[place] is not None:
            start = np.maximum(start, passes.earliest[place])
        start = np.where(start == driven, start, self._begin(place, task, stretch, start))
        for number, one in enumerate(asked):
            if len(asked) > 1 or at is not None or passes.earliest[place] is not None:
                if task.duration or task.delay:
                    one = self._begin(place, task, stretch, one)
                one = self._begin(place, task, stretch, one + task.delay) if task.delay else one
                self.held[place, number] = one >= start
            else:
                self.held[place, number] = one >= self.passes.project_start
        return start, self._finish(place, stretch, start)

    def _driven(self, place: int, task: Task, stretch: Stretch, asked: Sequence[Ticks]) -> Ticks:
        if asked:
            first = self.passes.project_start  # nothing is drawn before it by its finish
            kinds = (edge[2] for edge in self.network.into[place])
            start = np.max([np.maximum(one, first) if kind == FF else one for one, kind in zip(asked, kinds, strict=True)], axis=0)
            if not task.duration and not task.delay:  # a milestone stands where links put it
                return start
        elif task.constraint in (START_FROM, FINISH_FROM):
            start = np.full(self.runs, task.constraint_at)
            if task.constraint == FINISH_FROM:
                start = self._start(place, stretch, start)
        else:
            start = np.full(self.runs, self.passes.project_start)
        start = self._begin(place, task, stretch, start)
        return self._begin(place, task, stretch, start + task.delay) if task.delay else start

    def _asked(self, edge: Edge, place: int, stretch: Stretch) -> Ticks:
        before, _, kind, lag, elapsed = edge
        at = self.finish[before] if kind in (FS, FF) else self.start[before]
        if kind in (FF, SF):
            at = self._start(place, stretch, at)
        if lag:
            at = at + lag if elapsed else _after(self.passes.clocks[place], at, np.full(self.runs, lag))
        return at

    def _begin(self, place: int, task: Task, stretch: Stretch, at: Ticks) -> Ticks:
        start = _next_of(stretch, at)
        if not task.duration:
            clock = self.passes.clocks[place]
            if isinstance(clock, WorkTime):
                start = np.where(clock.finishes(clock.counts(at)) == at, at, start)
        return start

    # ------------------------------------------------------------------ durations
    def _parts(self, place: int, stretch: Stretch) -> list[tuple[Clock, Ticks]]:
        """Whose time it takes and how much of it; what people give grows and shrinks with the duration."""
        drawn = self.durations.get(place)
        if isinstance(stretch, Own):
            return [(stretch.clock, np.full(self.runs, stretch.duration) if drawn is None else drawn)]
        most = max(whole for _, whole, *_ in stretch.parts)
        return [
            (clock, np.full(self.runs, whole) if drawn is None else np.rint(drawn * (whole / most)).astype(np.int64) if most else drawn)
            for clock, whole, *_ in stretch.parts
        ]  # fmt: skip

    def _finish(self, place: int, stretch: Stretch, start: Ticks) -> Ticks:
        parts = self._parts(place, stretch)
        return _after(parts[0][0], start, parts[0][1]) if len(parts) == 1 else np.max([_after(clock, start, amount) for clock, amount in parts], axis=0)

    def _start(self, place: int, stretch: Stretch, finish: Ticks) -> Ticks:
        return np.min([_after(clock, finish, -amount) for clock, amount in self._parts(place, stretch)], axis=0)

    # ------------------------------------------------------------------ what decides the finish
    def critical(self) -> list[NDArray[np.bool_]]:
        """By place: in which runs a task is on a way of links that decides the finish."""
        count = len(self.network.tasks)
        found = [np.zeros(self.runs, bool) for _ in range(count)]
        starts_decide = [np.zeros(self.runs, bool) for _ in range(count)]
        """Of summaries: what waits for their start is critical."""
        for place in self.passes.leaves:
            if not self.network.tasks[place].inactive:
                clock = self.passes.clocks[place]
                found[place] |= clock.counts(self.finish[place]) >= clock.counts(self.finish_of_all)
        for place in reversed(self.network.order):
            if place < count:
                for number, edge in enumerate(self.network.into[place]):
                    held = self.held.get((place, number))
                    if held is not None:
                        to = found if edge[2] in (FS, FF) or not self.network.children[edge[0]] else starts_decide
                        to[edge[0]] |= held & found[place]
            elif place < 2 * count:
                above = place - count
                for leaf in self.network.leaves(above):
                    found[leaf] |= found[above] & (self.finish[leaf] == self.finish[above])
                    found[leaf] |= starts_decide[above] & (self.start[leaf] == self.start[above])
        return found


def _next_of(stretch: Stretch, at: Ticks) -> Ticks:
    """The first moments from `at` on at which work can begin."""
    if isinstance(stretch, Own):
        return _next(stretch.clock, at)
    return np.min([_next(clock, at) for clock, *_ in stretch.parts], axis=0)


def _next(clock: Clock, at: Ticks) -> Ticks:
    return clock.starts(clock.counts(at)) if isinstance(clock, WorkTime) else at


def _after(clock: Clock, at: Ticks, amount: Ticks) -> Ticks:
    """The earliest moments by which `amount` is done; backwards and as late as possible where it is negative."""
    if not isinstance(clock, WorkTime):
        return at + amount
    counts = clock.counts(at) + amount
    if (amount > 0).all():
        return clock.finishes(counts)
    if (amount < 0).all():
        return clock.starts(counts)
    return np.where(amount > 0, clock.finishes(counts), np.where(amount < 0, clock.starts(counts), at))
