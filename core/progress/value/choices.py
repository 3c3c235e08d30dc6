"""What was chosen of how tasks earn: the rule, the weights of milestones within a task, and what was cancelled. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core import fields
from core.errors import Refusal
from core.progress.value.rules import Earning
from core.words import N_

NAME_LIMIT, REASON_LIMIT, MOST_PARTS = 80, 300, 30
PROJECT = 0
"""In the place of a task's number: what holds for all tasks of a project for which nothing else was chosen."""
OF_PROJECT = (Earning.PERCENT, Earning.HALVES, Earning.WHOLE)
"""What can hold for all tasks; milestones and level of effort are a task's."""


class WeightsNotWhole(Refusal):
    message = N_("The weights of the milestones make {sum} percent. Change them so that they make 100.")


class WeightNotAPercentage(Refusal):
    message = N_("The weight of “{name}” must be a whole number from 1 to 100 percent.")


class NoMilestones(Refusal):
    message = N_("This rule needs milestones with their weights: at least one, at most {most}.")


class NotForAll(Refusal):
    message = N_("Weighted milestones and level of effort are chosen for single tasks. Choose another rule for the project.")


class ReachedTomorrow(Refusal):
    message = N_("“{name}” cannot have been reached on a day to come. Choose today or an earlier day.")


class IsCancelled(Refusal):
    message = N_("“{task}” is cancelled. Whoever leads the project can take it up again.")


class IsFinished(Refusal):
    message = N_("“{task}” is finished. What is done is not cancelled; it counts as what it is.")


class NotCancelled(Refusal):
    message = N_("“{task}” is not cancelled. Reload the page to see where it stands.")


@dataclass(frozen=True)
class Part:
    """A milestone within a task: its weight in percent, when it is planned (None: with the task's finish), when it was reached."""

    name: str
    percent: int
    planned_on: date | None = None
    reached_on: date | None = None


@dataclass(frozen=True)
class Choice:
    """What was chosen of a task. Without a rule that of the project holds."""

    rule: Earning | None = None
    parts: tuple[Part, ...] = ()
    cancelled_on: date | None = None
    reason: str = ""


NOTHING = Choice()


def cleaned(parts: Sequence[Part], today: date) -> tuple[Part, ...]:
    """The milestones as they are kept. Refuses NoMilestones, WeightNotAPercentage, WeightsNotWhole, ReachedTomorrow, Empty, TooLong."""
    if not 1 <= len(parts) <= MOST_PARTS:
        raise NoMilestones(most=MOST_PARTS)
    found = []
    for one in parts:
        name = fields.line(one.name, N_("Milestone"), NAME_LIMIT)
        if not 1 <= one.percent <= 100:
            raise WeightNotAPercentage(name=name)
        if one.reached_on is not None and one.reached_on > today:
            raise ReachedTomorrow(name=name)
        found.append(replace(one, name=name))
    if (whole := sum(one.percent for one in found)) != 100:
        raise WeightsNotWhole(sum=whole)
    return tuple(found)


def standing(choices: Mapping[int, Choice], uid: int) -> Earning:
    """The rule by which a task earns: its own, else the project's, else by percent done."""
    return choices.get(uid, NOTHING).rule or choices.get(PROJECT, NOTHING).rule or Earning.PERCENT


def cancelled(choices: Mapping[int, Choice], day: date) -> frozenset[int]:
    """The tasks that were cancelled by the end of a day."""
    return frozenset(uid for uid, one in choices.items() if one.cancelled_on is not None and one.cancelled_on <= day)


def told(parts: Sequence[Part]) -> list[dict[str, object]]:
    """As they are kept in a document."""
    return [
        {"name": one.name, "percent": one.percent, "planned_on": one.planned_on and one.planned_on.isoformat(), "reached_on": one.reached_on and one.reached_on.isoformat()}
        for one in parts
    ]  # fmt: skip


def read(document: Sequence[Mapping[str, object]]) -> tuple[Part, ...]:
    """The milestones of a document."""

    def day(value: object) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else None

    return tuple(Part(str(one["name"]), int(str(one["percent"])), day(one["planned_on"]), day(one["reached_on"])) for one in document)
