"""The life of a request: its states, what closes it, who may verify it, what its row says. Pure.

reported -> classified -> recorded -> in hand -> resolved -> confirmed -> archived. Reopened from anything after in hand; merged from anything before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from core.errors import Refusal, WrongState
from core.service.clocks import rules as clocks
from core.service.clocks.rules import Clock, Event, Run, Standing, Targets, Times
from core.service.rules import Degree
from core.words import N_

TITLE_LIMIT, TEXT_LIMIT, CONTACT_LIMIT, REASON_LIMIT, WHY_LIMIT = 160, 8000, 120, 400, 300
WHYS, FILES = 5, 20
ATTEMPTS = 3
HOUSE = "house:"
"""Before the kind of the record that opened a request by itself, in the place of an import's source (which knows no colon); the key is that record's code."""
LONGEST_AGO = timedelta(days=20 * 366)
CLOCK_SLIP = timedelta(minutes=2)
"""A browser's minute may be a little ahead of the server's."""


class State(StrEnum):
    REPORTED = "reported"
    CLASSIFIED = "classified"
    RECORDED = "recorded"
    IN_HAND = "in_hand"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return {
            State.REPORTED: N_("Reported"),
            State.CLASSIFIED: N_("Classified"),
            State.RECORDED: N_("Recorded"),
            State.IN_HAND: N_("In hand"),
            State.RESOLVED: N_("Resolved"),
            State.CONFIRMED: N_("Confirmed"),
            State.ARCHIVED: N_("Archived"),
            State.MERGED: N_("Merged"),
        }[self]


OPEN = frozenset({State.REPORTED, State.CLASSIFIED, State.RECORDED, State.IN_HAND})
CLOSED = frozenset({State.CONFIRMED, State.ARCHIVED})


class Step(StrEnum):
    """What happens to a request; its log is made of these. The clocks know some of them."""

    REPORTED = "reported"
    TARGETED = "targeted"
    CLASSIFIED = "classified"
    RECORDED = "recorded"
    BEGUN = "begun"
    HANDED_OVER = "handed_over"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    ATTEMPTED = "attempted"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"
    VERIFIED = "verified"
    RETURNED = "returned"
    ARCHIVED = "archived"
    REOPENED = "reopened"
    MERGED = "merged"
    VISITED = "visited"
    EXPLAINED = "explained"
    SERVED = "served"

    @property
    def label(self) -> str:
        return {
            Step.REPORTED: N_("Reported"),
            Step.TARGETED: N_("Targets set"),
            Step.CLASSIFIED: N_("Classified"),
            Step.RECORDED: N_("Recorded"),
            Step.BEGUN: N_("Work begun"),
            Step.HANDED_OVER: N_("Handed over"),
            Step.ACKNOWLEDGED: N_("Receipt acknowledged"),
            Step.RESPONDED: N_("Responded"),
            Step.PAUSED: N_("Paused"),
            Step.RESUMED: N_("Resumed"),
            Step.RESOLVED: N_("Resolved"),
            Step.ATTEMPTED: N_("Tried to reach the customer"),
            Step.CONFIRMED: N_("Confirmed by the customer"),
            Step.GIVEN_UP: N_("Closed after three attempts"),
            Step.VERIFIED: N_("Verified"),
            Step.RETURNED: N_("Not accepted when verified"),
            Step.ARCHIVED: N_("Archived"),
            Step.REOPENED: N_("Reopened"),
            Step.MERGED: N_("Merged into another request"),
            Step.VISITED: N_("Customer asked afterwards"),
            Step.EXPLAINED: N_("Cause and prevention written"),
            Step.SERVED: N_("Way of service set right"),
        }[self]


_OF_CLOCKS: Mapping[Step, clocks.Kind] = {Step(one.value): one for one in clocks.Kind}


class Visit(StrEnum):
    """How a customer answered when asked afterwards."""

    CONTENT = "content"
    NOT_CONTENT = "not_content"
    NOT_REACHED = "not_reached"

    @property
    def label(self) -> str:
        return {Visit.CONTENT: N_("Content"), Visit.NOT_CONTENT: N_("Not content"), Visit.NOT_REACHED: N_("Not reached")}[self]


class UnknownCustomer(Refusal):
    message = N_("This customer is not known here. Enter the customer on the page Customers first, then register the request.")


class ToCome(Refusal):
    message = N_("“{field}” lies in the future. Enter the moment at which it happened.")


class TooLongAgo(Refusal):
    message = N_("“{field}” lies more than twenty years ago. Check the date.")


class CloseNeedsWord(Refusal):
    message = N_("A request closes with the customer's confirmation, or after three recorded attempts on different days or at least {hours} hours apart; {count} count so far.")


class OwnWork(Refusal):
    message = N_("Whoever handled a request cannot verify it. Somebody else has to look.")


class VerifyFirst(Refusal):
    message = N_("{code} is not verified yet. Somebody other than the handler has to look at it before it is archived.")


class CannotHandle(Refusal):
    message = N_("{person} cannot take this on: choose an active colleague of the project.")


class SameHandler(Refusal):
    message = N_("{person} handles this request already.")


class SomebodyElses(Refusal):
    message = N_("{code} is in somebody else's hands. Hand it over to yourself first, with the reason.")


class AcknowledgeFirst(Refusal):
    message = N_("Acknowledge the request first: the customer should know that we have it before its clocks stand still.")


class SameMode(Refusal):
    message = N_("That is how it says already: choose another way of service.")


class NotItsType(Refusal):
    message = N_("The type does not belong to the problem class. Choose one of its types.")


class ClassifyFirst(Refusal):
    message = N_("Classify the request first: its priority and its targets follow from that.")


class NotYourself(Refusal):
    message = N_("A request cannot be merged into itself.")


class OtherCustomer(Refusal):
    message = N_("{code} belongs to another customer or project, so the two cannot be merged.")


class ShowIt(Refusal):
    message = N_("A pause needs evidence: say what shows that the wait is not ours (a mail, a call, an appointment).")


class TooManyFiles(Refusal):
    message = N_("A request takes at most {limit} files.")


class NoSuchEvent(Refusal):
    message = N_("This entry cannot be corrected: it is not the present one any more. Reload the page.")


class NoVisitDue(Refusal):
    message = N_("No follow-up call is due for {code}.")


def check_moment(at: datetime, now: datetime, field_: str) -> None:
    """Refuses ToCome, TooLongAgo."""
    if at > now + CLOCK_SLIP:
        raise ToCome(field=field_)
    if at < now - LONGEST_AGO:
        raise TooLongAgo(field=field_)


def check_type(problem_class: str, problem_type: str) -> None:
    """A type's code begins with that of its class. Refuses NotItsType."""
    if problem_type and not problem_type.startswith(f"{problem_class}_"):
        raise NotItsType()


