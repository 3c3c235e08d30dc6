"""What belongs to an initiation pack, and how complete it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

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


@dataclass(frozen=True)
class Found:
    """A piece, and whether it is there."""

    piece: Piece
    done: bool


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


def judged(one: Facts) -> tuple[Found, ...]:
    """Which pieces are there."""
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
    return tuple(Found(piece, there[piece]) for piece in Piece)


def complete(found: Sequence[Found]) -> Fraction:
    """The part of the pack that is there, of 1."""
    return Fraction(sum(one.done for one in found), len(found)) if found else Fraction(0)
