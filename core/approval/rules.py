"""The life of a submission: who is asked, who may not decide, and when the chain has said yes. Pure.

Nothing here knows a record or a screen: a `Case` is a submission, a `Crowd` is who there is today, and `decided` is the
only way from one state to the next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from core.access import Actor, Permission, Reach, Role, within
from core.approval.chains.rules import MAX_DAYS, How, Step, Who
from core.errors import NotPermitted, Refusal, Stale
from core.notice.rules import Kind, Mail
from core.notice.rules import declare as declare_kind
from core.people.rules import subtree
from core.settings.rules import APPROVAL, WORKDAYS, Setting, declare
from core.words import N_

COMMENT_LIMIT = 1000
DAYS = declare(Setting(
    "approval.days", APPROVAL, N_("Days for a step of an approval"),
    N_("A step that waits longer than so many working days goes on to the line managers of those it asks. A chain may say otherwise for a step of its own."),
    3, least=1, most=MAX_DAYS, unit=WORKDAYS,
))  # fmt: skip


WAITING = declare_kind(Kind("approval_waiting", N_("Something waits for my approval"), Mail.NOW))
ANSWERED = declare_kind(Kind("approval_answered", N_("What I submitted was approved, returned or turned down"), Mail.DIGEST))
LATE = declare_kind(Kind("approval_late", N_("An overdue approval is mine to decide"), Mail.NOW))


class State(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {
            State.SUBMITTED: N_("Waiting for approval"),
            State.RETURNED: N_("Returned"),
            State.APPROVED: N_("Approved"),
            State.REJECTED: N_("Turned down"),
            State.WITHDRAWN: N_("Withdrawn"),
        }[self]


class Verdict(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"

    @property
    def label(self) -> str:
        return {Verdict.APPROVE: N_("Approved"), Verdict.RETURN: N_("Returned"), Verdict.REJECT: N_("Turned down")}[self]


class OwnSubmission(Refusal):
    message = N_("You submitted this yourself; somebody else has to decide.")


class OwnWork(Refusal):
    message = N_("This is your own work; somebody else has to decide.")


class DecidedAlready(Refusal):
    message = N_("You have decided in this step already.")


class NotOpen(Refusal):
    message = N_("This submission is no longer open: it was decided or withdrawn in the meantime.")


class OpenAlready(Refusal):
    message = N_("This waits for approval already. Withdraw that submission first if something has to change.")


class NotReady(Refusal):
    """Something about the subject has to be done before it can be submitted: said where one would submit it."""


class NobodyToAsk(NotReady):
    message = N_("In step {number} of the chain there is nobody who may decide, and nobody else in the leadership. Ask an administrator to change the chain or to give somebody the role.")


class NothingChanged(Refusal):
    message = N_("Nothing has changed since this was sent back. Change it, or say in the comment why it comes again.")


class ChangedSince(Refusal):
    message = N_("This has changed since it was submitted, so it cannot be approved as it stands now. Return it, to have it submitted anew.")


@dataclass(frozen=True)
class Member:
    """An active person, as far as approvals are concerned."""

    id: int
    roles: frozenset[Role]
    department_id: int | None = None


@dataclass(frozen=True)
class Unit:
    """A department."""

    parent_id: int | None = None
    head_id: int | None = None


@dataclass(frozen=True)
class Crowd:
    """Who there is today: active people, departments, and the deputies of those who are away."""

    members: Mapping[int, Member]
    units: Mapping[int, Unit] = field(default_factory=dict)
    deputies: Mapping[int, frozenset[int]] = field(default_factory=dict)
    _found: dict[Any, frozenset[int]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was asked before: hundreds of submissions ask the same of one crowd."""

    def _once(self, key: Any, find: Callable[[], Iterable[int]]) -> frozenset[int]:
        if key not in self._found:
            self._found[key] = frozenset(find())
        return self._found[key]

    def may_decide(self, person_id: int) -> bool:
        """Whether somebody is here and of the house: a customer's link decides nothing."""
        member = self.members.get(person_id)
        return member is not None and bool(member.roles - {Role.CUSTOMER_LINK})

    def having(self, role: Role) -> frozenset[int]:
        """The people who hold a role."""
        return self._once(role, lambda: (member.id for member in self.members.values() if role in member.roles))

    def headed(self, person_id: int) -> frozenset[int]:
        """The departments somebody heads, with everything below them."""
        def below() -> frozenset[int]:
            roots = frozenset(id_ for id_, unit in self.units.items() if unit.head_id == person_id)
            return subtree({id_: unit.parent_id for id_, unit in self.units.items()}, roots) if roots else roots

        return self._once(("headed", person_id), below)

    def holders(self, permission: Permission, reach: Reach) -> frozenset[int]:
        """Everybody whose role allows `permission` as far as `reach`."""
        def able() -> Iterator[int]:
            for member in self.members.values():
                heads = self.headed(member.id) if Role.DEPARTMENT_HEAD in member.roles else frozenset()
                if within(Actor(member.id, "", "", member.roles, department_ids=heads), permission, reach):
                    yield member.id

        return self._once((permission, reach), able)

    def manager(self, person_id: int) -> int | None:
        """The head of somebody's department, or of the nearest one above whose head is somebody else and here."""
        member = self.members.get(person_id)
        here, seen = member.department_id if member else None, set[int]()
        while here is not None and here in self.units and here not in seen:
            seen.add(here)
            unit = self.units[here]
            if unit.head_id is not None and unit.head_id != person_id and self.may_decide(unit.head_id):
                return unit.head_id
            here = unit.parent_id
        return None


