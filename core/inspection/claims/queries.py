"""Questions about sheets said to be about the wrong object."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Contest, Sheet
from core.projects.queries import visible_to
from core.projects.records import Project
from core.subjects import Place


@dataclass(frozen=True)
class Concerned:
    """Where a sheet stands, and who leads its round."""

    about: Place
    project: dict[str, str]
    leader_id: int


def concerned(session: Session, sheet: Sheet) -> Concerned:
    """Where a sheet stands, for the deeds that tell of it."""
    name, leader = session.execute(
        select(Project.name, Round.leader_id).join(Sheet, Sheet.project_id == Project.id).join(Round, Round.id == Sheet.round_id).where(Sheet.id == sheet.id)
    ).one()
    about = Place("sheet", sheet.id, sheet.code, name, f"Scoring_sheet?sheet={sheet.code}", project_id=sheet.project_id, department_id=sheet.department_id)
    return Concerned(about, name, leader)


def round_id_of(session: Session, sheet_id: int) -> int:
    found = session.scalar(select(Sheet.round_id).where(Sheet.id == sheet_id))
    if found is None:
        raise NotFound()
    return found


def instead_of(session: Session, sheet_id: int) -> str | None:
    """The code of the sheet in the place of a voided one."""
    return session.scalar(select(Sheet.code).where(Sheet.instead_of_id == sheet_id))


@dataclass(frozen=True)
class Claims:
    """How claims of the wrong object ended: apart from contested scores, for they say nothing of the inspector's severity."""

    claimed: int
    accepted: int
    open: int


def claims(session: Session, actor: Actor) -> Claims:
    """Those about sheets that `actor` may decide about."""
    require(actor, Permission.SHEET_DECIDE)
    found = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((Contest.corrected.is_(True), 1), else_=0)), 0),
            func.coalesce(func.sum(case((Contest.decided_at.is_(None), 1), else_=0)), 0),
        )
        .select_from(Contest)
        .join(Sheet, Sheet.id == Contest.sheet_id)
        .join(Project, Project.id == Sheet.project_id)
        .where(visible_to(actor, Permission.SHEET_DECIDE), Contest.wrong.is_not(None))
    ).one()
    return Claims(*map(int, found))
