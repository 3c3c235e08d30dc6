"""What an appraisal asks, how points follow, who may do what to a sheet, and when it closes. Pure.

Facts become points by bands; what cannot be told is named and left out, and what remains keeps its proportions: it is never nought.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Refusal, WrongState
from core.metrics.rules import MEASURES, Measured
from core.notice.rules import Kind as Notice
from core.notice.rules import declare
from core.settings import rules as settings
from core.team.rules import TEAM
from core.words import N_

NAME_LIMIT, REASON_LIMIT, ANSWER_LIMIT, OBJECTIVE_LIMIT, TITLE_LIMIT = 120, 1000, 2000, 200, 160
MOST_ITEMS, MOST_RESULTS, MOST_PAIRS, HUNDRED = 40, 10, 300, 100
VALUE_LIMIT = Decimal(10) ** 9
APPRAISAL = declare(Notice("appraisal", N_("Appraisals: yours, and those you make or decide")))

ANSWER_DAYS = settings.declare(settings.Setting(
    "team.answer_days", TEAM, N_("Days to answer an appraisal"), N_("So many days the appraised person has to confirm or contest, counted from the day of publishing."), 7, least=3, most=60, unit=settings.DAYS,
))  # fmt: skip
GAP = settings.declare(settings.Setting(
    "team.appraisal_gap", TEAM, N_("Distance that needs a reason"), N_("A judgement further than this from the person's own view, or from the figure beside it, needs a reason in words."), 15, least=0, most=100,
    unit=settings.POINTS,
))  # fmt: skip


class Part(StrEnum):
    PROCESS = "process"
    RESULT = "result"

    @property
    def label(self) -> str:
        return {Part.PROCESS: N_("Process"), Part.RESULT: N_("Result")}[self]


class Kind(StrEnum):
    """Where the points of an item come from."""

    FACT = "fact"
    JUDGEMENT = "judgement"
    KEY_RESULTS = "key_results"

    @property
    def label(self) -> str:
        return {Kind.FACT: N_("Counted fact"), Kind.JUDGEMENT: N_("Judgement"), Kind.KEY_RESULTS: N_("Key results")}[self]


class State(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    CONTESTED = "contested"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Being written"), State.PUBLISHED: N_("To be answered"), State.CONTESTED: N_("Contested"), State.CLOSED: N_("Closed")}[self]


class Outcome(StrEnum):
    """How a sheet was closed."""

    CONFIRMED = "confirmed"
    UNANSWERED = "unanswered"
    UPHELD = "upheld"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {
            Outcome.CONFIRMED: N_("Confirmed by the person"), Outcome.UNANSWERED: N_("Not answered in time"), Outcome.UPHELD: N_("Contested, upheld"), Outcome.CHANGED: N_("Contested, changed"),
        }[self]  # fmt: skip


class WeightsNotHundred(Refusal):
    message = N_("The weights come to {sum}. Together they must be 100.")


class OnePartOnly(Refusal):
    message = N_("Process and result both count: give each at least one item with a weight.")


class NotAnItem(Refusal):
    message = N_("This item cannot be used: a fact needs a measure that can be asked by person and at least one band; points lie between 0 and 100.")


class Oneself(Refusal):
    message = N_("Nobody appraises herself or himself, or decides about the own appraisal.")


class NotAppraisable(Refusal):
    message = N_("Choose who is appraised, and active people who appraise them.")


class PeriodUpsideDown(Refusal):
    message = N_("The period ends before it begins, or it has not ended yet. Choose days up to today.")


class NotTheAppraiser(Refusal):
    message = N_("Only the appraiser signs this sheet.")


class NeedsReason(Refusal):
    message = N_("Give a reason for “{item}”: the judgement is further than {gap} points from the person's own view or from the figure beside it.")


class NeedsWhyOpen(Refusal):
    message = N_("“{item}” is not judged. Give points, or say why it cannot be judged.")


class NotPoints(Refusal):
    message = N_("Points are whole numbers from 0 to 100.")


class NothingTold(Refusal):
    message = N_("Nothing of this sheet can be told yet: judge at least one item.")


class NotAResult(Refusal):
    message = N_("A key result needs an objective, what is to be reached, and a target that differs from the start.")


class NotTheDecider(Refusal):
    message = N_("A contested appraisal is decided by somebody else than the appraiser and the person.")


class AnswerTimeOver(Refusal):
    message = N_("The time to answer ended on {day}. Talk with the head of the department.")


@dataclass(frozen=True)
class Band:
    """From this value on (of a measure where less is better: up to this value) a fact is worth so many points."""

    value: Decimal
    points: int


@dataclass(frozen=True)
class Item:
    """Something a sheet asks. `measure`: of a fact the figure itself, of a judgement the figure shown beside it. `anchors`: words for some points."""

    code: str
    title: Mapping[str, str]
    part: Part
    kind: Kind
    weight: int
    group: str = ""
    measure: str = ""
    bands: tuple[Band, ...] = ()
    anchors: tuple[tuple[int, Mapping[str, str]], ...] = ()


GROUPS = {
    "awareness": N_("Service awareness"), "conduct": N_("Professional conduct"), "values": N_("Core values of service"), "principles": N_("Principles of the house"),
    "tasks": N_("Tasks"), "efficiency": N_("Efficiency"), "quality": N_("Quality of work"), "satisfaction": N_("Customer satisfaction"), "cooperation": N_("Cooperation"), "objectives": N_("Objectives and key results"),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A view of an item; None: not judged, for the reason that is told."""

    points: int | None
    text: str = ""


