"""What a risk is: how likely, how bad, how grave that makes it, what it may cost, and how it is answered. Pure.

Probability and impact are places on scales of five, whose words are reference tables. Exposure is their product; at which
exposure a risk is medium, high or extreme, and up to which one the organisation bears it as it is, are settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import DAYS, POINTS, Setting, declare
from core.words import N_

SECTION = N_("Risk")
CLASSES, PROBABILITIES, IMPACTS = "risk_class", "risk_probability", "risk_impact"
"""Reference tables. The scales' entries are p1 to p5 and i1 to i5."""
DEGREES = (1, 2, 3, 4, 5)
TITLE_LIMIT, TEXT_LIMIT, NOTE_LIMIT, MEASURE_LIMIT = 160, 1000, 1000, 1000
MOST_MEASURES, MOST_INDICATORS, MOST_DAYS = 30, 5, 3660
MONEY_LIMIT = Decimal(10) ** 12
FARTHEST = timedelta(days=731)
"""A review farther away is none."""

YOURS = notice.declare(notice.Kind("risk", N_("Risks that are yours to look after")))
SIGNALS = notice.declare(notice.Kind("risk_signal", N_("Warnings of risk indicators, risks that happened"), notice.Mail.NOW))
MEDIUM_FROM = declare(Setting("risk.medium_from", SECTION, N_("Medium from"), N_("A risk whose exposure (probability × impact, 1 to 25) reaches this is medium."), 5, least=2, most=25, unit=POINTS, per_department=True))
HIGH_FROM = declare(Setting("risk.high_from", SECTION, N_("High from"), N_("A risk whose exposure reaches this is high."), 10, least=2, most=25, unit=POINTS, per_department=True))
EXTREME_FROM = declare(Setting("risk.extreme_from", SECTION, N_("Extreme from"), N_("A risk whose exposure reaches this is extreme."), 16, least=2, most=25, unit=POINTS, per_department=True))
APPETITE = declare(Setting(
    "risk.appetite", SECTION, N_("Appetite: borne up to"), N_("A risk whose exposure is higher needs measures, or a manager who accepts it and says why."), 9, least=1, most=25, unit=POINTS,
    per_department=True,
))  # fmt: skip
REVIEW_EVERY = declare(Setting("risk.review_every", SECTION, N_("Risks are looked at every"), N_("After so many days the owner is asked how a risk stands, unless another day was chosen."), 30, least=1, most=365, unit=DAYS, per_department=True))
SWEEP_EVERY = declare(Setting("risk.sweep_every", SECTION, N_("A sweep for risks every"), N_("After so many days somebody looks at a running project for new risks, and which have gone."), 60, least=1, most=730, unit=DAYS, per_department=True))


class Phase(StrEnum):
    """In which phase of the service it may happen."""

    PLANNING = "planning"
    EXECUTION = "execution"
    ACCEPTANCE = "acceptance"
    AFTER_SALES = "after_sales"

    @property
    def label(self) -> str:
        return {Phase.PLANNING: N_("Planning"), Phase.EXECUTION: N_("Execution"), Phase.ACCEPTANCE: N_("Acceptance"), Phase.AFTER_SALES: N_("After-sales service")}[self]


class Origin(StrEnum):
    """How it was found."""

    BRAINSTORMING = "brainstorming"
    DELPHI = "delphi"
    SWEEP = "sweep"
    INTERVIEW = "interview"
    FEEDBACK = "feedback"
    CHECK = "check"
    WORK = "work"

    @property
    def label(self) -> str:
        return {
            Origin.BRAINSTORMING: N_("Brainstorming"), Origin.DELPHI: N_("Delphi rounds of experts"), Origin.SWEEP: N_("Sweep for risks"), Origin.INTERVIEW: N_("Talks with those concerned"),
            Origin.FEEDBACK: N_("Poor feedback of a customer"), Origin.CHECK: N_("Check or inspection"), Origin.WORK: N_("Seen at work"),
        }[self]  # fmt: skip


