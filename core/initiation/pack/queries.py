"""Questions about the pack: everything is asked of the rooms that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.initiation.charters import queries as charters
from core.initiation.charters import rules as charter_rules
from core.initiation.charters.rules import Content as Said
from core.initiation.duties import queries as duties
from core.initiation.kickoffs import queries as kickoffs
from core.initiation.pack.rules import Found, Piece
from core.initiation.rules import BUDGET_LINES, total
from core.initiation.stakeholders import queries as stakeholders
from core.initiation.stakeholders.rules import Kind
from core.projects import queries as projects
from core.reference.queries import table
from core.words import Content


@dataclass(frozen=True)
class Dossier:
    """Everything of a project's initiation, with the names of budget lines and channels by their codes."""

    project: projects.ProjectRow
    charter: charters.Whole | None
    stakeholders: tuple[stakeholders.Row, ...]
    duties: duties.Table
    kickoffs: tuple[kickoffs.Row, ...]
    found: tuple[Found, ...]
    lines: Mapping[str, Content]
    channels: Mapping[str, Content]


def dossier(session: Session, actor: Actor, project_code: str) -> Dossier:
    """Everything of the initiation of a project that `actor` may see. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    row = projects.project(session, actor, project_code)
    return Dossier(
        row, charters.charter(session, actor, row.id), tuple(stakeholders.stakeholders(session, actor, row.id)), duties.duties(session, actor, row.id),
        tuple(kickoffs.kickoffs(session, actor, row.id)), pack(session, actor, row.id), table(session, BUDGET_LINES).names,
        table(session, charters.CHANNELS).names,
    )  # fmt: skip


def pack(session: Session, actor: Actor, project_id: int) -> tuple[Found, ...]:
    """What belongs to the pack of a project that `actor` may see, and what of it is there. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    charter = charters.charter(session, actor, project_id)
    content = charter.content if charter else Said()
    given = duties.duties(session, actor, project_id)
    there = {
        Piece.APPROVAL: charter is not None and charter.approved,
        Piece.PURPOSE: bool(content.background and content.objectives and content.results),
        Piece.SCOPE: not list(charter_rules.empty_scope(content)),
        Piece.CONFIRMED: charter is not None and charter.holds is not None,
        Piece.BUDGET: total(content.budget) > 0,
        Piece.MILESTONES: any(one.on for one in content.milestones),
        Piece.PLAN: bool(given.planned),
        Piece.STAKEHOLDERS: any(row.entry.kind is Kind.CUSTOMER for row in stakeholders.stakeholders(session, actor, project_id)),
        Piece.KICKOFF: bool(kickoffs.kickoffs(session, actor, project_id)),
        Piece.TEAM: bool(projects.team(session, actor, project_id)),
        Piece.DUTIES: bool(given.packages) and not given.gaps,
    }
    return tuple(Found(piece, there[piece]) for piece in Piece)
