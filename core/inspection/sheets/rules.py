"""The life of a scoring sheet, what is missing before it can be submitted, and what refuses. Pure."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from core.errors import Refusal
from core.inspection.rules import Demand, Given, Mark, Veto, fraction, together
from core.inspection.templates.rules import ItemDraft
from core.settings.rules import INSPECTION, PIECES, WORKDAYS, Setting, declare
from core.words import N_

NOTE_LIMIT = 2000
LABEL_LIMIT, REMARK_LIMIT = 80, 1000
REASON_LIMIT = 1000
SIGNATURE_LIMIT = 60
CONTEXT_FACTORS = "context_factor"
"""The reference table of what may weigh on the work that is scored."""
CONTEXT_LIMIT = 500
FILES_PER_ITEM = 12

FILES_AN_ITEM = declare(Setting(
    "inspection.files_per_item", INSPECTION, N_("Most photos and files an item"),
    N_("More are refused when they are added; what is stored already stays."),
    FILES_PER_ITEM, least=1, most=50, unit=PIECES, per_department=True,
))  # fmt: skip


APPEAL_DAYS = declare(Setting(
    "inspection.appeal_days", INSPECTION, N_("Time to contest a result"),
    N_("Working days after the day on which the result was first released. A correction does not start them again."),
    10, least=1, most=60, unit=WORKDAYS, per_department=True,
))  # fmt: skip
REVIEW_DAYS = declare(Setting(
    "inspection.review_days", INSPECTION, N_("Time to ask for the final review"),
    N_("Working days after the day on which a contest was decided."),
    5, least=1, most=60, unit=WORKDAYS, per_department=True,
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
    VOIDED = "voided"
    """About the wrong object, as was decided: kept with its reason, counted nowhere."""

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
            State.VOIDED: N_("Voided"),
        }[self]


COUNTED = frozenset({State.SUBMITTED, State.RELEASED, State.ACKNOWLEDGED, State.CONTESTED, State.UPHELD})
"""States whose score counts in the results."""
PUBLISHED = frozenset({State.RELEASED, State.ACKNOWLEDGED, State.CONTESTED, State.UPHELD})
"""States that the inspected side sees."""
SHOWN = PUBLISHED | {State.VOIDED}
"""The same with what was voided since: whose it was not may read why."""


class Wrong(StrEnum):
    """What is wrong of a sheet's object, where the inspected side says that it was not theirs."""

    PROJECT = "project"
    PERIOD = "period"
    RECORD = "record"

    @property
    def label(self) -> str:
        return {
            Wrong.PROJECT: N_("Another project was inspected"),
            Wrong.PERIOD: N_("It lies outside the period"),
            Wrong.RECORD: N_("Other records than ours were looked at"),
        }[self]


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


class InstanceUnknown(Refusal):
    message = N_("This record does not belong to this checkpoint of the sheet, or was removed. Choose one of those that are listed.")


class LabelTaken(Refusal):
    message = N_("“{label}” is listed already. Give this one another name or number.")


class TooManyInstances(Refusal):
    message = N_("There are {most} already, and the checklist asks for no more.")


class TooFewInstances(Refusal):
    message = N_("“{checkpoint}” needs at least {least}, and there are {count}. Add the others first.")


class ReasonUnknown(Refusal):
    message = N_("Choose a reason why the item does not apply.")


class TooManyFiles(Refusal):
    message = N_("An item takes at most {limit} files.")


class ContestedAlready(Refusal):
    message = N_("This result was contested and reviewed before. The decision on it is final.")


class ContestTooLate(Refusal):
    message = N_("Until {day} this result could be contested; since then it stands.")


class OnlyWhatWasContested(Refusal):
    message = N_("The final review looks at what was contested before. Choose among those items.")


class NotRescored(Refusal):
    message = N_("Score the contested items yourself first, without seeing the answers; then decide.")


class RescoredAlready(Refusal):
    message = N_("You scored these items already. What you said then stays as it is.")


class DecidedBefore(Refusal):
    message = N_("The final review is decided by somebody who did not decide the first contest.")


class ObjectContested(Refusal):
    message = N_("Whether this was the right object is to be decided first. Decide that, then the score.")


class NotYourDecision(Refusal):
    message = N_("A contest is decided by somebody who neither scored the sheet nor belongs to the inspected side.")


