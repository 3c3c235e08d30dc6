"""Deeds on weekly and monthly reports: issue one, take one along."""

from datetime import date

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.notice.actions import tell
from core.progress.periodic import queries, rules
from core.progress.periodic.records import ProgressReport
from core.progress.periodic.rules import Span
from core.projects.queries import member_ids, project_for_update, reach
from core.words import N_


def issue(session: Session, actor: Actor, project_id: int, *, span: Span, day: date, comment: str) -> int:
    """Freeze what a report on the period of `day` tells now, with the manager's words; the team is told. Returns its id.

    A period can be reported on again: the earlier edition stays as it is. Refuses NotYetBegun, BeforeThePlan, TooLong, NotFound.
    """
    project = project_for_update(session, project_id)  # of two at once the second gets the next edition
    require(actor, Permission.PLAN_EDIT, reach(project))
    words = rules.commented(comment)
    told = queries.contents(session, actor, project.code, span, day)
    edition = queries.editions(session, project_id, span, told.first) + 1
    row = ProgressReport(
        project_id=project_id, span=span, first=told.first, last=told.last, edition=edition, comment=words, contents=rules.frozen(told), by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "progress")
    about = queries.place(session, actor, row.id)
    message = N_("{project}: the report on {first} to {last} was issued.")
    tell(
        session, actor, rules.ISSUED.code, sorted(member_ids(session, project_id) | {project.manager_id}), about=about, message=message, project=project.name,
        first=told.first, last=told.last,
    )  # fmt: skip
    note(session, actor, "progress_report:issue", "progress_report", row.id, code=project.code, project_id=project_id, span=span, first=told.first, last=told.last, edition=edition)
    return row.id


def take_along(session: Session, actor: Actor, report_id: int, *, kind: str, sha256: str) -> None:
    """Note that an issued report leaves the house as a file. Refuses NotFound."""
    row, project = queries.report_of(session, report_id)
    require(actor, Permission.PLAN_READ, reach(project))
    note(session, actor, "progress_report:take_along", "progress_report", row.id, code=project.code, project_id=project.id, kind=kind, sha256=sha256)
