"""What belongs to an initiation pack, and how complete it is. Pure.

An organisation says for a kind of project which pieces its packs do without and which further steps they need; a project
may leave out more, with its reason (handbook, chapter 2: the process is tailored, openly). What is left out leaves the
share of what is there; without purpose and scope no pack goes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from core import fields
from core.errors import Refusal
from core.initiation.charters.rules import Content, empty_scope
from core.initiation.duties.rules import Package, gaps
from core.initiation.rules import total
from core.words import N_


class Piece(StrEnum):
    """A piece of the pack; the part of the page where it is made."""

    APPROVAL = "approval"
    PURPOSE = "purpose"
    SCOPE = "scope"
    CONFIRMED = "confirmed"
    BUDGET = "budget"
    MILESTONES = "milestones"
    PLAN = "plan"
    STAKEHOLDERS = "stakeholders"
    KICKOFF = "kickoff"
    TEAM = "team"
    DUTIES = "duties"

    @property
    def label(self) -> str:
        return {
            Piece.APPROVAL: N_("Approved application"),
            Piece.PURPOSE: N_("Charter with background, objectives and expected results"),
            Piece.SCOPE: N_("Scope with all its parts"),
            Piece.CONFIRMED: N_("Scope confirmed by the customer"),
            Piece.BUDGET: N_("Budget by line"),
            Piece.MILESTONES: N_("Milestones with their days"),
            Piece.PLAN: N_("Draft of the plan"),
            Piece.STAKEHOLDERS: N_("Stakeholders, the customer among them"),
            Piece.KICKOFF: N_("Kick-off minutes"),
            Piece.TEAM: N_("Team of the project"),
            Piece.DUTIES: N_("Duties by work package"),
        }[self]

    @property
    def lacking(self) -> str:
        """What to do where it is missing."""
        return {
            Piece.APPROVAL: N_("The project came without an application."),
            Piece.PURPOSE: N_("Write why the project is done, what is to be reached and what comes of it."),
            Piece.SCOPE: N_("Write every part of the scope, what is out of it too."),
            Piece.CONFIRMED: N_("Have the customer confirm the scope, and record it."),
            Piece.BUDGET: N_("Give an amount for at least one budget line."),
            Piece.MILESTONES: N_("Name at least one milestone with its day."),
            Piece.PLAN: N_("Enter the tasks of the plan."),
            Piece.STAKEHOLDERS: N_("Enter who is concerned, somebody of the customer's at least."),
            Piece.KICKOFF: N_("Hold the kick-off and write its minutes."),
            Piece.TEAM: N_("Add the members of the team to the project."),
            Piece.DUTIES: N_("Say for each work package who answers for it and who does it."),
        }[self]

    @property
    def part(self) -> str:
        """Where it is made: a part of the page of initiation, the project itself, or its plan."""
        return {Piece.STAKEHOLDERS: "stakeholders", Piece.KICKOFF: "kickoff", Piece.TEAM: "project", Piece.PLAN: "plan", Piece.DUTIES: "duties"}.get(self, "charter")


STEPS = "initiation_step"
"""The reference table of further steps."""
ALWAYS = (Piece.PURPOSE, Piece.SCOPE)
"""Without them nobody knows what the project is for."""
REASON_LIMIT = 300
_PIECES = frozenset(Piece)


class AlwaysBelongs(Refusal):
    message = N_("“{piece}” belongs to every pack. Choose another piece.")


class NotAStep(Refusal):
    message = N_("This does not belong to the pack of this project any more. Load the page again.")


class SaidAlready(Refusal):
    message = N_("Somebody has said something of this step already. Take that back first.")


class MadeElsewhere(Refusal):
    message = N_("Whether “{piece}” is there follows from its records. Enter them; this one is not ticked by hand.")


class TickedToCome(Refusal):
    message = N_("A step is done once it is done. Choose today or an earlier day.")


@dataclass(frozen=True)
class Tailored:
    """What belongs to the packs of a kind of project. Version 0: nobody has said anything, so all pieces and nothing more."""

    left_out: frozenset[Piece] = frozenset()
    added: tuple[str, ...] = ()
    reason: str = ""
    version: int = 0


@dataclass(frozen=True)
class Own:
    """What a project says of a step: done on a day, or (None) that it does not belong to it."""

    id: int
    done_on: date | None
    note: str
    version: int = 1


@dataclass(frozen=True)
class Found:
    """A piece or (by its code) a further step, whether it is there, and why it is left out if it is."""

    piece: Piece | str
    done: bool
    out: str | None = None
    """None: it belongs to the pack. Otherwise the reason."""
    own: Own | None = None
    """What the project itself says of it."""

    @property
    def counts(self) -> bool:
        return self.out is None


@dataclass(frozen=True)
class Facts:
    """What is known of a project's initiation."""

    approved: bool
    content: Content
    confirmed: bool
    planned: bool
    customer: bool
    """Whether somebody of the customer's is in the register."""
    kickoff: bool
    team: bool
    packages: Sequence[Package]