class Grade(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXTREME = "extreme"

    @property
    def label(self) -> str:
        return {Grade.LOW: N_("Low risk"), Grade.MEDIUM: N_("Medium risk"), Grade.HIGH: N_("High risk"), Grade.EXTREME: N_("Extreme risk")}[self]


class Level(StrEnum):
    """What is assessed: as if nothing were done, as it is now, as it shall become."""

    INHERENT = "inherent"
    RESIDUAL = "residual"
    TARGET = "target"

    @property
    def label(self) -> str:
        return {Level.INHERENT: N_("Without any response"), Level.RESIDUAL: N_("As it stands now"), Level.TARGET: N_("As it shall become")}[self]


class Strategy(StrEnum):
    AVOID = "avoid"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    ACCEPT = "accept"

    @property
    def label(self) -> str:
        return {Strategy.AVOID: N_("Avoid"), Strategy.REDUCE: N_("Reduce"), Strategy.TRANSFER: N_("Transfer"), Strategy.ACCEPT: N_("Accept the risk")}[self]


class Trend(StrEnum):
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"

    @property
    def label(self) -> str:
        return {Trend.RISING: N_("Rising"), Trend.STEADY: N_("Unchanged"), Trend.FALLING: N_("Falling")}[self]


class OffScale(Refusal):
    message = N_("Probability and impact are chosen on scales from 1 to 5.")


class NotAChance(Refusal):
    message = N_("A probability in percent lies between 0 and 100 and has at most one decimal place.")


class NotACost(Refusal):
    message = N_("An amount lies between 0 and {limit} and has at most two decimal places.")


class NotDays(Refusal):
    message = N_("Days lie between 0 and {limit}.")


class InTheFuture(Refusal):
    message = N_("The day lies in the future. Choose today or an earlier day.")


class ReviewPast(Refusal):
    message = N_("The next look at it must lie after today, within two years.")


class InherentFirst(Refusal):
    message = N_("Assess first how grave it is without any response; what is done about it is compared with that.")


class TargetNotLower(Refusal):
    message = N_("What it shall become ({target}) is not lower than what it is now ({now}).")


class SourceMissing(Refusal):
    message = N_("A risk found by poor feedback names its record: open the form from the request or the survey that said so.")


class CannotOwn(Refusal):
    message = N_("{person} cannot look after a risk: choose an active colleague who works on projects.")


class TooManyMeasures(Refusal):
    message = N_("A risk takes at most {limit} measures.")


@dataclass(frozen=True)
class Limits:
    """At which exposure which grade begins, and up to which one a risk is borne."""

    medium: int = 5
    high: int = 10
    extreme: int = 16
    appetite: int = 9


def exposure(probability: int, impact: int) -> int:
    """Probability times impact, 1 to 25. Refuses OffScale."""
    if probability not in DEGREES or impact not in DEGREES:
        raise OffScale()
    return probability * impact


def grade(value: int, limits: Limits) -> Grade:
    """The grade of an exposure; where limits cross, the graver one holds."""
    for least, found in ((limits.extreme, Grade.EXTREME), (limits.high, Grade.HIGH), (limits.medium, Grade.MEDIUM)):
        if value >= least:
            return found
    return Grade.LOW


@dataclass(frozen=True)
class Estimate:
    """An assessment as somebody says it. `chance` in percent and `cost` may be left open; together they give an expected value."""

    probability: int
    impact: int
    chance: Decimal | None = None
    cost: Decimal | None = None
    note: str = ""

    @property
    def exposure(self) -> int:
        return exposure(self.probability, self.impact)


def cleaned_estimate(said: Estimate) -> Estimate:
    """As it is kept. Refuses OffScale, NotAChance, NotACost, TooLong."""
    exposure(said.probability, said.impact)
    if said.chance is not None and (not 0 <= said.chance <= 100 or said.chance != round(said.chance, 1)):
        raise NotAChance()
    return replace(said, cost=checked_cost(said.cost), note=fields.paragraph(said.note, N_("Reason"), NOTE_LIMIT, needed=False))


def checked_cost(cost: Decimal | None) -> Decimal | None:
    """Refuses NotACost."""
    if cost is not None and (not 0 <= cost <= MONEY_LIMIT or cost != round(cost, 2)):
        raise NotACost(limit=MONEY_LIMIT)
    return cost


def check_target(target: int, now: int) -> None:
    """Refuses TargetNotLower: a target that asks for nothing."""
    if target >= now:
        raise TargetNotLower(target=target, now=now)


def expected(chance: Decimal | None, cost: Decimal | None) -> Decimal | None:
    """The expected monetary value, to the cent, half up; None where one of both is not known."""
    return None if chance is None or cost is None else (chance * cost / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Money:
    """What risks come to together. The sum is an average over many such projects: of this one it may be nothing or `worst`."""

    expected: Decimal
    worst: Decimal
    told: int
    untold: int
    """Risks without probability or cost: they are in no sum."""


def together(ones: Iterable[tuple[Decimal | None, Decimal | None]]) -> Money:
    """The sum of (chance, cost) of several risks, each to the cent before it is added."""
    sum_, worst, told, untold = Decimal("0.00"), Decimal("0.00"), 0, 0
    for chance, cost in ones:
        value = expected(chance, cost)
        if value is None or cost is None:
            untold += 1
        else:
            sum_, worst, told = sum_ + value, worst + cost, told + 1
    return Money(sum_, worst, told, untold)


@dataclass(frozen=True)
class Subject:
    """What may happen, told as cause, event and effect."""

    event: str
    cause: str
    effect: str
    class_: str
    phase: Phase
    owner_id: int


def cleaned(said: Subject) -> Subject:
    """Refuses Empty, TooLong."""
    return replace(
        said, event=fields.line(said.event, N_("What may happen"), TITLE_LIMIT), cause=fields.paragraph(said.cause, N_("Because of what"), TEXT_LIMIT),
        effect=fields.paragraph(said.effect, N_("With which effect"), TEXT_LIMIT), phase=Phase(said.phase),
    )  # fmt: skip


def check_day(day: date, today: date) -> None:
    """Refuses InTheFuture."""
    if day > today:
        raise InTheFuture()


def check_next(day: date, today: date) -> None:
    """Refuses ReviewPast."""
    if not today < day <= today + FARTHEST:
        raise ReviewPast()
