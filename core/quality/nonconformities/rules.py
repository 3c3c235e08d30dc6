"""The life of a nonconformity: how grave it is, when its work counts as begun, and what must be proven before it closes. Pure.

Measures live in core/followup: their owner works, somebody else verifies. This is what stands above them: no way leads to
closed but through measures that all were verified by others and an effect that was judged on data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Refusal, WrongState
from core.followup.rules import TEXT_LIMIT as MEASURE_LIMIT
from core.followup.rules import check_due, check_pair
from core.notice import rules as notice
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

SECTION = N_("Quality")
CLASSES, CAUSES = "nonconformity_class", "nonconformity_cause"
"""Reference tables."""
TITLE_LIMIT, TEXT_LIMIT, WORD_LIMIT, NOTE_LIMIT = 160, 4000, 300, 1000
MOST_WHYS, MOST_BONES, MOST_MEASURES, SEVERAL = 7, 8, 20, 2
VALUE_LIMIT = Decimal(10) ** 9

GRAVE = notice.declare(notice.Kind("nonconformity_grave", N_("Major and critical nonconformities"), notice.Mail.NOW))
YOURS = notice.declare(notice.Kind("nonconformity", N_("Nonconformities that wait for you")))
AGAIN_WITHIN = declare(Setting(
    "quality.again_within", SECTION, N_("The same again within"),
    N_("A nonconformity of the same department, class and cause within so many days after another counts as its recurrence."), 180, least=1, most=1100, unit=DAYS,
    per_department=True,
))  # fmt: skip
BEGIN_WITHIN = declare(Setting(
    "quality.begin_within", SECTION, N_("Work begins within"),
    N_("A nonconformity whose measures have not begun after so many days counts as overdue."), 7, least=1, most=90, unit=DAYS, per_department=True,
))  # fmt: skip
LOOK_BACK = declare(Setting(
    "quality.look_back", SECTION, N_("Before and after: so many days"),
    N_("Where the effect is judged on a measure, its value of so many days before the finding is compared with its value since the last measure was verified."), 90,
    least=7, most=365, unit=DAYS,
))  # fmt: skip


class Severity(StrEnum):
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def label(self) -> str:
        return {Severity.MINOR: N_("Minor"), Severity.MAJOR: N_("Major"), Severity.CRITICAL: N_("Highly critical")}[self]

    @property
    def grave(self) -> bool:
        """Whether management hears of it at once and it needs a dedicated, approved plan."""
        return self is not Severity.MINOR


class Origin(StrEnum):
    """By what it was found."""

    CHECK = "check"
    INSPECTION = "inspection"
    REQUEST = "request"
    ACCEPTANCE = "acceptance"
    AUDIT = "audit"
    FEEDBACK = "feedback"
    SIGNAL = "signal"
    WORK = "work"

    @property
    def label(self) -> str:
        return {
            Origin.CHECK: N_("Quality check"), Origin.INSPECTION: N_("Inspection"), Origin.REQUEST: N_("Service request"), Origin.ACCEPTANCE: N_("Acceptance"),
            Origin.AUDIT: N_("Audit"), Origin.FEEDBACK: N_("Customer feedback"), Origin.SIGNAL: N_("Signal of a control chart"), Origin.WORK: N_("Seen at work"),
        }[self]  # fmt: skip


class Branch(StrEnum):
    """The bones of a fishbone diagram."""

    MAN = "man"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    ENVIRONMENT = "environment"
    MEASUREMENT = "measurement"

    @property
    def label(self) -> str:
        return {
            Branch.MAN: N_("People"), Branch.MACHINE: N_("Equipment and systems"), Branch.MATERIAL: N_("Material and information"), Branch.METHOD: N_("Method"),
            Branch.ENVIRONMENT: N_("Environment"), Branch.MEASUREMENT: N_("Measurement"),
        }[self]  # fmt: skip


class State(StrEnum):
    OPEN = "open"
    IN_HAND = "in_hand"
    TO_JUDGE = "to_judge"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {
            State.OPEN: N_("To be rectified"), State.IN_HAND: N_("Being rectified"), State.TO_JUDGE: N_("Effect to be judged"), State.CLOSED: N_("Closed, effect proven"),
            State.WITHDRAWN: N_("Withdrawn"),
        }[self]  # fmt: skip


LIVING = frozenset({State.OPEN, State.IN_HAND, State.TO_JUDGE})


class Effect(StrEnum):
    EFFECTIVE = "effective"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        return {Effect.EFFECTIVE: N_("Effective"), Effect.PARTLY: N_("Partly effective"), Effect.NOT: N_("Not effective")}[self]


class Basis(StrEnum):
    """On what the effect is judged, the same before and after."""

    MEASURE = "measure"
    CHECK = "check"
    MANUAL = "manual"

    @property
    def label(self) -> str:
        return {Basis.MEASURE: N_("A measure of the house"), Basis.CHECK: N_("The same point in later checks"), Basis.MANUAL: N_("A value counted by hand")}[self]


class FoundLater(Refusal):
    message = N_("The day it was found lies in the future. Choose today or an earlier day.")


class CauseMissing(Refusal):
    message = N_("Say first why it happened: choose the cause and write at least one answer to “Why?”.")


class MetricMissing(Refusal):
    message = N_("Say first on what the effect will be judged: without it nobody can prove that the measures helped.")


class NoMeasures(Refusal):
    message = N_("No measure is planned yet. Add one with its owner, its verifier and its due day.")


class SeveralNeeded(Refusal):
    message = N_("A major or critical nonconformity needs a plan of at least {least} measures.")


class PlanNotApproved(Refusal):
    message = N_("A major or critical nonconformity needs an approved plan before work begins. Submit the plan for approval.")


class PlanWaits(Refusal):
    message = N_("The plan waits for approval and cannot be changed meanwhile. Withdraw the submission first.")


class TooManyMeasures(Refusal):
    message = N_("A nonconformity takes at most {limit} measures at a time.")


class BegunAlready(Refusal):
    message = N_("Work on this measure has begun; it is changed on the page of its follow-up.")


class NotVerified(Refusal):
    message = N_("{count} measures are not verified yet. The effect is judged after that.")


class EffectTooEarly(Refusal):
    message = N_("The effect can be judged from {day} on: measures need time to show whether they help.")


class OwnMeasure(Refusal):
    message = N_("You carried out one of the measures; somebody else judges whether they helped.")


class NoData(Refusal):
    message = N_("An effect cannot be claimed without data. Enter the value of “{metric}” as it is now, and how it was found.")


class TooFewData(Refusal):
    message = N_("“{metric}” has too few records since the measures were verified ({n}), so an effect cannot be claimed yet. Wait for more, or judge on a value counted by hand.")


class NotBetter(Refusal):
    message = N_("“{metric}” is not better than before ({before} then, {after} now), so it cannot be called effective.")


class NotAValue(Refusal):
    message = N_("A value lies between -{limit} and {limit} and has at most four decimal places.")


def moved(state: State, before: frozenset[State], after: State) -> State:
    """The next state. Refuses WrongState."""
    if state not in before:
        raise WrongState()
    return after


def check_found(day: date, today: date) -> None:
    """Refuses FoundLater."""
    if day > today:
        raise FoundLater()


@dataclass(frozen=True)
class Cause:
    """Why it happened: the entry of the reference table, the chain of whys, and what hangs on each bone."""

    code: str = ""
    whys: tuple[str, ...] = ()
    bones: Mapping[Branch, tuple[str, ...]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return bool(self.code and self.whys)

    @property
    def kept(self) -> dict[str, Any]:
        return {"whys": list(self.whys), "bones": {branch.value: list(self.bones[branch]) for branch in Branch if self.bones.get(branch)}}


def cause_of(code: str, kept: Mapping[str, Any]) -> Cause:
    """The cause behind its JSON."""
    return Cause(code, tuple(kept.get("whys", ())), {Branch(name): tuple(said) for name, said in kept.get("bones", {}).items()})


def cleaned_cause(said: Cause) -> Cause:
    """Without blanks and gaps. Refuses TooLong, and CauseMissing for a chain without its first answer."""
    whys = [fields.line(one, N_("Why?"), WORD_LIMIT, needed=False) for one in said.whys[:MOST_WHYS]]
    bones = {branch: tuple(fields.line(one, branch.label, WORD_LIMIT, needed=False) for one in said.bones.get(branch, ())[:MOST_BONES]) for branch in Branch}
    found = Cause(said.code, tuple(one for one in whys if one), {branch: kept for branch, all_ in bones.items() if (kept := tuple(one for one in all_ if one))})
    if not found.known:
        raise CauseMissing()
    return found


@dataclass(frozen=True)
class Metric:
    """On what the effect is judged. `code`: of the measure or of the checked point; `name`: what is counted by hand, with its unit."""

    basis: Basis
    code: str = ""
    name: str = ""
    unit: str = ""
    higher: bool = True
    """Whether more is better."""
    target: Decimal | None = None
    before: Decimal | None = None
    before_n: int = 0

    @property
    def kept(self) -> dict[str, Any]:
        return {
            "basis": self.basis.value, "code": self.code, "name": self.name, "unit": self.unit, "higher": self.higher, "target": _text(self.target),
            "before": _text(self.before), "before_n": self.before_n,
        }  # fmt: skip


def metric_of(kept: Mapping[str, Any] | None) -> Metric | None:
    """The metric behind its JSON."""
    if not kept:
        return None
    return Metric(Basis(kept["basis"]), kept["code"], kept["name"], kept["unit"], kept["higher"], _number(kept["target"]), _number(kept["before"]), kept["before_n"])


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def checked_value(value: Decimal | None) -> Decimal | None:
    """Refuses NotAValue."""
    if value is not None and (abs(value) > VALUE_LIMIT or value != round(value, 4)):
        raise NotAValue(limit=VALUE_LIMIT)
    return value


@dataclass(frozen=True)
class Draft:
    """A measure as it is planned: what, by whom, verified by whom, until when."""

    text: str
    owner_id: int
    verifier_id: int
    due_on: date
    evidence_needed: bool = True


def cleaned(draft: Draft, today: date) -> Draft:
    """Refuses OwnVerifier, DueInPast, DueTooFar, Empty, TooLong."""
    check_pair(draft.owner_id, draft.verifier_id)
    check_due(draft.due_on, today)
    return Draft(fields.paragraph(draft.text, N_("Measure"), MEASURE_LIMIT), draft.owner_id, draft.verifier_id, draft.due_on, draft.evidence_needed)


def check_plan(severity: Severity, cause: Cause, metric: Metric | None, measures: int) -> None:
    """Whether the plan is whole: cause, metric, and enough measures. Refuses CauseMissing, MetricMissing, NoMeasures, SeveralNeeded."""
    if not cause.known:
        raise CauseMissing()
    if metric is None:
        raise MetricMissing()
    if not measures:
        raise NoMeasures()
    if severity.grave and measures < SEVERAL:
        raise SeveralNeeded(least=SEVERAL)


def begun(state: State, severity: Severity, *, approved: bool) -> State:
    """Work begins, or goes on with more measures. Refuses PlanNotApproved, WrongState."""
    after = moved(state, frozenset({State.OPEN, State.IN_HAND, State.TO_JUDGE}), State.IN_HAND)
    if severity.grave and not approved:
        raise PlanNotApproved()
    return after


@dataclass(frozen=True)
class Stand:
    """How the measures of the present round stand. `verified`: closed by somebody other than their owner."""

    open: int
    verified: int


def ended(state: State, stand: Stand) -> State:
    """The state once a measure was verified or cancelled: all verified, the effect waits; none left, new ones are needed."""
    if state not in (State.IN_HAND, State.TO_JUDGE):
        return state
    if stand.open:
        return State.IN_HAND
    return State.TO_JUDGE if stand.verified else State.OPEN


@dataclass(frozen=True)
class Found:
    """What the metric says after the measures; `n` records (1 for what is counted by hand), `note`: how it was found."""

    value: Decimal | None
    n: int
    note: str = ""


def better(metric: Metric, value: Decimal) -> bool:
    """Whether a value reaches the target or, without one, beats the value before."""
    sign = 1 if metric.higher else -1
    if metric.target is not None and sign * (value - metric.target) >= 0:
        return True
    return metric.before is not None and sign * (value - metric.before) > 0


def judged(
    state: State, stand: Stand, effect: Effect, *, metric: Metric | None, found: Found | None, judge_id: int, owner_ids: frozenset[int], due_on: date | None, today: date
) -> State:
    """The state after the effect was judged: closed, or to be rectified anew.

    Refuses WrongState, NotVerified, OwnMeasure, EffectTooEarly, MetricMissing, NoData, TooFewData, NotBetter.
    """
    if state is not State.TO_JUDGE:
        raise WrongState()
    if stand.open or not stand.verified:
        raise NotVerified(count=stand.open)
    if judge_id in owner_ids:
        raise OwnMeasure()
    if due_on is None or today < due_on:
        raise EffectTooEarly(day=due_on)
    if metric is None:
        raise MetricMissing()
    if effect is Effect.NOT:
        return State.OPEN
    if found is None or found.value is None:
        if metric.basis is Basis.MANUAL:
            raise NoData(metric=metric.name)
        raise TooFewData(metric=metric.name, n=found.n if found else 0)
    if metric.basis is Basis.MANUAL and not found.note:
        raise NoData(metric=metric.name)
    if effect is Effect.EFFECTIVE and not better(metric, found.value) and (metric.before is not None or metric.target is not None):
        raise NotBetter(metric=metric.name, before=metric.before if metric.before is not None else "–", after=found.value)
    return State.CLOSED


def is_overdue(state: State, found_on: date, late_measures: int, begin_within: int, today: date) -> bool:
    """A measure is late, or nothing has begun in the time that is allowed."""
    return bool(late_measures) or (state is State.OPEN and today > found_on + timedelta(days=begin_within))
