"""A request with all that its page shows of other rooms, by one question. What other rooms hold about it is looked for at once; most hold nothing, and those are not asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.mails import queries as mails
from core.customers.mails.queries import Sent as Mail
from core.customers.mails.records import CustomerMail
from core.drafts import queries as drafts
from core.drafts.rules import Draft
from core.knowledge import queries as knowledge
from core.knowledge.queries import Listed
from core.knowledge.records import Article
from core.quality.nonconformities import queries as nonconformities
from core.quality.nonconformities.records import Nonconformity
from core.resources.systems import queries as systems
from core.resources.systems.queries import Behind
from core.risk.overview import queries as risks
from core.risk.records import Risk
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Sent
from core.satisfaction.surveys.records import Survey
from core.satisfaction.surveys.rules import Standing
from core.service.commitments import queries as promises
from core.service.requests import queries
from core.service.requests.queries import View


@dataclass(frozen=True)
class Around:
    """A request, the names of calendars, the viewer's drafts of its forms, and what else is known of it (empty where the viewer may not see it)."""

    view: View
    calendars: dict[str, dict[str, str]]
    drafts: Mapping[tuple[str, str], Draft]
    systems: list[Behind]
    surveys: list[Sent]
    may_ask: bool
    """The customer can be asked how it went."""
    articles: list[Listed]
    mails: list[Mail]
    nonconformities: list[str]
    risks: list[str]


def _about(kind: Any, id_: Any) -> Any:
    return exists().where(kind == queries.KIND, id_ == bindparam("request_id"))


_HELD = select(
    exists().where(Survey.request_id == bindparam("request_id")).label("surveys"),
    _about(Article.origin_kind, Article.origin_id).label("articles"),
    _about(CustomerMail.subject_kind, CustomerMail.subject_id).label("mails"),
    _about(Nonconformity.source_kind, Nonconformity.source_id).label("nonconformities"),
    _about(Risk.source_kind, Risk.source_id).label("risks"),
)
"""Whether anything is held about a request, by whomever it may be seen."""


def around(session: Session, actor: Actor, code: str, forms: Collection[str]) -> Around:
    """Everything that the page draws at first; of drafts those of its `forms`. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    view = queries.view(session, actor, code)
    held = session.execute(_HELD, {"request_id": view.id}).one()
    sent = surveys.of_request(session, actor, view.id) if held.surveys and actor.may(Permission.SURVEY_READ) else []
    wanting = view.state in surveys.SOLVED and all(one.standing is Standing.REVOKED for one in sent) and actor.may(Permission.SURVEY_SEND) and actor.may(Permission.SURVEY_READ)
    return Around(
        view, promises.calendar_codes(session, actor), drafts.all_mine(session, actor, forms),
        systems.behind(session, actor, customer_id=view.customer_id, project_id=view.project_id),
        sent, wanting and surveys.solved(session, actor, code) is not None,
        knowledge.made_of(session, actor, queries.KIND, view.id) if held.articles and actor.may(Permission.KNOWLEDGE_READ) else [],
        mails.of_subject(session, actor, queries.KIND, view.id) if held.mails else [],
        nonconformities.codes_about(session, actor, queries.KIND, view.id) if held.nonconformities and actor.may(Permission.NONCONFORMITY_READ) else [],
        risks.codes_about(session, actor, queries.KIND, view.id) if held.risks and actor.may(Permission.RISK_READ) else [],
    )  # fmt: skip
