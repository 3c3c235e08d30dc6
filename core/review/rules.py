"""Points and groups of a review, and what its answers come to: weights, the anonymity floor, the gap between self and others. Pure.

What a group below the floor says is shown nowhere and counts nowhere: not in its own figure, not in a total, not in a spread, so
that it does not follow from a difference either. A question that fewer than the floor answered is hidden within a group that is
shown, and leaves its dimension too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from core.errors import Refusal
from core.settings.rules import DAYS, Setting, declare
from core.words import N_, Content

TOPIC = "reviews"
SCORES = range(1, 6)
FLOOR = 3
"""The lowest anonymity floor; an instrument may ask for more."""
TEXT_LIMIT, NAME_LIMIT = 1000, 80
MOST_INVITED = 200
REVIEWS = N_("Project reviews")
LINK_DAYS = declare(Setting(
    "review.link_days", REVIEWS, N_("Days a customer's review link is open"), N_("After this many days the link opens nothing any more."), 21, least=1, most=120, unit=DAYS,
))  # fmt: skip


class Point(StrEnum):
    """When in the life of a project it is reviewed."""

    INITIATION = "initiation"
    EXECUTION = "execution"
    MONITORING = "monitoring"
    CLOSING = "closing"

    @property
    def label(self) -> str:
        return {Point.INITIATION: N_("Initiation"), Point.EXECUTION: N_("Execution"), Point.MONITORING: N_("Monitoring"), Point.CLOSING: N_("Closing")}[self]


class Group(StrEnum):
    """Who judges."""

    SELF = "self"
    TEAM = "team"
    CUSTOMER = "customer"
    MANAGEMENT = "management"

    @property
    def label(self) -> str:
        return {Group.SELF: N_("Self"), Group.TEAM: N_("Team"), Group.CUSTOMER: N_("Customer"), Group.MANAGEMENT: N_("Management")}[self]


OTHERS = (Group.TEAM, Group.CUSTOMER, Group.MANAGEMENT)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("Collecting answers"), State.CLOSED: N_("Closed")}[self]


class Lack(StrEnum):
    """Why a group does not count."""

    NOT_INVITED = "not_invited"
    SILENT = "silent"
    TOO_FEW = "too_few"

    @property
    def label(self) -> str:
        return {
            Lack.NOT_INVITED: N_("was not invited"), Lack.SILENT: N_("has not answered"), Lack.TOO_FEW: N_("has fewer answers than the anonymity floor, so nothing of it is shown or counted"),
        }[self]  # fmt: skip


class ReviewClosed(Refusal):
    message = N_("{code} is closed: its answers count and nobody adds or changes one any more.")


class NotInvited(Refusal):
    message = N_("The group “{group}” of this person was not invited to {code}. Whoever leads the review invites people by name.")


class InvitedAlready(Refusal):
    message = N_("{name} is invited to {code} already, and nobody judges in two groups.")


class RatedAlready(Refusal):
    message = N_("Your answers to {code} have arrived already and are anonymous now, so they cannot be changed.")


class NotAScore(Refusal):
    message = N_("Scores go from 1 to 5, for questions that are asked of this group.")


class NothingScored(Refusal):
    message = N_("Please judge at least one question. Nothing was sent; what you wrote is still here.")


class NobodyAnswered(Refusal):
    message = N_("Nobody has answered {code} yet. Remind those who were invited, or wait until its day.")


class ReviewOpen(Refusal):
    message = N_("{code} of this project is still open. Close it before the next review begins.")


class DueInThePast(Refusal):
    message = N_("The day until which people answer must not be in the past.")


class TooManyInvited(Refusal):
    message = N_("At most {limit} people are invited to a review.")


class CustomerByLink(Refusal):
    message = N_("Customers answer by a link of their own; colleagues are invited as team or management. The manager judges as self and is invited already.")


@dataclass(frozen=True)
class Question:
    """A question; `groups` says whom it is asked."""

    code: str
    text: Content
    groups: tuple[Group, ...] = tuple(Group)


@dataclass(frozen=True)
class Dimension:
    """Questions that count together with a weight."""

    code: str
    name: Content
    weight: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Instrument:
    """What a review asks, what the groups weigh, and how many answers a group needs to be shown."""

    dimensions: tuple[Dimension, ...]
    weights: Mapping[Group, int]
    floor: int = FLOOR

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(one for dimension in self.dimensions for one in dimension.questions)

    def asked(self, group: Group) -> tuple[Question, ...]:
        """What a group is asked."""
        return tuple(one for one in self.questions if group in one.groups)


@dataclass(frozen=True)
class Answer:
    """One sheet: a group, its scores by question, its texts. Whose it is is not kept."""

    group: Group
    scores: Mapping[str, int]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OfGroup:
    """How a group took part and what of it counts."""

    group: Group
    invited: int
    answered: int
    lack: Lack | None
    share: Fraction
    """Of the total after weights were renormalised; 0 where it does not count."""
    score: Fraction | None
    dimensions: Mapping[str, Fraction]


@dataclass(frozen=True)
class Spread:
    """The answers to a question in a group that is shown: how many gave each score."""

    question: str
    group: Group
    n: int
    mean: Fraction
    cells: Mapping[int, int]


@dataclass(frozen=True)
class Outcome:
    """What a review came to."""

    groups: tuple[OfGroup, ...]
    dimensions: Mapping[str, Fraction]
    """Of the others together, by their renormalised weights."""
    total: Fraction | None
    gaps: Mapping[str, Fraction]
    """By dimension: self less others; positive where one sees oneself better."""
    spreads: tuple[Spread, ...]
    texts: tuple[tuple[Group, str], ...]

    @property
    def missing(self) -> tuple[OfGroup, ...]:
        """The groups beside self that have a weight and do not count."""
        return tuple(one for one in self.groups if one.lack is not None and one.group is not Group.SELF)


def mean(values: Collection[int | Fraction]) -> Fraction:
    return Fraction(sum(values)) / len(values)


def kept(value: Fraction) -> Decimal:
    """A score as it is kept: four places, half up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def renormalised(weights: Mapping[Group, int], present: Collection[Group]) -> dict[Group, Fraction]:
    """The weights of those that are present, so that they add up to 1; nothing where none is or all weigh nothing."""
    whole = sum(weights[one] for one in weights if one in present)
    return {one: Fraction(weights[one], whole) for one in weights if one in present} if whole else {}


