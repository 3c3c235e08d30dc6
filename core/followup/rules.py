"""The life of a follow-up: its states, who may not verify, what a due day may be, when whom to remind. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from core.errors import Refusal, WrongState
from core.notice import rules as notice
from core.settings.rules import DAYS, FOLLOW_UP, Setting, declare
from core.words import N_

TITLE_LIMIT = 160
TEXT_LIMIT = 2000
REASON_LIMIT = 1000
FILES_PER_FOLLOW_UP = 24
DUE_WITHIN = timedelta(days=3 * 366)
"""Later than this is a slip of the finger: such a day never comes for anybody who is asked about it."""


class Kind(StrEnum):
    RECTIFICATION = "rectification"
    CORRECTIVE = "corrective"
    RISK = "risk"
    DECISION = "decision"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> str:
        return {
            Kind.RECTIFICATION: N_("Rectification"),
            Kind.CORRECTIVE: N_("Corrective measure"),
            Kind.RISK: N_("Step against a risk"),
            Kind.DECISION: N_("Decision of a meeting"),
            Kind.IMPROVEMENT: N_("Improvement"),
        }[self]


class Priority(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def label(self) -> str:
        return {Priority.HIGH: N_("High"), Priority.NORMAL: N_("Normal"), Priority.LOW: N_("Low")}[self]


class State(StrEnum):
    TODO = "todo"
    IN_HAND = "in_hand"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            State.TODO: N_("To do"),
            State.IN_HAND: N_("In hand"),
            State.TO_VERIFY: N_("To verify"),
            State.CLOSED: N_("Closed"),
            State.CANCELLED: N_("Cancelled"),
        }[self]


WITH_OWNER = frozenset({State.TODO, State.IN_HAND})
"""States in which the owner has something to do; only these can be overdue."""
OPEN = frozenset({State.TODO, State.IN_HAND, State.TO_VERIFY})


class Step(StrEnum):
    """What happened to a follow-up; the timeline is made of these."""

    OPENED = "opened"
    PLANNED = "planned"
    REPORTED = "reported"
    RETURNED = "returned"
    CLOSED = "closed"
    EFFECTIVE = "effective"
    REOPENED = "reopened"
    RECURRED = "recurred"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_REFUSED = "extension_refused"
    HANDED_OVER = "handed_over"
    REMINDED = "reminded"
    MOVED = "moved"

    @property
    def label(self) -> str:
        return {
            Step.OPENED: N_("Opened"),
            Step.PLANNED: N_("Measure written"),
            Step.REPORTED: N_("Reported as done"),
            Step.RETURNED: N_("Returned"),
            Step.CLOSED: N_("Verified and closed"),
            Step.EFFECTIVE: N_("Found effective"),
            Step.REOPENED: N_("Not effective, opened again"),
            Step.RECURRED: N_("The weakness came back"),
            Step.CANCELLED: N_("Cancelled"),
            Step.CORRECTED: N_("Cancelled, because the result was corrected"),
            Step.EXTENSION_ASKED: N_("More time asked for"),
            Step.EXTENDED: N_("More time granted"),
            Step.EXTENSION_REFUSED: N_("More time refused"),
            Step.HANDED_OVER: N_("Handed over"),
            Step.REMINDED: N_("Reminded"),
            Step.MOVED: N_("Its source was corrected"),
        }[self]


MOVES: Mapping[Step, tuple[frozenset[State], State]] = {
    Step.PLANNED: (WITH_OWNER, State.IN_HAND),
    Step.REPORTED: (frozenset({State.IN_HAND}), State.TO_VERIFY),
    Step.RETURNED: (frozenset({State.TO_VERIFY}), State.IN_HAND),
    Step.CLOSED: (frozenset({State.TO_VERIFY}), State.CLOSED),
    Step.REOPENED: (frozenset({State.CLOSED}), State.TODO),
    Step.CANCELLED: (OPEN, State.CANCELLED),
    Step.CORRECTED: (OPEN, State.CANCELLED),
}
"""Every way from one state to the next; there is no other."""


class Effect(StrEnum):
    """Whether a closed measure helped."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return {Effect.PENDING: N_("Effect not checked yet"), Effect.EFFECTIVE: N_("Effective"), Effect.FAILED: N_("Not effective")}[self]


