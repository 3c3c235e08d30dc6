"""What is said of a stakeholder, and what follows from influence and interest. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.words import N_

NAME_LIMIT, POSITION_LIMIT, TEXT_LIMIT = 80, 120, 500
LEAST, MOST, HIGH = 1, 5, 4
"""Influence and interest go from 1 to 5; from 4 on they are high."""
AT_MOST = 200


class Kind(StrEnum):
    CUSTOMER = "customer"
    BUSINESS = "business"
    TECHNICAL = "technical"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        return {
            Kind.CUSTOMER: N_("Customer"),
            Kind.BUSINESS: N_("Internal business department"),
            Kind.TECHNICAL: N_("Technical team"),
            Kind.SUPPLIER: N_("External supplier"),
        }[self]


class Strategy(StrEnum):
    MANAGE_CLOSELY = "manage_closely"
    KEEP_SATISFIED = "keep_satisfied"
    KEEP_INFORMED = "keep_informed"
    MONITOR = "monitor"

    @property
    def label(self) -> str:
        return {
            Strategy.MANAGE_CLOSELY: N_("Manage closely"),
            Strategy.KEEP_SATISFIED: N_("Keep satisfied"),
            Strategy.KEEP_INFORMED: N_("Keep informed"),
            Strategy.MONITOR: N_("Watch with little effort"),
        }[self]

    @property
    def means(self) -> str:
        return {
            Strategy.MANAGE_CLOSELY: N_("much influence, much interest: involve in every decision"),
            Strategy.KEEP_SATISFIED: N_("much influence, little interest: ask early, spare the details"),
            Strategy.KEEP_INFORMED: N_("little influence, much interest: report regularly"),
            Strategy.MONITOR: N_("little influence, little interest: look now and then"),
        }[self]


class OutOfScale(Refusal):
    message = N_("Influence and interest are whole numbers from 1 to 5.")


class TooManyStakeholders(Refusal):
    message = N_("The register takes at most {most} entries. Put people of one group into one entry.")


class KnownAlready(Refusal):
    message = N_("“{name}” is in the register already. Change that entry.")


@dataclass(frozen=True)
class Entry:
    """What the register says of somebody."""

    name: str
    kind: Kind
    position: str = ""
    expectation: str = ""
    requirement: str = ""
    influence: int = 3
    interest: int = 3
    channel: str = ""


def strategy(influence: int, interest: int) -> Strategy:
    """How somebody is treated, by the quadrant."""
    if influence >= HIGH:
        return Strategy.MANAGE_CLOSELY if interest >= HIGH else Strategy.KEEP_SATISFIED
    return Strategy.KEEP_INFORMED if interest >= HIGH else Strategy.MONITOR


def cleaned(entry: Entry, others: Collection[str]) -> Entry:
    """The entry as it is kept, where `others` are the names beside it. Refuses Empty, TooLong, OutOfScale, KnownAlready."""
    if not all(LEAST <= one <= MOST for one in (entry.influence, entry.interest)):
        raise OutOfScale()
    name = fields.line(entry.name, N_("Name"), NAME_LIMIT)
    if name.casefold() in {one.casefold() for one in others}:
        raise KnownAlready(name=name)
    return replace(
        entry, name=name, kind=Kind(entry.kind), position=fields.line(entry.position, N_("Position"), POSITION_LIMIT, needed=False),
        expectation=fields.paragraph(entry.expectation, N_("Expectation"), TEXT_LIMIT, needed=False),
        requirement=fields.paragraph(entry.requirement, N_("Requirement"), TEXT_LIMIT, needed=False),
    )  # fmt: skip