@dataclass(frozen=True)
class Vote:
    """What somebody said in a step: for a seat (an asked person, oneself or the one stood in for), or over their heads (None)."""

    step: int
    person_id: int
    seat_id: int | None
    verdict: Verdict


@dataclass(frozen=True)
class Case:
    """A submission: its chain holds only the steps that apply to it."""

    submitter_id: int
    authors: frozenset[int]
    steps: tuple[Step, ...]
    permission: Permission
    """What the roles must allow in a step that asks its holders."""
    reach: Reach = field(default_factory=Reach)
    state: State = State.SUBMITTED
    step: int = 0
    votes: tuple[Vote, ...] = ()
    escalated: bool = False
    """Whether the present step is overdue and was taken to the line managers of those who were asked."""

    @property
    def barred(self) -> frozenset[int]:
        """Who must not decide, in whatever capacity."""
        return self.authors | {self.submitter_id}

    @property
    def here(self) -> tuple[Vote, ...]:
        """The votes of the present step."""
        return tuple(vote for vote in self.votes if vote.step == self.step)


@dataclass(frozen=True)
class Seats:
    """Whom a step asks. `fallback`: it found nobody of its own, so the leadership is asked."""

    people: frozenset[int]
    fallback: bool = False


def seats(case: Case, number: int, crowd: Crowd) -> Seats:
    """Whom step `number` asks today: without the submitter and the authors; the leadership where nobody is left."""
    step, found = case.steps[number], frozenset[int]()
    if step.who is Who.HOLDERS:
        found = crowd.holders(case.permission, case.reach)
    elif step.who is Who.ROLE and step.role is not None:
        found = crowd.having(step.role)
        if step.role is Role.DEPARTMENT_HEAD and case.reach.department_id is not None:
            found = frozenset(one for one in found if case.reach.department_id in crowd.headed(one))
    elif step.who is Who.PERSON and step.person_id is not None:
        found = frozenset({step.person_id})
    elif step.who is Who.MANAGER:
        manager = crowd.manager(case.submitter_id)
        found = frozenset() if manager is None else frozenset({manager})
    asked = frozenset(one for one in found if crowd.may_decide(one)) - case.barred
    if asked:
        return Seats(asked)
    return Seats(frozenset(one for one in crowd.having(Role.LEADERSHIP)) - case.barred, fallback=True)