class Answer(StrEnum):
    """What became of a wish for more time."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return {
            Answer.WAITING: N_("Waits for an answer"),
            Answer.GRANTED: N_("Granted"),
            Answer.REFUSED: N_("Refused"),
            Answer.LAPSED: N_("No longer needed"),
        }[self]


class Rung(IntEnum):
    """Who has been told that a follow-up is overdue."""

    NOBODY = 0
    OWNER = 1
    MANAGER = 2
    HEAD = 3


class OwnVerifier(Refusal):
    message = N_("Whoever has to do it cannot verify it. Choose somebody else as verifier.")


class NotYourOwn(Refusal):
    message = N_("This is your own follow-up; somebody else decides about it.")


class CannotTakePart(Refusal):
    message = N_("{person} cannot take this on. Choose an active colleague.")


class DueInPast(Refusal):
    message = N_("The due day lies in the past. Choose today or a later day.")


class DueTooFar(Refusal):
    message = N_("The due day lies more than three years ahead. Choose an earlier one.")


class NotLonger(Refusal):
    message = N_("The new due day must be later than the present one.")


class AskedAlready(Refusal):
    message = N_("More time was asked for already; wait for the answer.")


class NotAsked(Refusal):
    message = N_("There is no wish for more time to decide.")


class EvidenceMissing(Refusal):
    message = N_("A photo or file that shows what was done is required before this can be reported as done.")


class MeasureMissing(Refusal):
    message = N_("Write down what was done before this is reported as done.")


class TooManyAttached(Refusal):
    message = N_("A follow-up takes at most {limit} files.")


class TooEarly(Refusal):
    message = N_("The effect can be checked from {day} on: a measure needs time to show whether it helps.")


class JudgedTogether(Refusal):
    message = N_("The effect of this measure is judged together with the others of {source}, on that page.")


class ElsewhereProject(Refusal):
    message = N_("What this follow-up is about belongs to another project.")


def moved(state: State, step: Step) -> State:
    """The state after `step`. Refuses WrongState."""
    before, after = MOVES[step]
    if state not in before:
        raise WrongState()
    return after


def check_pair(owner_id: int, verifier_id: int) -> None:
    """Refuse somebody who would verify the own work."""
    if owner_id == verifier_id:
        raise OwnVerifier()


def check_due(due_on: date, today: date) -> None:
    """Refuse a due day that has passed, or one so late that it never comes."""
    if due_on < today:
        raise DueInPast()
    if due_on - today > DUE_WITHIN:
        raise DueTooFar()


def check_extension(due_on: date, wanted_on: date, today: date) -> None:
    """Refuse an extension that gives no time."""
    if wanted_on <= due_on:
        raise NotLonger()
    check_due(wanted_on, today)


def check_report(measure: str, *, evidence_needed: bool, files: int) -> None:
    """Refuse to call done what says nothing of the measure or, where it is demanded, shows nothing of it."""
    if not measure:
        raise MeasureMissing()
    if evidence_needed and not files:
        raise EvidenceMissing()


YOURS = notice.declare(notice.Kind("followup", N_("Follow-ups that are yours to do or to verify")))
OVERDUE = notice.declare(notice.Kind("followup_overdue", N_("Overdue follow-ups"), notice.Mail.NOW))
EFFECT_AFTER = declare(Setting(
    "followup.effect_after", FOLLOW_UP, N_("Check of the effect after"),
    N_("So many days after a follow-up was closed, its verifier is asked whether it helped."), 30, least=1, most=365, unit=DAYS,
    per_department=True,
))  # fmt: skip
MANAGER_AFTER = declare(Setting(
    "followup.manager_after", FOLLOW_UP, N_("Overdue: tell the project manager after"),
    N_("So many days after the due day. The owner is told on the day itself."), 3, least=0, most=90, unit=DAYS, per_department=True,
))  # fmt: skip
HEAD_AFTER = declare(Setting(
    "followup.head_after", FOLLOW_UP, N_("Overdue: tell the department head after"), N_("So many days after the due day."), 7,
    least=0, most=180, unit=DAYS, per_department=True,
))  # fmt: skip


@dataclass(frozen=True)
class Ladder:
    """So many days after the due day the manager and the department head are told; the owner on the day itself."""

    manager_after: int
    head_after: int

    def reached(self, due_on: date, today: date) -> Rung:
        """The highest rung whose day has come."""
        late = (today - due_on).days
        if late >= max(self.head_after, self.manager_after):
            return Rung.HEAD
        if late >= self.manager_after:
            return Rung.MANAGER
        return Rung.OWNER if late >= 0 else Rung.NOBODY

    def climbed(self, told: Rung, due_on: date, today: date) -> tuple[Rung, ...]:
        """The rungs to be told now, each once, in order; those missed while nobody looked are made up for."""
        return tuple(rung for rung in Rung if told < rung <= self.reached(due_on, today))


def is_overdue(state: State, due_on: date, today: date) -> bool:
    """Whether the owner is late: the day after the due day, while it is still with the owner."""
    return state in WITH_OWNER and due_on < today


def verifier(owner_id: int, candidates: tuple[int | None, ...]) -> int | None:
    """The first of `candidates` who is not the owner, or None."""
    return next((one for one in candidates if one is not None and one != owner_id), None)


@dataclass(frozen=True)
class Opening:
    """A follow-up to be opened by a room as part of its own deed."""

    kind: Kind
    project_id: int
    owner_id: int
    verifier_id: int
    due_on: date
    title: Mapping[str, str]
    source_kind: str
    source_id: int
    source_code: str
    source_item: int | None = None
    """Which part of the source; one follow-up for each part."""
    topic: str = ""
    """What it is about whatever the occasion, so that a recurrence is known again: `hotline/greeting`."""
    finding: str = ""
    said: str = ""
    """A message that says why, translated for each reader, with `said_values` in its places."""
    said_values: Mapping[str, str] = field(default_factory=dict)
    priority: Priority = Priority.NORMAL
    evidence_needed: bool = False
    earlier_id: int | None = None
    """The follow-up of the same topic on an earlier occasion."""
    recurrences: int = 0
