"""Who is given a request when nobody chose: the first rule that fits and has somebody who is there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.words import N_

MOST_RULES, LAST = 30, 50
"""LAST: so many requests are shown with whom the rules would have chosen."""
ROLES = "service_role"
"""Reference table: what somebody of the team does in service."""
FACT = "dispatch"
"""Under it the event of a request says which rule gave it to whom."""


class Who(StrEnum):
    PERSON = "person"
    FEWEST = "fewest"

    @property
    def label(self) -> str:
        return {Who.PERSON: N_("One person"), Who.FEWEST: N_("Whoever has the fewest open requests")}[self]


class TooManyRules(Refusal):
    message = N_("A project takes at most {limit} dispatch rules. Delete one that is not needed any more.")


class NoRules(Refusal):
    message = N_("There is no rule yet. Write one before the rules are switched on.")


class NotThere(Refusal):
    message = N_("Rule {number} names nobody who is an active member of the team. Choose somebody else.")


class Twice(Refusal):
    message = N_("Rule {number} repeats rule {first}. Change what it fits, or whom it names.")


@dataclass(frozen=True)
class Case:
    """What of a request the rules look at; `problem_class` empty: not classified yet."""

    problem_class: str
    problem_type: str
    channel: str
    customer_class: str
    priority: str


@dataclass(frozen=True)
class Rule:
    """Fits a case if everything that is said agrees; what is empty fits all. FEWEST is of the `role`, or of the whole team."""

    who: Who
    person_id: int | None = None
    role: str = ""
    problem_class: str = ""
    problem_type: str = ""
    channel: str = ""
    customer_class: str = ""
    priority: str = ""


@dataclass(frozen=True)
class Mate:
    """Somebody who may handle the requests of a project. `open`: how many requests the person has in hand already, of all projects."""

    id: int
    open: int = 0
    role: str = ""
    away: bool = False


@dataclass(frozen=True)
class Given:
    """To whom, by which rule (1 is the first); `passed`: the rules before it that fitted too, but had nobody."""

    person_id: int
    number: int
    rule: Rule
    passed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The rules of a project in their order, and who does what in its service. `version` 0: none yet."""

    rules: tuple[Rule, ...] = ()
    roles: Mapping[int, str] = field(default_factory=dict)
    active: bool = False
    version: int = 0


def matches(rule: Rule, case: Case) -> bool:
    return all(not getattr(rule, name) or getattr(rule, name) == value for name, value in vars(case).items())


def given(rules: Sequence[Rule], case: Case, team: Mapping[int, Mate]) -> Given | None:
    """By the first rule that fits and has somebody there; None if there is none. Of equals the one with the lower id, so that asked twice the same is said."""
    passed: list[int] = []
    for number, rule in enumerate(rules, 1):
        if not matches(rule, case):
            continue
        able = [one for one in team.values() if not one.away and (one.id == rule.person_id if rule.who is Who.PERSON else rule.role in ("", one.role))]
        if able:
            return Given(min(able, key=lambda one: (one.open, one.id)).id, number, rule, tuple(passed))
        passed.append(number)
    return None


def tried(rules: Sequence[Rule], cases: Iterable[Case], team: Mapping[int, Mate]) -> list[Given | None]:
    """Whom the rules would choose if these came in now one after another: each that is given counts for the next."""
    now, found = dict(team), []
    for case in cases:
        one = given(rules, case, now)
        if one is not None:
            now[one.person_id] = replace(now[one.person_id], open=now[one.person_id].open + 1)
        found.append(one)
    return found


def packed(rule: Rule) -> dict[str, Any]:
    """A rule as it is kept; what it does not say is left out."""
    return {name: value for name, value in asdict(rule).items() if value}


def unpacked(kept: Mapping[str, Any]) -> Rule:
    return Rule(**{**kept, "who": Who(kept["who"])})


def told(one: Given | None) -> dict[str, Any]:
    """What the event of a request keeps of it."""
    return {} if one is None else {FACT: {"number": one.number, "rule": packed(one.rule), "passed": list(one.passed)}}


def check(rules: Sequence[Rule], team: Iterable[int], *, active: bool) -> None:
    """Refuses TooManyRules, NoRules (switched on), NotThere, Twice."""
    if len(rules) > MOST_RULES:
        raise TooManyRules(limit=MOST_RULES)
    if active and not rules:
        raise NoRules()
    members, seen = set(team), dict[Rule, int]()
    for number, rule in enumerate(rules, 1):
        if rule.who is Who.PERSON and rule.person_id not in members:
            raise NotThere(number=number)
        if rule in seen:
            raise Twice(number=number, first=seen[rule])
        seen[rule] = number


def cleaned(rule: Rule) -> Rule:
    """Without what its kind does not need."""
    return replace(rule, role="") if rule.who is Who.PERSON else replace(rule, person_id=None)