def tailored(left_out: Collection[Piece], added: Sequence[str], reason: str) -> Tailored:
    """What somebody wants for a kind of project, clean. Refuses AlwaysBelongs, Empty (no reason where something differs), TooLong."""
    for piece in ALWAYS:
        if piece in left_out:
            raise AlwaysBelongs(piece=piece.label)
    differs = bool(left_out or added)
    return Tailored(frozenset(left_out), tuple(dict.fromkeys(added)), fields.line(reason, N_("Reason"), REASON_LIMIT, needed=differs))


def check_left_out(step: str, here: Tailored) -> None:
    """Whether a project may leave a step out. Refuses AlwaysBelongs, NotAStep."""
    if step in ALWAYS:
        raise AlwaysBelongs(piece=Piece(step).label)
    if step not in here.added and (step not in _PIECES or Piece(step) in here.left_out):
        raise NotAStep()


def check_ticked(step: str, on: date, here: Tailored, today: date) -> None:
    """Whether a step may be said to be done. Refuses MadeElsewhere, NotAStep, TickedToCome."""
    if step in _PIECES:
        raise MadeElsewhere(piece=Piece(step).label)
    if step not in here.added:
        raise NotAStep()
    if on > today:
        raise TickedToCome()


def judged(one: Facts, here: Tailored = Tailored(), said: Mapping[str, Own] | None = None) -> tuple[Found, ...]:
    """Which pieces and further steps are there, and what is left out for which reason; `said` by step."""
    own = said or {}

    def found(piece: Piece | str, *, done: bool, by_kind: bool) -> Found:
        mine = own.get(piece)
        if by_kind:
            return Found(piece, done, here.reason)
        return Found(piece, done, mine.note if mine is not None and mine.done_on is None else None, mine)

    said = one.content
    there = {
        Piece.APPROVAL: one.approved,
        Piece.PURPOSE: bool(said.background and said.objectives and said.results),
        Piece.SCOPE: not list(empty_scope(said)),
        Piece.CONFIRMED: one.confirmed,
        Piece.BUDGET: total(said.budget) > 0,
        Piece.MILESTONES: any(each.on for each in said.milestones),
        Piece.PLAN: one.planned,
        Piece.STAKEHOLDERS: one.customer,
        Piece.KICKOFF: one.kickoff,
        Piece.TEAM: one.team,
        Piece.DUTIES: bool(one.packages) and not gaps(one.packages),
    }
    pieces = [found(piece, done=there[piece], by_kind=piece in here.left_out) for piece in Piece]
    return (*pieces, *(found(code, done=code in own and own[code].done_on is not None, by_kind=False) for code in here.added))


def complete(found: Sequence[Found]) -> Fraction:
    """The part of the pack that is there, of 1; what is left out counts neither above nor below."""
    counted = [one.done for one in found if one.counts]
    return Fraction(sum(counted), len(counted)) if counted else Fraction(0)
