"""The five sections of a summary report, what it tells, and how that is frozen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.review.facts.rules import Facts
from core.words import N_

TEXT_LIMIT = 6000
MOST = 100
"""Lines of each list."""
ISSUED = notice.declare(notice.Kind("summary_report", N_("A summary report of my project was issued"), notice.Mail.DIGEST))


class Section(StrEnum):
    TARGETS = "targets"
    DATES = "dates"
    RESULT = "result"
    PROBLEMS = "problems"
    LESSONS = "lessons"

    @property
    def label(self) -> str:
        return {
            Section.TARGETS: N_("Targets reached"), Section.DATES: N_("Key dates"), Section.RESULT: N_("Result against expectation"), Section.PROBLEMS: N_("Problems and measures"),
            Section.LESSONS: N_("Lessons"),
        }[self]  # fmt: skip

    @property
    def hint(self) -> str:
        return {
            Section.TARGETS: N_("Which objectives were reached, which were not, and why"), Section.DATES: N_("Which dates were kept or missed, and what moved them"),
            Section.RESULT: N_("What the customer and we expected, and what came of it"), Section.PROBLEMS: N_("What went wrong, what was done about it, what is left to do"),
            Section.LESSONS: N_("What the next project should do again, and what not"),
        }[self]  # fmt: skip


class State(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"


class SectionsEmpty(Refusal):
    message = N_("These sections say nothing yet: {sections}. Write them, then issue the report; what you wrote is kept.")


class ReportIssued(Refusal):
    message = N_("Edition {number} is issued and stays as it is. Begin the next edition to say something else.")


class DraftThere(Refusal):
    message = N_("Edition {number} is being written already. Go on with that one.")


@dataclass(frozen=True)
class Stone:
    """A milestone: when it was promised first, when it is or was."""

    name: str
    planned: date | None
    on: date
    reached: bool


@dataclass(frozen=True)
class Judged:
    """A closed review: its total and its dimensions, by name, and which groups did not count."""

    code: str
    point: str
    on: date
    total: Decimal | None
    dimensions: tuple[tuple[Mapping[str, str], Decimal], ...]
    missing: tuple[str, ...]
    """Codes of groups."""


@dataclass(frozen=True)
class Target:
    """An objective of the charter."""

    text: str
    number: Decimal | None
    unit: str
    by: date | None


@dataclass(frozen=True)
class Problem:
    """A nonconformity: what it was, its cause, how it ended."""

    code: str
    title: str
    state: str
    effect: str


@dataclass(frozen=True)
class Lesson:
    """An article of the library that was learned in this project."""

    code: str
    title: str
    advice: str
    approved: bool


@dataclass(frozen=True)
class Overrun:
    """What the reference class says of a ratio; None where it says nothing."""

    n: int
    own: Decimal | None
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Contents:
    """What a report tells beside its words: values and messages, no sentence in any language."""

    code: str
    name: Mapping[str, str]
    customer: Mapping[str, str]
    manager: Mapping[str, str]
    starts: date | None
    promised: date | None
    finish: date | None
    targets: tuple[Target, ...]
    stones: tuple[Stone, ...]
    facts: Facts
    reviews: tuple[Judged, ...]
    problems: tuple[Problem, ...]
    met: int
    surprises: int
    risks: int
    lessons: tuple[Lesson, ...]
    time: Overrun
    cost: Overrun


_FORM = TypeAdapter(Contents)


def frozen(one: Contents) -> dict[str, object]:
    """The contents as they are kept: plain JSON, decimals as text."""
    found: dict[str, object] = _FORM.dump_python(one, mode="json")
    return found


def thawed(kept: Mapping[str, object]) -> Contents:
    """What was frozen."""
    return _FORM.validate_python(kept)


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """The words of all sections, clean; empty ones stay empty. Refuses TooLong."""
    return {one.value: fields.paragraph(texts.get(one.value, ""), one.label, TEXT_LIMIT, needed=False) for one in Section}


def empty(texts: Mapping[str, str]) -> list[Section]:
    """The sections that say nothing."""
    return [one for one in Section if not texts.get(one.value, "").strip()]