class Lack(StrEnum):
    """Why an item is not finished."""

    ANSWER = "answer"
    EVIDENCE = "evidence"
    NOTE = "note"
    GROUNDS = "grounds"

    @property
    def label(self) -> str:
        return {
            Lack.ANSWER: N_("no answer yet"),
            Lack.EVIDENCE: N_("a photo or file is required"),
            Lack.NOTE: N_("a note is required"),
            Lack.GROUNDS: N_("a veto needs a note or a photo"),
        }[self]


class Spot(NamedTuple):
    """Where an answer belongs: an item, and of a repeated checkpoint which of its instances (0: it is answered once)."""

    item_id: int
    instance: int = 0


def spot(key: "int | Spot") -> Spot:
    """A spot, also of an item's plain id."""
    return key if isinstance(key, Spot) else Spot(key)


@dataclass(frozen=True)
class Unfinished:
    item_id: int
    lack: Lack
    instance: int = 0


def unfinished(
    drafts: Mapping[int | Spot, ItemDraft],
    answers: Mapping[int | Spot, Given],
    with_evidence: Collection[int | Spot],
    with_note: Collection[int | Spot],
    contested: Collection[int | Spot] = (),
) -> list[Unfinished]:
    """What keeps a sheet from being submitted, in the order of `drafts` (by spot, or by item id where nothing is repeated).

    `contested`: measured items whose fact is.
    """
    return [
        Unfinished(spot(key).item_id, lack, spot(key).instance)
        for key, draft in drafts.items()
        for lack in lacks(draft, answers.get(key), evidence=key in with_evidence, note=key in with_note, contested=key in contested)
    ]


def by_item(spots: Iterable[Spot], given: Mapping[Spot, Given]) -> dict[int, Given]:
    """The answers by item: those of the instances together; an item that any of them left open is not among them."""
    found: dict[int, Given | None] = {}
    repeated: dict[int, list[Given | None]] = {}
    for place in spots:
        if place.instance:
            repeated.setdefault(place.item_id, []).append(given.get(place))
        else:
            found[place.item_id] = given.get(place)
    found |= {item_id: together(said) for item_id, said in repeated.items()}
    return {item_id: one for item_id, one in found.items() if one is not None}


def check_label(label: str, others: Iterable[str]) -> None:
    """Refuse a label that another instance bears, whatever its spaces and case: LabelTaken."""
    if any(same_label(label, one) for one in others):
        raise LabelTaken(label=label)


def same_label(one: str, other: str) -> bool:
    """Whether two labels name the same, whatever their spaces, width and case."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def lacks(draft: ItemDraft, given: Given | None, *, evidence: bool, note: bool, contested: bool = False) -> tuple[Lack, ...]:
    """What an item still lacks, given its answer and whether it has evidence and a note.

    A bonus item may stay open, and proves only what it claims.
    """
    if given is None:
        return () if draft.bonus else (Lack.ANSWER,)
    if contested:  # what is measured is put aside for a reason only
        return () if note else (Lack.NOTE,)
    if given.mark is not Mark.RATED or given.raw is None:
        return ()
    earned = fraction(draft.scale, given.raw, given.checked)
    asked = draft.demanded(earned)
    claims = not draft.bonus or earned > 0
    found = []
    if not evidence and ((draft.evidence_required and claims) or Demand.EVIDENCE in asked):
        found.append(Lack.EVIDENCE)
    if not note and Demand.NOTE in asked:
        found.append(Lack.NOTE)
    if not found and not evidence and not note and draft.veto is not Veto.NONE and earned == 0:
        found.append(Lack.GROUNDS)
    return tuple(found)


def signed_as(signature: str, names: Collection[str]) -> bool:
    """Whether the typed name is one of the person's names, whatever the spaces and case."""
    typed = "".join(signature.split()).casefold()
    return bool(typed) and typed in {"".join(name.split()).casefold() for name in names}


@dataclass(frozen=True)
class Position:
    """An answer that somebody stands for: proposed, given blind, or decided."""

    mark: Mark
    raw: Decimal | None = None
    na_reason: str | None = None
    checked: int | None = None


@dataclass(frozen=True)
class Blind:
    """What somebody who may decide scored a contested item at before seeing its answer."""

    by: dict[str, str]
    by_id: int
    at: datetime
    position: Position