# ------------------------------------------------------------------ the state machine


@dataclass(frozen=True)
class Life:
    """Where a request stands as far as its states go."""

    state: State
    handler_id: int
    resolver_id: int | None = None
    verifier_id: int | None = None
    handlers: frozenset[int] = frozenset()
    """Everybody who has begun to work on it; who only had it for a while without beginning has done nothing that could be verified."""
    attempts: tuple[tuple[datetime, date], ...] = ()
    """Since it was resolved last: the moment and the organisation's day of each."""
    code: str = ""

    @property
    def worked(self) -> frozenset[int]:
        """Who has done the work, and so does not verify it."""
        return self.handlers | {self.handler_id} | ({self.resolver_id} if self.resolver_id is not None else set())


_MOVES: Mapping[Step, tuple[frozenset[State], State | None]] = {
    Step.RECORDED: (frozenset({State.CLASSIFIED}), State.RECORDED),
    Step.BEGUN: (frozenset({State.RECORDED, State.IN_HAND}), State.IN_HAND),
    Step.HANDED_OVER: (OPEN, None),
    Step.ACKNOWLEDGED: (OPEN, None),
    Step.RESPONDED: (OPEN, None),
    Step.PAUSED: (OPEN, None),
    Step.RESUMED: (OPEN, None),
    Step.RESOLVED: (frozenset({State.IN_HAND}), State.RESOLVED),
    Step.ATTEMPTED: (frozenset({State.RESOLVED}), None),
    Step.CONFIRMED: (frozenset({State.RESOLVED}), State.CONFIRMED),
    Step.GIVEN_UP: (frozenset({State.RESOLVED}), State.CONFIRMED),
    Step.VERIFIED: (frozenset({State.RESOLVED, State.CONFIRMED}), None),
    Step.RETURNED: (frozenset({State.RESOLVED, State.CONFIRMED}), State.IN_HAND),
    Step.ARCHIVED: (frozenset({State.CONFIRMED}), State.ARCHIVED),
    Step.REOPENED: (frozenset({State.RESOLVED, State.CONFIRMED, State.ARCHIVED}), State.IN_HAND),
    Step.MERGED: (OPEN, State.MERGED),
    Step.VISITED: (CLOSED, None),
    Step.EXPLAINED: (frozenset({State.IN_HAND, State.RESOLVED, State.CONFIRMED}), None),
    Step.SERVED: (frozenset({State.RESOLVED}) | CLOSED, None),
}


