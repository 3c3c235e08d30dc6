"""The life of a scoring sheet, what is missing before it can be submitted, and what refuses. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.inspection.rules import Given, Mark, Scheme, Veto, fraction
from core.settings.rules import INSPECTION, PIECES, Setting, declare
from core.words import N_

NOTE_LIMIT = 2000
REASON_LIMIT = 1000
SIGNATURE_LIMIT = 60
FILES_PER_ITEM = 12

FILES_AN_ITEM = declare(Setting(
    "inspection.files_per_item", INSPECTION, N_("Most photos and files an item"),
    N_("More are refused when they are added; what is stored already stays."),
    FILES_PER_ITEM, least=1, most=50, unit=PIECES, per_department=True,
))  # fmt: skip


class State(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    SUBMITTED = "submitted"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    CONTESTED = "contested"
    UPHELD = "upheld"
    SUPERSEDED = "superseded"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return {
            State.PLANNED: N_("Planned"),
            State.OPEN: N_("To score"),
            State.SUBMITTED: N_("Submitted"),
            State.RELEASED: N_("Released"),
            State.ACKNOWLEDGED: N_("Acknowledged"),
            State.CONTESTED: N_("Contested"),
            State.UPHELD: N_("Upheld"),
            State.SUPERSEDED: N_("Superseded"),
            State.MISSED: N_("Missed"),
        }[self]


COUNTED = frozenset({State.SUBMITTED, State.RELEASED, State.ACKNOWLEDGED, State.CONTESTED, State.UPHELD})
"""States whose score counts in the results."""
PUBLISHED = frozenset({State.RELEASED, State.ACKNOWLEDGED, State.CONTESTED, State.UPHELD})
"""States that the inspected side sees."""


class Locked(Refusal):
    message = N_("This sheet is submitted and locked. A correction is made as a revision, with a reason.")


class NotStarted(Refusal):
    message = N_("The round has not started yet.")


class RoundOver(Refusal):
    message = N_("The round is closed; nothing can be submitted any more. Ask the round's leader.")


def check_open(state: str) -> None:
    """Refuse writing into a sheet that is not open: NotStarted, RoundOver, Locked."""
    if state == State.PLANNED:
        raise NotStarted()
    if state == State.MISSED:
        raise RoundOver()
    if state != State.OPEN:
        raise Locked()


class Incomplete(Refusal):
    message = N_("{count} items are not finished yet; the list below names them.")


class SignatureDiffers(Refusal):
    message = N_("Please sign with your name exactly as it stands in your account: {name}")


class AnsweredElsewhere(Refusal):
    message = N_("This item was answered on another device in the meantime. Both answers are shown: choose one.")


class ReasonUnknown(Refusal):
    message = N_("Choose a reason why the item does not apply.")


class TooManyFiles(Refusal):
    message = N_("An item takes at most {limit} files.")


class ContestedAlready(Refusal):
    message = N_("This result was contested before. The decision on it is final.")


class NotYourDecision(Refusal):
    message = N_("A contest is decided by somebody who neither scored the sheet nor belongs to the inspected side.")


class Lack(StrEnum):
    """Why an item is not finished."""

    ANSWER = "answer"
    EVIDENCE = "evidence"
    GROUNDS = "grounds"

    @property
    def label(self) -> str:
        return {
            Lack.ANSWER: N_("no answer yet"),
            Lack.EVIDENCE: N_("a photo or file is required"),
            Lack.GROUNDS: N_("a veto needs a note or a photo"),
        }[self]


@dataclass(frozen=True)
class Unfinished:
    item_id: int
    lack: Lack


def unfinished(
    scheme: Scheme,
    answers: Mapping[int, Given],
    evidence_required: Collection[int],
    with_evidence: Collection[int],
    with_note: Collection[int],
) -> list[Unfinished]:
    """What keeps a sheet from being submitted, in the order of the items."""
    found = []
    for item in scheme.items:
        given = answers.get(item.id)
        if given is None:
            found.append(Unfinished(item.id, Lack.ANSWER))
        elif given.mark is Mark.RATED and given.raw is not None:
            if item.id in evidence_required and item.id not in with_evidence:
                found.append(Unfinished(item.id, Lack.EVIDENCE))
            vetoes = item.veto is not Veto.NONE and fraction(item.scale, given.raw) == 0
            if vetoes and item.id not in with_evidence and item.id not in with_note:
                found.append(Unfinished(item.id, Lack.GROUNDS))
    return found


def signed_as(signature: str, names: Collection[str]) -> bool:
    """Whether the typed name is one of the person's names, whatever the spaces and case."""
    typed = "".join(signature.split()).casefold()
    return bool(typed) and typed in {"".join(name.split()).casefold() for name in names}
