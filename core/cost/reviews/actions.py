"""Deeds on reviews of cost."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.control.queries import of_project
from core.cost.reviews import queries, rules
from core.cost.reviews.records import CostReview
from core.db import with_ids
from core.projects.queries import project_for_update, reach
from core.words import N_


def review(session: Session, actor: Actor, project_id: int, *, first: date, last: date, findings: str, measures: str = "", lessons: str = "") -> int:
    """Keep how the cost of a project stands, what was found, what is done about it and what was learned; returns the review's id.

    Refuses ReviewToCome, ReviewEndsBefore, Empty (no findings), TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    rules.check_period(first, last, today())
    row = CostReview(
        project_id=project_id, first=first, last=last, standing=rules.frozen(of_project(session, project_id)), findings=fields.paragraph(findings, N_("Findings"), rules.TEXT_LIMIT),
        measures=fields.paragraph(measures, N_("Measures to be taken"), rules.TEXT_LIMIT, needed=False), lessons=fields.paragraph(lessons, N_("Lessons"), rules.TEXT_LIMIT, needed=False),
        by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "cost")
    note(session, actor, "cost_review:review", queries.KIND, row.id, code=project.code, project_id=project_id, first=first, last=last, standing=row.standing, findings=row.findings)
    return row.id
