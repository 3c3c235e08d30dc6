"""What is prepared before a service begins, when it counts as ready, and how much of it is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.notice.rules import Kind as Notice
from core.notice.rules import declare
from core.words import N_

TEXT_LIMIT, REASON_LIMIT, QUALIFICATION_LIMIT, NOTE_LIMIT = 200, 300, 160, 1000
MOST_LINES, FILES = 200, 10
SOON = 30
"""Days before a qualification runs out on which it is said."""
STEPS = (SOON, 7, -1)
"""It is told so many days before; the last: when it has run out."""
RUNS_OUT = declare(Notice("preparation", N_("A qualification that a service of mine needs runs out")))
ITEMS, PROJECT_KINDS = "preparation_item", "project_kind"
"""Reference tables. An item's kind is what its code begins with: `tool_headset`."""


class Kind(StrEnum):
    TOOL = "tool"
    SOFTWARE = "software"
    MATERIAL = "material"
    STAFF = "staff"
    PLACE = "place"
    TIDINESS = "tidiness"
    DIGITAL = "digital"

    @property
    def label(self) -> str:
        return {
            Kind.TOOL: N_("Tools"), Kind.SOFTWARE: N_("Software"), Kind.MATERIAL: N_("Material"), Kind.STAFF: N_("Qualified people"), Kind.PLACE: N_("Place and devices"),
            Kind.TIDINESS: N_("Tidiness"), Kind.DIGITAL: N_("Digital tools"),
        }[self]  # fmt: skip


class State(StrEnum):
    """What somebody has said of a line."""

    OPEN = "open"
    READY = "ready"
    NOT_NEEDED = "not_needed"


class Standing(StrEnum):
    """How a line stands on a day."""

    OPEN = "open"
    LATE = "late"
    READY = "ready"
    RAN_OUT = "ran_out"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        return {
            Standing.OPEN: N_("Not ready yet"), Standing.LATE: N_("Not ready, overdue"), Standing.READY: N_("Ready"), Standing.RAN_OUT: N_("Qualification ran out"),
            Standing.NOT_NEEDED: N_("Not needed"),
        }[self]  # fmt: skip


class TooManyLines(Refusal):
    message = N_("A list of preparations takes at most {limit} lines. Delete what is not needed first.")


class NotOfTheTeam(Refusal):
    message = N_("Choose an active member of the project's team. Others are added to the team on the page Projects.")


class WhoIsQualified(Refusal):
    message = N_("Say who is qualified, and by what, before this is ready.")


class OwnQualification(Refusal):
    message = N_("Nobody checks the own qualification. Let a colleague look at it.")


class RanOutAlready(Refusal):
    message = N_("This qualification ran out on {day}. Enter the renewed one with its new day, then check it.")


class CheckedToCome(Refusal):
    message = N_("A check cannot have been made on a day to come. Choose today or an earlier day.")


class TooManyProofs(Refusal):
    message = N_("A line takes at most {limit} files.")


class CheckedAlready(Refusal):
    message = N_("This line is checked. Open it again before it is changed or deleted.")


class HasProofs(Refusal):
    message = N_("Files were added to this line, so it stays. Say that it is not needed, with the reason.")


class NothingToTake(Refusal):
    message = N_("Everything chosen stands in the list already. Choose something else.")


def kind_of(code: str) -> Kind:
    """The kind of an item of the reference table by how its code begins; what begins with none is a tool."""
    beginning = code.partition("_")[0]
    return Kind(beginning) if beginning in set(Kind) else Kind.TOOL


def proposed(entries: Iterable[str], kinds: Mapping[str, Sequence[str]], project_kind: str) -> list[str]:
    """The items that a project of a kind begins with, in the order of `entries`.

    `kinds`: which project kinds each shipped item is meant for; what is not named there (added here) is meant for all.
    """
    return [code for code in entries if code not in kinds or not kinds[code] or project_kind in kinds[code]]


def standing(state: State, *, due_on: date | None, valid_until: date | None, today: date) -> Standing:
    """How a line stands on a day; a qualification holds to the end of its last day."""
    if state is State.NOT_NEEDED:
        return Standing.NOT_NEEDED
    if state is State.READY:
        return Standing.RAN_OUT if valid_until is not None and valid_until < today else Standing.READY
    return Standing.LATE if due_on is not None and due_on < today else Standing.OPEN


def due_step(valid_until: date, today: date, told: int | None) -> int | None:
    """The step of STEPS that has come and was not told yet; None: nothing is to be told."""
    step = min((one for one in STEPS if (valid_until - today).days <= one), default=None)
    return step if step is not None and (told is None or step < told) else None


@dataclass(frozen=True)
class Line:
    """A line as somebody writes it. `person_id`, `qualification` and `valid_until` are of the kind STAFF only."""

    kind: Kind
    text: str
    responsible_id: int | None = None
    due_on: date | None = None
    person_id: int | None = None
    qualification: str = ""
    valid_until: date | None = None


def check_ready(line: Line, *, checker_id: int, checked_on: date, today: date, told: str) -> None:
    """Whether a line may be called ready; `told`: its last valid day in words. Refuses CheckedToCome, WhoIsQualified, OwnQualification, RanOutAlready."""
    if checked_on > today:
        raise CheckedToCome()
    if line.kind is not Kind.STAFF:
        return
    if line.person_id is None or not line.qualification:
        raise WhoIsQualified()
    if line.person_id == checker_id:
        raise OwnQualification()
    if line.valid_until is not None and line.valid_until < today:
        raise RanOutAlready(day=told)


@dataclass(frozen=True)
class Share:
    """How far a preparation is: `ready` of `needed` lines; `ran_out` of them were ready once, `late` are overdue."""

    needed: int = 0
    ready: int = 0
    ran_out: int = 0
    late: int = 0

    @property
    def whole(self) -> bool:
        return bool(self.needed) and self.ready == self.needed

    @property
    def share(self) -> float | None:
        """None where nothing is needed, or nothing is written yet."""
        return self.ready / self.needed if self.needed else None


def counted(standings: Iterable[Standing]) -> Share:
    """The same figure from lines at hand; what the database counts must agree with it."""
    found: list[Any] = list(standings)
    return Share(
        sum(one is not Standing.NOT_NEEDED for one in found), found.count(Standing.READY), found.count(Standing.RAN_OUT), found.count(Standing.LATE)
    )
