"""What kinds of targets there are, and what makes a team or a service record acceptable. Pure.

Every target lies within a project: who may see it, lead its inspection and who must not inspect it follow from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Fault, Faulty, NotPermitted, Refusal
from core.settings.rules import INSPECTION, Setting, declare
from core.words import N_, Content, Language, pick

NAME_LIMIT = 120
NUMBER_LIMIT = 40
AT_ONCE = 2000
"""So many records are taken over in one go at most."""
TEXT_LIMIT, REFERENCE_LIMIT = 2000, 200
CHANNELS = "channel"
"""The reference table of where customers and colleagues reach each other."""


class Kind(StrEnum):
    PROJECT = "project"
    PERSON = "person"
    TEAM = "team"
    RECORD = "record"

    @property
    def label(self) -> str:
        """What a round inspects, in the plural."""
        return {Kind.PROJECT: N_("Projects"), Kind.PERSON: N_("People"), Kind.TEAM: N_("Teams"), Kind.RECORD: N_("Service records")}[self]

    @property
    def one(self) -> str:
        """One target of the kind."""
        return {Kind.PROJECT: N_("Project"), Kind.PERSON: N_("Person"), Kind.TEAM: N_("Team"), Kind.RECORD: N_("Service record")}[self]


class Part(StrEnum):
    """What a service record may tell besides its number, its day and its customer, which every one has."""

    HANDLER = "handler"
    CHANNEL = "channel"
    DEMAND = "demand"
    RESULT = "result"
    FEEDBACK = "feedback"
    REFERENCE = "reference"

    @property
    def label(self) -> str:
        return {
            Part.HANDLER: N_("Handled by"),
            Part.CHANNEL: N_("Channel"),
            Part.DEMAND: N_("What the customer asked for"),
            Part.RESULT: N_("What was done and reached"),
            Part.FEEDBACK: N_("What the customer said of it"),
            Part.REFERENCE: N_("Where its files are"),
        }[self]


DEMANDED = declare(Setting(
    "inspection.record_tells", INSPECTION, N_("What a complete service record tells"),
    N_("Besides number, date and customer. A record that leaves one of these out counts as incomplete in the measure of complete service records."),
    (Part.HANDLER.value, Part.CHANNEL.value, Part.DEMAND.value, Part.RESULT.value, Part.FEEDBACK.value),
    choices=tuple((one.value, one.label) for one in Part),
))  # fmt: skip


def lacking(told: Mapping[str, object], demanded: Sequence[str]) -> tuple[Part, ...]:
    """What of `demanded` a record with these parts does not tell, in the order of Part."""
    return tuple(one for one in Part if one.value in demanded and not told.get(one.value))


class NotATarget(Refusal):
    message = N_("This is no target of the round any more. Choose another one from the list.")


class TeamKnown(Refusal):
    message = N_("This project has a team of that name already.")


class NotInTheProject(Refusal):
    message = N_("{count} of these people do not belong to the project. Add them to its team first.")


class HandlerUnknown(Refusal):
    message = N_("Nobody has the user name “{value}”. Choose somebody from the list.")


class FaultyRecords(Faulty):
    message = N_("{count} faults were found in the service records; nothing was saved.")



class NoneOfYours(FaultyRecords, NotPermitted):
    """No record lies in a project to which one may be added: nothing of the deed is the actor's."""


@dataclass(frozen=True)
class Line:
    """A service record as it was typed, pasted or read from a file; `row` says where, for the report of faults."""

    row: int
    project: str
    """The project's code."""
    number: str
    happened_on: date | None
    customer: str
    customer_type: str
    """A code of the table of customer types; empty: that of the project."""
    handler: str
    """The user name of whoever handled it; may be empty, as may everything that follows."""
    channel: str = ""
    """A code of the table of channels."""
    demand: str = ""
    result: str = ""
    feedback: str = ""
    reference: str = ""
    """Where its files are: a number, a folder, an address."""


def code_within(project_code: str, own: str) -> str:
    """The code of a target within its project: the same on every machine and at every draw."""
    return f"{project_code}/{own}"


def beside(project: Content, thing: Content, number: str = "") -> dict[str, str]:
    """What a target is called with its project before it, in every language: "Hotline · SR-7 · Northern Ferries"."""
    return {one.value: " · ".join(part for part in (pick(project, one), number, pick(thing, one)) if part) for one in Language}


def project_of(code: str) -> str:
    """The project's code in the code of a target, or the project's own."""
    return code.partition("/")[0]


def check(lines: Sequence[Line], *, projects: Mapping[str, bool], types: Sequence[str], handlers: Sequence[str], known: Sequence[str], today: date, channels: Sequence[str] = ()) -> list[Fault]:
    """Everything that is wrong with `lines`, in their order.

    `projects` says of each code that may be seen whether records may be added there; `known` are codes of targets there
    already, `handlers` user names, `types` codes of customer types, `channels` those of channels.
    """
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for line in lines:
        if not line.number:
            faults.append(Fault(line.row, N_("The number is missing.")))
        if line.project not in projects:
            faults.append(Fault(line.row, N_("“{code}” is no project that you may see."), {"code": line.project[:40]}))
        elif not projects[line.project]:
            faults.append(Fault(line.row, N_("You may not add service records to {code}."), {"code": line.project}))
        code = code_within(line.project, line.number)
        if line.number and code in first:
            faults.append(Fault(line.row, N_("The number {number} stands in row {first} already."), {"number": line.number, "first": first[code]}))
        elif line.number and code in known:
            faults.append(Fault(line.row, N_("The number {number} is recorded for this project already."), {"number": line.number}))
        first.setdefault(code, line.row)
        if line.happened_on is None:
            faults.append(Fault(line.row, N_("The date is missing.")))
        elif line.happened_on > today:
            faults.append(Fault(line.row, N_("The date {day} lies in the future."), {"day": line.happened_on.isoformat()}))
        if not line.customer:
            faults.append(Fault(line.row, N_("The customer is missing.")))
        if line.customer_type and line.customer_type not in types:
            faults.append(Fault(line.row, N_("“{value}” is no customer type that is offered."), {"value": line.customer_type[:40]}))
        if line.handler and line.handler not in handlers:
            faults.append(Fault(line.row, N_("Nobody has the user name “{value}”."), {"value": line.handler[:40]}))
        if line.channel and line.channel not in channels:
            faults.append(Fault(line.row, N_("“{value}” is no channel that is offered."), {"value": line.channel[:40]}))
    if not lines:
        faults.append(Fault(0, N_("There is no row below the headings.")))
    if len(lines) > AT_ONCE:
        faults.append(Fault(0, N_("At most {limit} service records are taken over at once."), {"limit": AT_ONCE}))
    return faults