@dataclass(frozen=True)
class KeyResult:
    """A key result of an objective: from a start to a target, and where it stands."""

    objective: str
    result: str
    start: Decimal
    target: Decimal
    current: Decimal

    @property
    def share(self) -> float:
        """How much of the way is done, from 0 to 1."""
        return float(min(Decimal(1), max(Decimal(0), (self.current - self.start) / (self.target - self.start))))


@dataclass(frozen=True)
class Scored:
    """An item with its points; None: it cannot be told, for the reason in `why` (a message with `facts`)."""

    code: str
    points: int | None
    why: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Total:
    """What a sheet comes to: of 100. None where nothing can be told. `told`: the weight of what could be told."""

    value: Decimal | None
    process: Decimal | None
    result: Decimal | None
    told: int
    missing: tuple[str, ...]


def check_items(items: Sequence[Item]) -> None:
    """Refuses NotAnItem, WeightsNotHundred, OnePartOnly."""
    for one in items:
        fine = not one.measure or (one.measure in MEASURES and bool(MEASURES[one.measure].person) and bool(one.bands))
        if not fine or one.group not in ("", *GROUPS) or (one.kind is Kind.FACT and not one.measure) or not 0 < one.weight <= HUNDRED or any(not 0 <= band.points <= HUNDRED for band in one.bands) or not any(one.title.values()):
            raise NotAnItem()
    if not items or len(items) > MOST_ITEMS or len({one.code for one in items}) < len(items):
        raise NotAnItem()
    if (whole := sum(one.weight for one in items)) != HUNDRED:
        raise WeightsNotHundred(sum=whole)
    if {one.part for one in items} != set(Part):
        raise OnePartOnly()


def points_of(item: Item, told: Measured) -> int | None:
    """What a figure is worth: the points of the best band it reaches, 0 below all of them; None where it cannot be told."""
    if told.value is None:
        return None
    higher = MEASURES[item.measure].higher_is_better
    reached = [band.points for band in item.bands if (told.value >= band.value if higher else told.value <= band.value)]
    return max(reached, default=0)


def check_results(results: Sequence[KeyResult]) -> None:
    """Refuses NotAResult."""
    for one in results:
        if not one.objective or not one.result or one.start == one.target or any(abs(value) > VALUE_LIMIT or value != round(value, 2) for value in (one.start, one.target, one.current)):
            raise NotAResult()
    if len(results) > MOST_RESULTS:
        raise NotAResult()


NOT_JUDGED, NO_RESULTS = N_("Not judged: {reason}"), N_("No key results were agreed.")


def scored(items: Sequence[Item], figures: Mapping[str, Measured], views: Mapping[str, Said], results: Sequence[KeyResult]) -> list[Scored]:
    """The points of each item: facts by their bands, judgements as given, key results by how much of the way is done."""
    found = []
    for one in items:
        if one.kind is Kind.FACT:
            told = figures[one.code]
            found.append(Scored(one.code, points_of(one, told), told.why, told.facts))
        elif one.kind is Kind.KEY_RESULTS:
            mean = round(100 * sum(result.share for result in results) / len(results)) if results else None
            found.append(Scored(one.code, mean, "" if results else NO_RESULTS))
        else:
            view = views.get(one.code, Said(None))
            found.append(Scored(one.code, view.points, "" if view.points is not None else NOT_JUDGED, {"reason": view.text}))
    return found


