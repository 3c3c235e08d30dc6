"""Duties in work packages, and what is wrong with them. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Refusal
from core.words import N_, Language, translate

NAME_LIMIT, ROLE_LIMIT, MOST_PACKAGES = 120, 60, 100


class Duty(StrEnum):
    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    BOTH = "AR"
    CONSULTED = "C"
    INFORMED = "I"

    @property
    def label(self) -> str:
        return {
            Duty.RESPONSIBLE: N_("R: does it"),
            Duty.ACCOUNTABLE: N_("A: answers for it"),
            Duty.BOTH: N_("A and R: answers for it and does it"),
            Duty.CONSULTED: N_("C: is asked before"),
            Duty.INFORMED: N_("I: is told afterwards"),
        }[self]


DOING, ANSWERING = frozenset({Duty.RESPONSIBLE, Duty.BOTH}), frozenset({Duty.ACCOUNTABLE, Duty.BOTH})


class TooManyPackages(Refusal):
    message = N_("At most {most} work packages. Divide the duties of what they are made of among the few who do them.")


class PackageTwice(Refusal):
    message = N_("There are two work packages called “{name}”. Give them names of their own.")


class NotInTheTeam(Refusal):
    message = N_("{count} of these people are not in the project's team. Add them to the project first.")


@dataclass(frozen=True)
class Package:
    """A work package with the duty of each person, by her id."""

    name: str
    duties: Mapping[int, Duty] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """What is wrong with a package, as a translatable sentence."""

    message: str
    facts: Mapping[str, object]

    def told(self, language: Language) -> str:
        return translate(language, self.message, **self.facts)


def gaps(packages: Sequence[Package]) -> tuple[Gap, ...]:
    """Exactly one answers for each package, and somebody does it: what is not so, in the order of the packages."""
    return tuple(_gaps(packages))


def _gaps(packages: Sequence[Package]) -> Iterator[Gap]:
    for one in packages:
        answering = sum(duty in ANSWERING for duty in one.duties.values())
        if not answering:
            yield Gap(N_("“{package}”: nobody answers for it. Give one person the A."), {"package": one.name})
        elif answering > 1:
            yield Gap(N_("“{package}”: {count} people answer for it. Leave the A with one."), {"package": one.name, "count": answering})
        if not any(duty in DOING for duty in one.duties.values()):
            yield Gap(N_("“{package}”: nobody does it. Give somebody the R."), {"package": one.name})


def cleaned(packages: Sequence[Package], team: Collection[int]) -> tuple[Package, ...]:
    """Packages as they are kept; nameless ones without duties are dropped. Refuses Empty, TooLong, PackageTwice, TooManyPackages, NotInTheTeam."""
    found, seen = [], set[str]()
    for one in packages:
        if not one.name.strip() and not one.duties:
            continue
        name = fields.line(one.name, N_("Work package"), NAME_LIMIT)
        if name.casefold() in seen:
            raise PackageTwice(name=name)
        seen.add(name.casefold())
        found.append(replace(one, name=name))
    if len(found) > MOST_PACKAGES:
        raise TooManyPackages(most=MOST_PACKAGES)
    strangers = {person for one in found for person in one.duties} - set(team)
    if strangers:
        raise NotInTheTeam(count=len(strangers))
    return tuple(found)


def kept(packages: Sequence[Package]) -> list[dict[str, Any]]:
    """Packages as plain JSON."""
    return [{"name": one.name, "duties": {str(person): duty.value for person, duty in sorted(one.duties.items())}} for one in packages]


def packages_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Package, ...]:
    return tuple(Package(row["name"], {int(person): Duty(duty) for person, duty in row["duties"].items()}) for row in rows)
