"""What a course and a session of it say, when a session counts as held, and what is planned against what was done. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.notice.rules import Kind as Notice
from core.notice.rules import declare
from core.words import N_

TITLE_LIMIT, TOPIC_LIMIT, WHY_LIMIT, TRAINER_LIMIT, REASON_LIMIT, NOTE_LIMIT, REMARK_LIMIT = 120, 500, 300, 80, 300, 2000, 200
MOST_PEOPLE, MOST_HOURS, MOST_SCORE = 100, Decimal(99), Decimal(100)
TRAINING = declare(Notice("training", N_("Training you take part in or plan")))


class Kind(StrEnum):
    BASIC = "basic"
    ADVANCED = "advanced"
    TARGETED = "targeted"

    @property
    def label(self) -> str:
        return {Kind.BASIC: N_("Basic training"), Kind.ADVANCED: N_("Advanced training"), Kind.TARGETED: N_("Targeted training")}[self]


class Method(StrEnum):
    THEORY = "theory"
    CASE = "case"
    ROLE_PLAY = "role_play"
    SIMULATION = "simulation"

    @property
    def label(self) -> str:
        return {Method.THEORY: N_("Theory"), Method.CASE: N_("Case study"), Method.ROLE_PLAY: N_("Role play"), Method.SIMULATION: N_("Simulation")}[self]


class Why(StrEnum):
    """What a targeted course answers."""

    NONE = ""
    CUSTOMERS = "customers"
    PROJECT = "project"
    CHECKPOINT = "checkpoint"

    @property
    def label(self) -> str:
        return {
            Why.NONE: N_("No special reason"), Why.CUSTOMERS: N_("A new group of customers"), Why.PROJECT: N_("What a project needs"), Why.CHECKPOINT: N_("A checkpoint with low scores"),
        }[self]  # fmt: skip


class State(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {State.PLANNED: N_("Planned"), State.HELD: N_("Held"), State.CANCELLED: N_("Cancelled")}[self]


class Result(StrEnum):
    """What came of it for somebody. OPEN: the session is still to come."""

    OPEN = ""
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return {Result.OPEN: N_("To take part"), Result.PASSED: N_("Passed"), Result.NOT_PASSED: N_("Not passed"), Result.ABSENT: N_("Absent")}[self]


class WhyTargeted(Refusal):
    message = N_("A targeted training answers something: choose what, and say it in words.")


class WhichProject(Refusal):
    message = N_("Choose the project that needs this training.")


class NoMethod(Refusal):
    message = N_("Choose at least one way of training.")


class NobodyTrained(Refusal):
    message = N_("Choose who takes part.")


class TooManyPeople(Refusal):
    message = N_("A session takes at most {limit} people. Plan a second one.")


class NotYours(Refusal):
    message = N_("Choose active people whom you may see.")


class NotHours(Refusal):
    message = N_("A session lasts more than 0 and at most {limit} hours, told to one decimal place.")


class NoTrainer(Refusal):
    message = N_("Say who trains: choose a colleague, or write the name of somebody from outside.")


class OwnTrainer(Refusal):
    message = N_("Whoever trains does not take part in the same session.")


class PlannedInPast(Refusal):
    message = N_("This day is over. Plan a session for today or later; one that was held is planned for today and recorded with its day.")


class NotOverYet(Refusal):
    message = N_("The session is to come, on {day}. Record it once it has been held.")


class ResultMissing(Refusal):
    message = N_("Say of everybody who was to take part what came of it; {count} are open.")


class NotAScore(Refusal):
    message = N_("A score lies between 0 and 100 and has at most one decimal place.")


class AbsentScored(Refusal):
    message = N_("Whoever was absent has no score.")


@dataclass(frozen=True)
class Course:
    """What is taught, for whom and why. `measure`: the code of the measure it should improve; empty: none is watched."""

    title: str
    topic: str
    kind: Kind
    methods: tuple[str, ...]
    why: Why = Why.NONE
    why_text: str = ""
    measure: str = ""
    project_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Planned:
    """A session to come. `trainer`: somebody from outside, where `trainer_id` is None."""

    on: date
    hours: Decimal
    people: tuple[int, ...]
    trainer_id: int | None = None
    trainer: str = ""


@dataclass(frozen=True)
class Came:
    """What came of a session for somebody."""

    person_id: int
    result: Result
    score: Decimal | None = None
    remark: str = ""


def check_course(course: Course) -> None:
    """Refuses NoMethod, WhyTargeted, WhichProject."""
    if not course.methods or not set(course.methods) <= set(Method):
        raise NoMethod()
    if course.kind is Kind.TARGETED and (course.why is Why.NONE or not course.why_text):
        raise WhyTargeted()
    if course.why is Why.PROJECT and course.project_id is None:
        raise WhichProject()


def check_planned(planned: Planned, *, today: date) -> None:
    """Refuses NotHours, NobodyTrained, TooManyPeople, NoTrainer, OwnTrainer, PlannedInPast."""
    if not 0 < planned.hours <= MOST_HOURS or planned.hours != round(planned.hours, 1):
        raise NotHours(limit=MOST_HOURS)
    if not planned.people:
        raise NobodyTrained()
    if len(planned.people) > MOST_PEOPLE:
        raise TooManyPeople(limit=MOST_PEOPLE)
    if planned.trainer_id is None and not planned.trainer:
        raise NoTrainer()
    if planned.trainer_id in planned.people:
        raise OwnTrainer()
    if planned.on < today:
        raise PlannedInPast()


def check_held(came: Iterable[Came], planned: frozenset[int]) -> None:
    """Whether everybody who was to take part has a result. Refuses ResultMissing, NotAScore, AbsentScored."""
    many = {one.person_id: one for one in came}
    missing = [one for one in planned if one not in many or many[one].result is Result.OPEN]
    if missing or many.keys() - planned:
        raise ResultMissing(count=len(missing))
    for one in many.values():
        if one.score is not None and one.result is Result.ABSENT:
            raise AbsentScored()
        if one.score is not None and (not 0 <= one.score <= MOST_SCORE or one.score != round(one.score, 1)):
            raise NotAScore()


@dataclass(frozen=True)
class Done:
    """What was planned for a period against what was done: sessions, places in them, and hours of those who came."""

    planned: int = 0
    """Sessions whose day lies in the period, without cancelled ones."""
    held: int = 0
    cancelled: int = 0
    late: int = 0
    """Planned, their day is over, and nothing is recorded."""
    places: int = 0
    came: int = 0
    """Of the places in sessions that were held."""
    passed: int = 0
    hours: Decimal = Decimal(0)
    """Of everybody who came, added up."""

    @property
    def share(self) -> float | None:
        """Held of all whose day has come; None where no day has come yet."""
        due = self.held + self.late
        return self.held / due if due else None
