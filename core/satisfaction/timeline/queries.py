"""What the room of customers shows of surveys."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.clock import begins, here, now
from core.customers.timeline.queries import Entry, provide
from core.projects.queries import visible_to
from core.projects.records import Project
from core.satisfaction.answers.records import SurveyAnswer
from core.satisfaction.surveys.queries import KIND
from core.satisfaction.surveys.records import Survey
from core.satisfaction.surveys.rules import standing
from core.words import N_

ANSWERED = N_("The customer answered: {csat} of 5, recommendation {nps} of 10")


def asked(session: Session, actor: Actor, customer_id: int, before: date | None, limit: int) -> list[Entry]:
    """Surveys of a customer by the day they were sent, of projects that `actor` sees, latest first. # house: the timeline has asked whether the customer may be seen"""
    if actor.scope(Permission.SURVEY_READ) is None:
        return []
    found = (
        select(Survey, SurveyAnswer.csat, SurveyAnswer.nps, SurveyAnswer.withdrawn_at).join(Project, Project.id == Survey.project_id)
        .outerjoin(SurveyAnswer, SurveyAnswer.survey_id == Survey.id).where(Survey.customer_id == customer_id, visible_to(actor, Permission.SURVEY_READ))
        .order_by(Survey.sent_at.desc(), Survey.id.desc()).limit(limit)
    )  # fmt: skip
    return [
        Entry(
            here(row.sent_at).date(), "survey", row.id, row.code, message=ANSWERED if told else N_("State: {state}"),
            facts={"csat": csat or "–", "nps": "–" if nps is None else nps} if told else {"state": standing(row.state, row.expires_at, now())}, channel=row.channel,
            page="Satisfaction.py", parameter=KIND, code=row.code,
        )
        for row, csat, nps, withdrawn_at in session.execute(found if before is None else found.where(Survey.sent_at < begins(before)))
        for told in [withdrawn_at is None and (csat is not None or nps is not None)]
    ]  # fmt: skip


provide(KIND, N_("Surveys"), asked)
