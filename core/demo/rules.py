"""The cast of the demo, its calendar, and the dice by which its inspectors score. Pure: a seed decides everything."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import exp
from typing import Any

from core.inspection import rules as scoring
from core.inspection.rules import Method, Scale, Veto
from core.words import Content, Language

PASSWORD = "cockpit-demo-2026"  # noqa: S105  shown to everybody who plants the demo
PAST_ROUNDS = 8
SEED = 7
LEAD_DAYS = 20
"""The running round is that of the quarter so many days ago: a quarter that has only begun has none yet."""
NEW_FOR = timedelta(days=31)
"""A project younger than this may not be judged on everything yet."""


@dataclass(frozen=True)
class CastDepartment:
    code: str
    parent: str
    head: str
    name: Content


@dataclass(frozen=True)
class CastPerson:
    username: str
    name: Content
    department: str
    roles: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class CastProject:
    code: str
    name: Content
    customer: Content
    department: str
    manager: str
    members: tuple[str, ...]
    stage: str
    kind: str
    started: date
    ends: date
    quality: float
    """The true level behind the scores, 0 to 1."""
    drift: float
    """Its change in a year."""
    slack: float = 0.0
    """The part of its follow-ups that it does late."""
    flattered: str = ""
    """A checkpoint that is scored far better there than it is."""

    def level(self, on: date) -> float:
        """The true level on a day."""
        return self.quality + self.drift * (on - self.started).days / 365.25


@dataclass(frozen=True)
class CastNote:
    tone: str
    section: str
    text: Content


@dataclass(frozen=True)
class Cast:
    """Everybody and everything of data/demo/cast.toml, its days moved so that the story ends today."""

    round_name: str
    departments: tuple[CastDepartment, ...]
    people: tuple[CastPerson, ...]
    projects: tuple[CastProject, ...]
    notes: tuple[CastNote, ...]
    contests: tuple[Content, ...]
    decisions: Mapping[str, tuple[Content, ...]]
    revisions: Mapping[str, tuple[Content, ...]]
    comments: Mapping[str, tuple[Content, ...]]
    """What is said in an approval: submitted, approved, returned, resubmitted."""
    earlier: tuple[CastProject, ...] = ()
    """Small projects that are over: each lived between two rounds, so nobody inspected it."""

    def having(self, role: str) -> tuple[CastPerson, ...]:
        """The people who hold a role, in the order of the file."""
        return tuple(person for person in self.people if role in person.roles)


@dataclass(frozen=True)
class CastException:
    """Days that differ; counted from the day on which the story ends. Of a calendar or of a person."""

    first: int
    last: int
    kind: str
    name: str
    hours: str = ""
    calendar: str = ""
    person: str = ""


@dataclass(frozen=True)
class CastLeave:
    username: str
    first: int
    last: int
    kind: str
    hours: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Hours:
    """Everything of data/demo/calendars.toml."""

    calendars: tuple[str, ...]
    own: Mapping[str, str]
    exceptions: tuple[CastException, ...]
    leave: tuple[CastLeave, ...]


def hours(table: Mapping[str, Any]) -> Hours:
    """The working time in the tables of calendars.toml."""
    return Hours(
        tuple(table["calendars"]), table["own"], tuple(CastException(**one) for one in table["exceptions"]), tuple(CastLeave(**one) for one in table["leave"])
    )


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def plus(self, quarters: int) -> "Quarter":
        """The quarter so many later, or earlier if negative."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def minus(self, other: "Quarter") -> int:
        """How many quarters this is later than `other`."""
        return (self.year - other.year) * 4 + self.number - other.number

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.plus(1).first - timedelta(days=1)


def running(today: date) -> Quarter:
    """The quarter whose round is running."""
    return Quarter.of(today - timedelta(days=LEAD_DAYS))


