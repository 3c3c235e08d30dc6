"""A ticket's history in the words of a request's log. Pure.

Foreign systems let happen what a request cannot: work on what is resolved, a second acknowledgement, a resolution that nobody
answered. What a request's log must have is added at the moment of what needs it; what it cannot have is left out.
"""

from dataclasses import dataclass, field

from core.exchange.requests_import.fields import State as Foreign
from core.exchange.requests_import.rules import Map
from core.exchange.requests_import.tickets import Change, Holder, Kind, Ticket
from core.service.imports.rules import Incoming
from core.service.requests.rules import Logged, State, Step

UNKNOWN = "–"


@dataclass
class _Log:
    """The log so far, and where the request stands by it."""

    steps: list[Logged] = field(default_factory=list)
    seen: set[Step] = field(default_factory=set)
    paused: bool = False
    resolved: bool = False

    def add(self, step: Step, change: Change, text: str = "", **facts: object) -> None:
        self.steps.append(Logged(step, change.at, None, text, facts))
        self.seen.add(step)

    def once(self, change: Change, *steps: Step) -> None:
        for step in steps:
            if step not in self.seen:
                self.add(step, change)


def incoming(ticket: Ticket, mapped: Map) -> Incoming:
    """The ticket as a request that comes in; customers, people and targets are found where the database is."""
    return Incoming(
        key=ticket.id, mark=ticket.digest(), row=ticket.row, project=ticket.project, customer=ticket.customer, customer_name=ticket.customer_name, channel=ticket.channel,
        title=ticket.title, text=ticket.text, problem_class=ticket.class_, problem_type=ticket.subtype, urgency=ticket.urgency, impact=ticket.impact, priority=ticket.priority,
        complaint=ticket.complaint, solution=ticket.solution, cause=ticket.cause, mode=ticket.mode, first_receiver=_person(ticket.first_receiver, mapped), handler=_holder(ticket.holder, mapped),
        state=State(ticket.state.value), log=tuple(_log(ticket, mapped)),
    )  # fmt: skip


def _person(name: str, mapped: Map) -> str:
    """The user name of somebody in the file; empty where the mapping does not say."""
    return mapped.people.get(name) or mapped.people.get("*", "") if name else mapped.people.get("*", "")


def _holder(holder: Holder, mapped: Map) -> str:
    return mapped.people.get(holder.person) or mapped.people.get(holder.group) or mapped.people.get("*", "")


def _name(holder: Holder | None) -> str:
    return " · ".join(part for part in (holder.group, holder.person) if part) if holder else UNKNOWN


def _log(ticket: Ticket, mapped: Map) -> list[Logged]:
    log = _Log()
    for change in ticket.changes:
        _add(log, change, mapped)
    last = ticket.changes[-1]
    if not log.resolved:
        if ticket.state is not Foreign.REPORTED:
            log.once(last, Step.CLASSIFIED)
        if ticket.state in (Foreign.RECORDED, Foreign.IN_HAND):
            log.once(last, Step.RECORDED)
        if ticket.state is Foreign.IN_HAND:
            log.once(last, Step.BEGUN)
    elif ticket.state in (Foreign.CONFIRMED, Foreign.ARCHIVED):
        log.once(last, Step.CONFIRMED)
    return log.steps


def _add(log: _Log, change: Change, mapped: Map) -> None:
    match change.kind:
        case Kind.OPENED:
            log.add(Step.REPORTED, change, priority=change.to)
        case Kind.ACKNOWLEDGED if not log.resolved:
            log.once(change, Step.ACKNOWLEDGED)
        case Kind.RANKED if not log.resolved:
            log.add(Step.TARGETED, change, priority=change.to)
        case Kind.ASSIGNED if not log.resolved:
            log.once(change, Step.CLASSIFIED)
            if Step.RECORDED not in log.seen:
                log.add(Step.RECORDED, change, _name(change.holder))
        case Kind.HANDED if not log.resolved:
            log.once(change, Step.CLASSIFIED, Step.RECORDED)
            whom = {"from_user": _holder(change.before or Holder(), mapped), "to_user": _holder(change.holder or Holder(), mapped)}
            log.add(Step.HANDED_OVER, change, f"{_name(change.before)} → {_name(change.holder)}", **whom)
        case Kind.RESPONDED if not log.resolved:
            log.once(change, Step.CLASSIFIED, Step.RECORDED, Step.BEGUN, Step.RESPONDED)
        case Kind.MOVED if not log.resolved and change.to == Foreign.IN_HAND:
            log.once(change, Step.CLASSIFIED, Step.RECORDED, Step.BEGUN)
        case Kind.PAUSED if not log.resolved and not log.paused:
            log.add(Step.PAUSED, change, reason=change.to)
            log.paused = True
        case Kind.RESUMED if log.paused:
            log.add(Step.RESUMED, change)
            log.paused = False
        case Kind.RESOLVED if not log.resolved:
            log.once(change, Step.CLASSIFIED, Step.RECORDED, Step.BEGUN, Step.RESPONDED)
            log.add(Step.RESOLVED, change)
            log.resolved, log.paused = True, False
            log.seen -= {Step.CONFIRMED, Step.ARCHIVED}
        case Kind.REOPENED if log.resolved:
            log.add(Step.REOPENED, change)
            log.resolved = False
        case Kind.CONFIRMED if log.resolved:
            log.once(change, Step.CONFIRMED)
        case Kind.CLOSED if log.resolved:
            log.once(change, Step.CONFIRMED, Step.ARCHIVED)
