"""What a charter says, and what differs between two of its versions. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core import fields
from core.approval.copies.rules import Change, difference
from core.errors import Refusal
from core.initiation.rules import (
    TEXT_LIMIT,
    WORDS,
    Milestone,
    Money,
    Objective,
    budget_of,
    clean_budget,
    clean_milestones,
    clean_objectives,
    kept_budget,
    kept_milestones,
    kept_objectives,
    milestones_of,
    objectives_of,
    renumbered,
    shown,
)
from core.projects.rules import EndsBeforeStart
from core.words import N_

REASON_LIMIT = 500
WHO_LIMIT = 120

SCOPE = {
    "content": N_("Service content"), "process": N_("Service process"), "standards": N_("Service standards"), "constraints": N_("Constraints"),
    "deliverables": N_("Deliverables"), "excluded": N_("What is out of scope"),
}  # fmt: skip
"""The parts of the scope by their key, in reading order."""


class UnchangedCharter(Refusal):
    message = N_("Nothing has changed since the present version, so there is no new one.")


class CharterThere(Refusal):
    message = N_("This project has its charter already.")


class ConfirmedInFuture(Refusal):
    message = N_("The customer cannot have confirmed on a day to come. Choose today or an earlier day.")


@dataclass(frozen=True)
class Content:
    """Everything a charter says, the scope included."""

    background: str = ""
    objectives: tuple[Objective, ...] = ()
    results: str = ""
    content: str = ""
    process: str = ""
    standards: str = ""
    constraints: str = ""
    deliverables: str = ""
    excluded: str = ""
    budget: tuple[Money, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[Milestone, ...] = ()


def cleaned(one: Content) -> Content:
    """The content as it is kept. Refuses TooLong, NotMoney, ForThePlan, EndsBeforeStart."""
    if one.starts_on and one.ends_on and one.ends_on < one.starts_on:
        raise EndsBeforeStart()
    labels = {"background": N_("Background"), "results": N_("Expected results")} | SCOPE
    texts = {key: fields.paragraph(getattr(one, key), label, TEXT_LIMIT, needed=False) for key, label in labels.items()}
    return replace(
        one, **texts, objectives=clean_objectives(one.objectives), budget=clean_budget(one.budget), milestones=clean_milestones(renumbered(one.objectives, one.milestones))
    )  # type: ignore[arg-type]


def document(one: Content) -> dict[str, Any]:
    """The content as plain JSON, whole: what is empty too."""
    return {
        "background": one.background, "objectives": kept_objectives(one.objectives), "results": one.results,
        **{key: getattr(one, key) for key in SCOPE},
        "budget": kept_budget(one.budget), "starts_on": one.starts_on.isoformat() if one.starts_on else None,
        "ends_on": one.ends_on.isoformat() if one.ends_on else None, "milestones": kept_milestones(one.milestones),
    }  # fmt: skip


def read(kept: Mapping[str, Any]) -> Content:
    """The content of a kept document."""
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("starts_on", "ends_on")}
    return Content(
        kept["background"], objectives_of(kept["objectives"]), kept["results"], *(kept[key] for key in SCOPE), budget_of(kept["budget"]),
        days["starts_on"], days["ends_on"], milestones_of(kept["milestones"]),
    )  # fmt: skip


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Where two documents differ, in reading order; what is empty counts as not there."""
    one, other = document(read(before)), document(read(after))  # a database may give the keys back in another order
    order = list(other)
    return tuple(sorted(difference(_ALWAYS | shown(one), _ALWAYS | shown(other)), key=lambda change: order.index(change.path[0])))


_ALWAYS = {"": ""}
"""What every document says: one that says nothing is compared part by part, too."""


def scope_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the scope itself differs: only then does the customer have to confirm anew."""
    return any(before[key] != after[key] for key in SCOPE)


@dataclass(frozen=True)
class Agreement:
    """Which version the customer agreed to."""

    number: int
    on: date


def confirmed(agreements: Sequence[Agreement], documents: Mapping[int, Mapping[str, Any]], number: int) -> Agreement | None:
    """The latest agreement that still holds for version `number`: its scope is, letter by letter, the one that was agreed to."""
    holding = (one for one in agreements if one.number in documents and not scope_changed(documents[one.number], documents[number]))
    return max(holding, key=lambda one: (one.on, one.number), default=None)


def empty_scope(one: Content) -> Iterator[str]:
    """The labels of what the scope does not say yet."""
    for key, label in SCOPE.items():
        if not getattr(one, key):
            yield label


WORDS_OF_A_CHARTER = WORDS | SCOPE | {"starts_on": N_("Starts"), "ends_on": N_("Ends")}
"""What the keys of a charter are called."""
