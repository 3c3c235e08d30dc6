"""Deeds on the risks of a project's reviews: enter, change, strike."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.projects.queries import project_for_update, reach
from core.review.risks import queries, rules
from core.review.risks.records import ReviewRisk
from core.review.risks.rules import Risk
from core.review.rules import TOPIC

KIND = "review_risk"


def enter(session: Session, actor: Actor, project_id: int, risk: Risk) -> int:
    """Enter what was foreseen, met or both; returns its id. Refuses what `rules.cleaned` refuses, TooManyRisks."""
    project = project_for_update(session, project_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    if queries.count(session, project_id) >= rules.MOST:
        raise rules.TooManyRisks(limit=rules.MOST)
    clean = rules.cleaned(risk)
    row = ReviewRisk(project_id=project_id, by_id=actor.id, at=now(), **asdict(clean))
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "review_risk:enter", KIND, row.id, project_id=project_id, **asdict(clean))
    return row.id


def change(session: Session, actor: Actor, risk_id: int, risk: Risk, *, version: int) -> int:
    """Say it anew, such as that it happened. Returns its id. Refuses what `rules.cleaned` refuses, Stale."""
    row, project = queries.risk_for_update(session, risk_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    if row.version != version:
        raise Stale()
    clean = rules.cleaned(risk)
    for name, value in asdict(clean).items():
        setattr(row, name, value)
    row.by_id, row.at = actor.id, now()
    touch(session, TOPIC)
    note(session, actor, "review_risk:change", KIND, row.id, project_id=project.id, **asdict(clean))
    return row.id


def strike(session: Session, actor: Actor, risk_id: int, *, version: int) -> int:
    """Take a row out that was entered by mistake; the trail keeps it. Returns its id. Refuses Stale."""
    row, project = queries.risk_for_update(session, risk_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    if row.version != version:
        raise Stale()
    session.delete(row)
    touch(session, TOPIC)
    note(session, actor, "review_risk:strike", KIND, row.id, project_id=project.id, title=row.title)
    return row.id