def above(case: Case, crowd: Crowd) -> frozenset[int]:
    """Who may decide an overdue step over the heads of those it asks: their line managers, else the leadership."""
    asked = seats(case, case.step, crowd).people
    managers = frozenset(one for one in map(crowd.manager, asked) if one is not None) - asked - case.barred
    return managers or crowd.having(Role.LEADERSHIP) - asked - case.barred


def asked(case: Case, crowd: Crowd) -> dict[int, int | None]:
    """Everybody who may decide the present step now, with the seat that the decision would be for.

    First whoever is asked, then the deputies of those who are away, then (once escalated) those above: for no seat.
    """
    if case.state is not State.SUBMITTED:
        return {}
    people = seats(case, case.step, crowd).people
    taken = {vote.seat_id for vote in case.here}
    spoken = {vote.person_id for vote in case.here} | case.barred
    found: dict[int, int | None] = {one: one for one in sorted(people - taken - spoken)}
    for seat in sorted(people - taken):
        for deputy in sorted(crowd.deputies.get(seat, frozenset()) - spoken - {seat}):
            if crowd.may_decide(deputy):
                found.setdefault(deputy, seat)
    if case.escalated:
        for one in sorted(above(case, crowd) - spoken):
            found.setdefault(one, None)
    return found


def check_chain(case: Case, crowd: Crowd) -> None:
    """Refuse a chain in which some step would find nobody. Refuses NobodyToAsk."""
    for number in range(len(case.steps)):
        if not seats(case, number, crowd).people:
            raise NobodyToAsk(number=number + 1)


def decided(case: Case, crowd: Crowd, person_id: int, verdict: Verdict, *, step: int) -> tuple[Case, Vote]:
    """The submission after somebody's decision in the step she saw, and the vote to keep.

    Refuses DecidedAlready, NotOpen, OwnSubmission, OwnWork, Stale (another step by now), NotPermitted (not asked).
    """
    if any(vote.person_id == person_id and vote.step == step for vote in case.votes):
        raise DecidedAlready()
    if case.state is not State.SUBMITTED:
        raise NotOpen()
    if person_id == case.submitter_id:
        raise OwnSubmission()
    if person_id in case.authors:
        raise OwnWork()
    if step != case.step:
        raise Stale()
    may = asked(case, crowd)
    if person_id not in may:
        raise NotPermitted()
    vote = Vote(case.step, person_id, may[person_id], verdict)
    after = replace(case, votes=(*case.votes, vote))
    if verdict is Verdict.RETURN:
        return replace(after, state=State.RETURNED), vote
    if verdict is Verdict.REJECT:
        return replace(after, state=State.REJECTED), vote
    if not satisfied(after, crowd):
        return after, vote
    if case.step + 1 < len(case.steps):
        return replace(after, step=case.step + 1, escalated=False), vote
    return replace(after, state=State.APPROVED), vote


def satisfied(case: Case, crowd: Crowd) -> bool:
    """Whether the present step has said yes: one of them, or all of them, or one above them once it was overdue."""
    yes = [vote for vote in case.here if vote.verdict is Verdict.APPROVE]
    if not yes:
        return False
    if case.steps[case.step].how is How.ANY or any(vote.seat_id is None for vote in yes):
        return True
    return seats(case, case.step, crowd).people <= {vote.seat_id for vote in yes}


def as_seen(case: Case, step: int) -> Case:
    """The submission as it stood open in the step that somebody has on her screen."""
    return replace(case, state=State.SUBMITTED, step=max(0, min(step, case.step)))


def withdrawn(case: Case) -> Case:
    """The submission taken back by its submitter. Refuses NotOpen."""
    if case.state is not State.SUBMITTED:
        raise NotOpen()
    return replace(case, state=State.WITHDRAWN)


def escalated(case: Case) -> Case:
    """The submission with its overdue step taken to those above. Refuses NotOpen."""
    if case.state is not State.SUBMITTED:
        raise NotOpen()
    return replace(case, escalated=True)
