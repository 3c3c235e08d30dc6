"""Taking the pack along as a file, and saying what belongs to it."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.initiation.pack import queries, rules
from core.initiation.pack.records import TailoredKind, TailoredStep
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import KINDS
from core.reference.queries import tables_for_choice
from core.words import N_


def take_along(session: Session, actor: Actor, project_id: int, *, kind: str, sha256: str) -> str:
    """Record that the pack leaves the house as a file of `kind` (docx, pdf); returns the file's fingerprint."""
    project = project_for_update(session, project_id)
    require(actor, Permission.PROJECT_READ, reach(project))
    note(session, actor, "project:take_along", "project", project.id, code=project.code, project_id=project.id, kind=kind, sha256=sha256)
    return sha256


def tailor(session: Session, actor: Actor, kind: str, *, left_out: Collection[rules.Piece], added: Sequence[str], reason: str, version: int) -> int:
    """Say which pieces the packs of a kind of project do without and which further steps they need; returns the entry's id.

    Refuses AlwaysBelongs, NotAnEntry, Empty, TooLong, Stale.
    """
    require(actor, Permission.INITIATION_EDIT, ANYWHERE)
    tables = tables_for_choice(session, KINDS, rules.STEPS)
    row = queries.kind_for_update(session, kind)
    if (row.version if row else 0) != version:
        raise Stale()
    before = queries.belonging(row)
    tables[KINDS].chosen(kind, kind if row else "", field=N_("Kind"))
    for code in added:
        tables[rules.STEPS].chosen(code, code if code in before.added else "", field=N_("Further steps"))
    after = rules.tailored(left_out, added, reason)
    out = [one.value for one in rules.Piece if one in after.left_out]
    if row is None:
        row = TailoredKind(kind=kind, left_out=out, added=list(after.added), reason=after.reason, by_id=actor.id, at=now())
        with_ids(session, row)
    else:
        row.left_out, row.added, row.reason, row.by_id, row.at = out, list(after.added), after.reason, actor.id, now()
    note(
        session, actor, "initiation_kind:tailor", "initiation_kind", row.id, code=kind, before={"left_out": sorted(before.left_out), "added": before.added, "reason": before.reason},
        after={"left_out": sorted(out), "added": after.added, "reason": after.reason},
    )  # fmt: skip
    return row.id


def leave_out(session: Session, actor: Actor, project_id: int, *, step: str, reason: str) -> int:
    """Say that a piece or step does not belong to this project, and why; returns the entry's id. Refuses AlwaysBelongs, NotAStep, SaidAlready, Empty, TooLong."""
    project, here = _opened(session, actor, project_id)
    rules.check_left_out(step, here)
    return _said(session, actor, project, step, None, fields.line(reason, N_("Reason"), rules.REASON_LIMIT), "project:leave_out")


def tick(session: Session, actor: Actor, project_id: int, *, step: str, on: date, remark: str = "") -> int:
    """Say that a further step is done, on which day and what shows it; returns the entry's id. Refuses MadeElsewhere, NotAStep, TickedToCome, SaidAlready, TooLong."""
    project, here = _opened(session, actor, project_id)
    rules.check_ticked(step, on, here, today())
    return _said(session, actor, project, step, on, fields.line(remark, N_("What shows it"), rules.REASON_LIMIT, needed=False), "project:tick_step")


def take_back(session: Session, actor: Actor, step_id: int, *, version: int) -> int:
    """Take back what was said of a step; returns the project's id. Refuses NotFound, Stale."""
    row = queries.step_for_update(session, step_id)
    project, _ = _opened(session, actor, row.project_id)
    if row.version != version:
        raise Stale()
    session.delete(row)
    note(session, actor, "project:take_back_step", "project", project.id, code=project.code, project_id=project.id, step=row.step, done_on=row.done_on, reason=row.note)
    return project.id


def _opened(session: Session, actor: Actor, project_id: int) -> tuple[Project, rules.Tailored]:
    """The project, locked, and what belongs to packs of its kind, for who may write its initiation."""
    project = project_for_update(session, project_id)
    require(actor, Permission.INITIATION_EDIT, reach(project))
    return project, queries.belonging(queries.kind_for_update(session, project.kind))


def _said(session: Session, actor: Actor, project: Project, step: str, on: date | None, remark: str, deed: str) -> int:
    if step in queries.steps_for_update(session, project.id):
        raise rules.SaidAlready()
    row = TailoredStep(project_id=project.id, step=step, done_on=on, note=remark, by_id=actor.id, at=now())
    with_ids(session, row)
    note(session, actor, deed, "project", project.id, code=project.code, project_id=project.id, step=step, done_on=on, reason=remark)
    return row.id