def moved(day: date, quarters: int) -> date:
    """The same day of its month so many quarters later; the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + 3 * quarters
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def cast(table: Mapping[str, Any], today: date) -> Cast:
    """The cast in the tables of cast.toml for somebody who reads it `today`."""
    house = table["organisation"]
    shift = Quarter.of(today).minus(Quarter.of(date.fromisoformat(house["as_of"])))
    return Cast(
        round_name=house["round"],
        departments=tuple(CastDepartment(d["code"], d["parent"], d["heads"], d["name"]) for d in table["departments"]),
        people=tuple(CastPerson(p["username"], p["name"], p["department"], tuple(p["roles"]), p["language"]) for p in table["people"]),
        projects=tuple(_project(p, shift) for p in table["projects"]),
        notes=tuple(CastNote(n["tone"], n["section"], n["text"]) for n in table["notes"]),
        contests=tuple(c["text"] for c in table["contests"]),
        decisions=_grouped(table["decisions"], "outcome"),
        revisions=_grouped(table["revisions"], "occasion"),
        comments=_grouped(table["comments"], "occasion"),
        earlier=tuple(_project({"stage": "closed", "quality": 0.8, "drift": 0.0} | p, shift) for p in table.get("earlier", [])),
    )


def _project(p: Mapping[str, Any], shift: int) -> CastProject:
    started, ends = moved(date.fromisoformat(p["started"]), shift), moved(date.fromisoformat(p["ends"]), shift)
    return CastProject(
        p["code"], p["name"], p["customer"], p["department"], p["manager"], tuple(p["members"]), p["stage"], p["kind"],
        started, ends, p["quality"], p["drift"], p.get("slack", max(0.03, round(0.92 - p["quality"], 2))), p.get("flattered", ""),
    )  # fmt: skip


def _grouped(rows: Sequence[Mapping[str, Any]], by: str) -> dict[str, tuple[Content, ...]]:
    return {key: tuple(row["text"] for row in rows if row[by] == key) for key in dict.fromkeys(row[by] for row in rows)}


def working_days(first: date, last: date) -> list[date]:
    """Monday to Friday from `first` to `last`."""
    days = (first + timedelta(days=index) for index in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


@dataclass(frozen=True)
class Habits:
    """How inspectors differ, projects shine in one checkpoint, and items are harder than others; drawn once a seed."""

    severity: Mapping[str, float]
    strength: Mapping[tuple[str, str], float]
    hardness: Mapping[str, float]


def habits(dice: random.Random, inspectors: Sequence[str], projects: Sequence[str], sections: Sequence[str], items: Sequence[str]) -> Habits:
    """The lasting differences of a demo."""
    return Habits(
        severity={name: dice.gauss(0, 0.035) for name in inspectors},
        strength={(project, section): dice.gauss(0, 0.05) for project in projects for section in sections},
        hardness={item: dice.gauss(0, 0.04) for item in items},
    )


def raw(dice: random.Random, scale: Scale, veto: Veto, level: float) -> Decimal:
    """What an inspector enters on `scale` for work at `level` (0 to 1, may be beyond). A veto never comes by chance."""
    level = min(1.0, max(0.0, level + dice.gauss(0, 0.08)))
    if scale.method is Method.LEVELS:
        return scale.levels[min(len(scale.levels) - 1, int(level * (len(scale.levels) - 1) + 0.5))]
    if scale.method is Method.YES_NO:
        return Decimal(1) if veto is not Veto.NONE or dice.random() < 1 / (1 + exp((0.5 - level) / 0.07)) else Decimal(0)
    if scale.method is Method.DEDUCTION:
        most = int(scale.cap / scale.per_finding)
        return Decimal(min(most, int((1 - level) * float(scale.maximum / scale.per_finding) + dice.random() * 0.6)))
    worst, best = float(scale.minimum), float(scale.maximum)
    wanted = worst + (best - worst) * level
    return Decimal(round(wanted)) if abs(best - worst) >= 10 else Decimal(round(wanted * 10)) / 10


def tone(scale: Scale, given: Decimal) -> str:
    """The tone of a note beside an answer."""
    earned = scoring.fraction(scale, given)
    return "good" if earned >= 0.85 else "middling" if earned >= 0.5 else "bad"


def better(scale: Scale, given: Decimal, full: bool) -> Decimal:
    """What a corrected answer becomes: everything, or halfway there."""
    if scale.method is Method.YES_NO:
        return Decimal(1)
    if scale.method is Method.DEDUCTION:
        return Decimal(0) if full else Decimal(int(given) // 2)
    if scale.method is Method.LEVELS:
        place = scale.levels.index(given)
        top = len(scale.levels) - 1
        return scale.levels[top if full else min(top, place + 1)]
    half = (given + scale.maximum) / 2
    places = Decimal(1) if abs(scale.maximum - scale.minimum) >= 10 else Decimal("0.1")
    towards = ROUND_CEILING if scale.maximum > given else ROUND_FLOOR
    return scale.maximum if full else half.quantize(places, towards)


def said(both: str, language: Language | None) -> str:
    """One side of a text that is written twice ("中文 | English"): what somebody who writes in `language` has typed."""
    chinese, _, english = both.partition(" | ")
    return english if english and language is Language.ENGLISH else chinese