def moved(life: Life, step: Step, by: int, *, at: datetime | None = None, on: date | None = None, hours: int = 4, to: int | None = None) -> Life:
    """The life after `step`, done by `by`. `at`, `on`: of an attempt; `hours`: between attempts; `to`: who takes over.

    Refuses WrongState, ClassifyFirst, CloseNeedsWord, OwnWork, VerifyFirst.
    """
    if step is Step.CLASSIFIED:
        if life.state not in OPEN:
            raise WrongState()
        return replace(life, state=State.CLASSIFIED if life.state is State.REPORTED else life.state)
    before, after = _MOVES[step]
    if life.state not in before:
        if life.state is State.REPORTED and step in (Step.RECORDED, Step.BEGUN, Step.RESOLVED):
            raise ClassifyFirst()
        raise WrongState()
    moved_ = life if after is None else replace(life, state=after)
    match step:
        case Step.HANDED_OVER if to is not None:
            return replace(moved_, handler_id=to)
        case Step.BEGUN:
            return replace(moved_, handlers=life.handlers | {life.handler_id})
        case Step.RESOLVED:
            return replace(moved_, resolver_id=by, attempts=(), verifier_id=None, handlers=life.handlers | {life.handler_id})
        case Step.ATTEMPTED if at is not None and on is not None:
            return replace(moved_, attempts=(*life.attempts, (at, on)))
        case Step.GIVEN_UP if (count := counted(life.attempts, hours)) < ATTEMPTS:
            raise CloseNeedsWord(hours=hours, count=count)
        case Step.VERIFIED | Step.RETURNED if by in life.worked:
            raise OwnWork()
        case Step.VERIFIED:
            return replace(moved_, verifier_id=by)
        case Step.RETURNED | Step.REOPENED:
            return replace(moved_, verifier_id=None, attempts=())
        case Step.ARCHIVED if life.verifier_id is None:
            raise VerifyFirst(code=life.code)
    return moved_


def counted(attempts: Iterable[tuple[datetime, date]], hours: int) -> int:
    """How many attempts count: each on another day than the one before that counts, or at least so many hours after it."""
    count, last = 0, None
    for at, on in sorted(attempts):
        if last is None or on != last[1] or at - last[0] >= timedelta(hours=hours):
            count, last = count + 1, (at, on)
    return count


@dataclass(frozen=True)
class Logged:
    """An event of the log, as rules and imports speak of it."""

    step: Step
    at: datetime
    by_id: int | None = None
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """With REPORTED and TARGETED `targets`: acknowledge, respond, resolve (minutes), calendar."""


# ------------------------------------------------------------------ what comes in


@dataclass(frozen=True)
class Intake:
    """A request as it comes in. `problem_class` empty: it is classified later; `handler_id` None: the first receiver has it for now."""

    customer_id: int
    channel: str
    title: str
    text: str = ""
    contact: str = ""
    reported_at: datetime | None = None
    """None: now."""
    acknowledged: bool = True
    """The customer knows that we have it: said on the phone, or a receipt was sent."""
    problem_class: str = ""
    problem_type: str = ""
    urgency: Degree = Degree.MEDIUM
    impact: Degree = Degree.MEDIUM
    handler_id: int | None = None
    upset: bool = False
    complaint: bool = False


