"""All that the page of a request shows of itself and of other rooms, by one question: each question alone costs as much as its answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.customers.mails import queries as mails
from core.customers.mails.queries import Sent as Mail
from core.drafts import queries as drafts
from core.drafts.rules import Draft
from core.knowledge import queries as knowledge
from core.knowledge.queries import Listed
from core.quality.nonconformities import queries as nonconformities
from core.resources.systems import queries as systems
from core.resources.systems.queries import Behind
from core.risk.overview import queries as risks
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Sent as Survey
from core.satisfaction.surveys.rules import Standing
from core.service.commitments import queries as promises
from core.service.requests import queries
from core.service.requests.queries import View

FORMS = ("request_answer", "request_solution", "request_visit", "request_cause")


@dataclass(frozen=True)
class Around:
    """A request, the names of the calendars it is counted by, the viewer's drafts about it, and what else is known of it (empty where the viewer may not see it)."""

    view: View
    calendars: dict[str, dict[str, str]]
    drafts: Mapping[tuple[str, str], Draft]
    systems: list[Behind]
    surveys: list[Survey]
    may_ask: bool
    """The customer can be asked how it went."""
    articles: list[Listed]
    mails: list[Mail]
    nonconformities: list[str]
    risks: list[str]


def around(session: Session, actor: Actor, code: str) -> Around:
    """Everything that the page draws at first. Refuses NotFound."""
    view = queries.view(session, actor, code)
    sent = surveys.of_request(session, actor, view.id) if actor.may(Permission.SURVEY_READ) else []
    wanting = view.state in surveys.SOLVED and all(one.standing is Standing.REVOKED for one in sent) and actor.may(Permission.SURVEY_SEND) and actor.may(Permission.SURVEY_READ)
    return Around(
        view, promises.calendar_codes(session, actor), drafts.all_mine(session, actor, FORMS),
        systems.behind(session, actor, customer_id=view.customer_id, project_id=view.project_id),
        sent, wanting and surveys.solved(session, actor, code) is not None,
        knowledge.made_of(session, actor, queries.KIND, view.id) if actor.may(Permission.KNOWLEDGE_READ) else [],
        mails.of_subject(session, actor, queries.KIND, view.id),
        nonconformities.codes_about(session, actor, queries.KIND, view.id) if actor.may(Permission.NONCONFORMITY_READ) else [],
        risks.codes_about(session, actor, queries.KIND, view.id) if actor.may(Permission.RISK_READ) else [],
    )  # fmt: skip