def total(items: Sequence[Item], points: Collection[Scored]) -> Total:
    """The weighted mean of what can be told; what is missing is left out of it, and named."""
    by = {one.code: one.points for one in points}

    def mean(chosen: Sequence[Item]) -> tuple[Decimal | None, int]:
        told = [(one.weight, by[one.code]) for one in chosen if by.get(one.code) is not None]
        weight = sum(one for one, _ in told)
        return (round(Decimal(sum(one * (worth or 0) for one, worth in told)) / weight, 2) if weight else None), weight

    whole, weight = mean(items)
    parts = {part: mean([one for one in items if one.part is part])[0] for part in Part}
    return Total(whole, parts[Part.PROCESS], parts[Part.RESULT], weight, tuple(one.code for one in items if by.get(one.code) is None))


def check_views(items: Sequence[Item], views: Mapping[str, Said]) -> None:
    """Only judgements are given points, whole ones from 0 to 100. Refuses NotPoints."""
    judged = {one.code for one in items if one.kind is Kind.JUDGEMENT}
    if views.keys() - judged or any(one.points is not None and not 0 <= one.points <= HUNDRED for one in views.values()):
        raise NotPoints()


def far(item: Item, points: int, own: Said | None, told: Measured | None, gap: int) -> bool:
    """Whether a judgement is so far from the person's own view, or from the figure beside it, that it needs a reason."""
    beside = points_of(item, told) if told is not None else None
    others = [one for one in (own.points if own else None, beside) if one is not None]
    return any(abs(points - one) > gap for one in others)


def check_reasons(items: Sequence[Item], views: Mapping[str, Said], own: Mapping[str, Said], figures: Mapping[str, Measured], gap: int, name: Any) -> None:
    """`name`: an item in the writer's words. Refuses NeedsReason, NeedsWhyOpen."""
    for one in items:
        if one.kind is not Kind.JUDGEMENT:
            continue
        view = views.get(one.code, Said(None))
        if view.points is None:
            if not view.text:
                raise NeedsWhyOpen(item=name(one))
        elif not view.text and far(one, view.points, own.get(one.code), figures.get(one.code), gap):
            raise NeedsReason(item=name(one), gap=gap)


# ------------------------------------------------------------------ the life of a sheet


class Event(StrEnum):
    SIGN = "sign"
    CONFIRM = "confirm"
    CONTEST = "contest"
    DECIDE = "decide"
    LAPSE = "lapse"


_MOVES: dict[tuple[State, Event], State] = {
    (State.OPEN, Event.SIGN): State.PUBLISHED, (State.PUBLISHED, Event.CONFIRM): State.CLOSED, (State.PUBLISHED, Event.CONTEST): State.CONTESTED, (State.PUBLISHED, Event.LAPSE): State.CLOSED,
    (State.CONTESTED, Event.DECIDE): State.CLOSED,
}  # fmt: skip


def after(state: State, event: Event, *, today: date, answer_by: date | None) -> State:
    """The state that follows. The person may answer to the end of the last day; only then it can lapse.

    Refuses WrongState, AnswerTimeOver.
    """
    following = _MOVES.get((state, event))
    if following is None:
        raise WrongState()
    if event in (Event.CONFIRM, Event.CONTEST) and answer_by is not None and today > answer_by:
        raise AnswerTimeOver(day=answer_by.isoformat())
    if event is Event.LAPSE and (answer_by is None or today <= answer_by):
        raise WrongState()
    return following


def answered_by(published: date, days: int) -> date:
    """The last day on which the person may answer."""
    return published + timedelta(days=days)


def check_pair(person_id: int, appraiser_id: int) -> None:
    """Refuses Oneself."""
    if person_id == appraiser_id:
        raise Oneself()


def check_decider(decider_id: int, *, person_id: int, appraiser_id: int) -> None:
    """Refuses Oneself, NotTheDecider."""
    if decider_id == person_id:
        raise Oneself()
    if decider_id == appraiser_id:
        raise NotTheDecider()