@dataclass(frozen=True)
class Past:
    """A request from elsewhere with its whole log: what imports bring. Everything is checked and clean already."""

    project_id: int
    customer_id: int
    customer_class: str
    channel: str
    title: str
    priority: str
    state: State
    first_receiver_id: int
    handler_id: int
    log: Sequence[Logged]
    text: str = ""
    contact: str = ""
    problem_class: str = ""
    problem_type: str = ""
    urgency: str = "medium"
    impact: str = "medium"
    upset: bool = False
    complaint: bool = False
    resolver_id: int | None = None
    verifier_id: int | None = None
    solution: str = ""
    cause: str = ""
    mode: str = ""
    visit_due_on: date | None = None
    source: str | None = None
    source_key: str | None = None


# ------------------------------------------------------------------ what follows from the events


def targets_of(facts: Mapping[str, Any]) -> Targets | None:
    """The targets that an event brings."""
    told = facts.get("targets")
    return None if told is None else Targets(told["acknowledge"], told["respond"], told["resolve"], told["calendar"])


def clock_events(log: Iterable[Logged]) -> list[Event]:
    """What the clocks know of a log, in its order."""
    found = []
    for one in log:
        kind = _OF_CLOCKS.get(one.step)
        if kind is None and one.step is Step.RETURNED:
            kind = clocks.Kind.REOPENED
        if kind is not None:
            found.append(Event(kind, one.at, targets_of(one.facts)))
    return found


def standing(log: Sequence[Logged], times: Times, told: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a request's row that follow from its events: moments, targets, what was used, due moments, counts.

    Whatever changes an event writes these anew; imports and seeds fill rows with them. `log` in its order; refuses what
    `clocks.check` refuses.
    """
    events = clock_events(log)
    clocks.check(events)
    three = clocks.runs(events, times)
    at = {step: _last(log, step) for step in Step}
    resolve = three[2]
    resolved = resolve.stopped_at if resolve.standing is Standing.STOPPED else None
    after = log[max(place for place, one in enumerate(log) if one.step is Step.RESOLVED) + 1 :] if resolved else []
    closed = next((one for one in reversed(after) if one.step in (Step.CONFIRMED, Step.GIVEN_UP)), None)
    columns: dict[str, Any] = {
        "calendar": three[2].targets.calendar,
        "reported_at": events[0].at,
        "acknowledged_at": three[0].stopped_at if three[0].standing is Standing.STOPPED else None,
        "responded_at": three[1].stopped_at if three[1].standing is Standing.STOPPED else None,
        "paused_at": at[Step.PAUSED] if resolve.standing is Standing.PAUSED else None,
        "resolved_at": resolved,
        "confirmed_at": closed.at if closed else None,
        "archived_at": at[Step.ARCHIVED] if closed and _stands(log, Step.ARCHIVED) else None,
        "verified_at": at[Step.VERIFIED] if resolved and _stands(log, Step.VERIFIED) else None,
        "closed_by": "" if closed is None else "customer" if closed.step is Step.CONFIRMED else "attempts",
        "handovers": sum(one.step is Step.HANDED_OVER for one in log),
        "reopened": sum(one.step in (Step.REOPENED, Step.RETURNED) for one in log),
        "attempts": sum(one.step is Step.ATTEMPTED for one in after),
        "due_at": min((due for one in three if one.standing is Standing.RUNNING or one.standing is Standing.PAUSED if (due := one.due_at)), default=None),
        "next_rung_at": clocks.next_rung(three, told),
    }
    for one in three:
        columns |= _of_clock(one)
    return columns


def _last(log: Sequence[Logged], step: Step) -> datetime | None:
    return next((one.at for one in reversed(log) if one.step is step), None)


def _stands(log: Sequence[Logged], step: Step) -> bool:
    """Whether the last such step has not been undone by a later reopening."""
    for one in reversed(log):
        if one.step in (Step.REOPENED, Step.RETURNED, Step.RESOLVED):
            return False
        if one.step is step:
            return True
    return False


def _of_clock(one: Run) -> dict[str, Any]:
    stopped = one.standing is Standing.STOPPED and one.stopped_at is not None
    second = clocks.second_of(one.stopped_at) if stopped and one.stopped_at else 0
    return {
        f"{one.clock}_target": one.target,
        f"{one.clock}_due_at": None if one.standing is Standing.VOID else one.due_at,
        f"{one.clock}_used": one.used(second) if stopped else None,
        f"{one.clock}_late": one.late(second) if stopped else None,
    }


assert {one.value for one in Clock} == {"acknowledge", "respond", "resolve"}  # noqa: S101 - the columns are named after them