def shown(group: Group, count: int, floor: int) -> bool:
    """Whether so many answers of a group may be seen: the own judgement is nobody's secret."""
    return count >= (1 if group is Group.SELF else max(floor, FLOOR))


def outcome(instrument: Instrument, answers: Sequence[Answer], invited: Mapping[Group, int]) -> Outcome:
    """What the answers come to. `invited`: how many by group."""
    by_group = {group: [one for one in answers if one.group is group] for group in Group}
    seen = [group for group in Group if shown(group, len(by_group[group]), instrument.floor)]
    spreads: list[Spread] = []
    scores: dict[Group, dict[str, Fraction]] = {}
    for group in seen:
        for question in instrument.asked(group):
            given = [one.scores[question.code] for one in by_group[group] if question.code in one.scores]
            if shown(group, len(given), instrument.floor):
                spreads.append(Spread(question.code, group, len(given), mean(given), {score: given.count(score) for score in SCORES}))
        means = {one.question: one.mean for one in spreads if one.group is group}
        scores[group] = {
            dimension.code: mean(told) for dimension in instrument.dimensions if (told := [means[one.code] for one in dimension.questions if one.code in means])
        }  # fmt: skip
    counting = [group for group in OTHERS if scores.get(group)]
    shares = renormalised(instrument.weights, counting)
    together: dict[str, Fraction] = {}
    for dimension in instrument.dimensions:
        of = renormalised(instrument.weights, [group for group in counting if dimension.code in scores[group]])
        if of:
            together[dimension.code] = sum((share * scores[group][dimension.code] for group, share in of.items()), Fraction(0))
    own = scores.get(Group.SELF, {})
    return Outcome(
        tuple(
            OfGroup(
                group, invited.get(group, 0), len(by_group[group]), _lack(group, invited.get(group, 0), len(by_group[group]), bool(scores.get(group))), shares.get(group, Fraction(0)),
                _whole(instrument, scores.get(group, {})), scores.get(group, {}),
            )
            for group in Group
        ),
        together, _whole(instrument, together), {code: own[code] - value for code, value in together.items() if code in own}, tuple(spreads),
        tuple(sorted((group, text) for group in seen for one in by_group[group] for text in one.texts.values() if text)),
    )  # fmt: skip


def _lack(group: Group, invited: int, answered: int, counts: bool) -> Lack | None:
    if counts:
        return None
    return Lack.NOT_INVITED if not invited else Lack.SILENT if not answered else Lack.TOO_FEW


def _whole(instrument: Instrument, dimensions: Mapping[str, Fraction]) -> Fraction | None:
    weight = sum(one.weight for one in instrument.dimensions if one.code in dimensions)
    if not weight:
        return None
    return sum((one.weight * dimensions[one.code] for one in instrument.dimensions if one.code in dimensions), Fraction(0)) / weight


def checked(instrument: Instrument, group: Group, scores: Mapping[str, int], texts: Mapping[str, str]) -> Answer:
    """A sheet as it is kept. Refuses NotAScore, NothingScored."""
    asked = {one.code for one in instrument.asked(group)}
    if any(code not in asked or score not in SCORES for code, score in scores.items()):
        raise NotAScore()
    if not scores:
        raise NothingScored()
    known = {*(one.code for one in instrument.dimensions), ""}
    return Answer(group, dict(scores), {code: text for code, text in texts.items() if text and code in known})


def check_due(due_on: date, today: date) -> None:
    """Refuses DueInThePast."""
    if due_on < today:
        raise DueInThePast()
