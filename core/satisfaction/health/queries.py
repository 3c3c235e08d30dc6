"""What the health of customers is made of, of many customers in a few questions."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Integer, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import begins, now, today
from core.customers.contracts.queries import spans
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.stages.rules import Stage, covered
from core.satisfaction.answers.records import SurveyAnswer
from core.satisfaction.health import rules
from core.satisfaction.health.rules import Health, Inputs
from core.service.requests.records import Request
from core.service.requests.rules import State

_OPEN = func.coalesce(Request.open, false())
"""Said so that a database finds requests by their customer: of all customers together thousands are open."""


def healths(session: Session, actor: Actor, customer_ids: Collection[int]) -> dict[int, Health]:
    """The health of those of these customers that `actor` may see. Counted is everything about them, so that it is one figure for every reader."""
    require(actor, Permission.CUSTOMER_READ)
    stages: dict[int, str] = {id_: stage for id_, stage in session.execute(select(Customer.id, Customer.stage).where(Customer.id.in_(customer_ids), visible_to(actor)))}
    ids = list(stages)
    day = today()
    since = day - rules.SPAN
    answers = {customer: (int(count), int(scores)) for customer, count, scores in session.execute(
        select(SurveyAnswer.customer_id, func.count(), func.sum(SurveyAnswer.csat))
        .where(SurveyAnswer.customer_id.in_(ids), SurveyAnswer.answered_on > since, SurveyAnswer.csat.is_not(None), SurveyAnswer.withdrawn_at.is_(None)).group_by(SurveyAnswer.customer_id)
    )}  # fmt: skip
    clocks = {customer: (int(judged), int(late)) for customer, judged, late in session.execute(_clocks(ids).where(Request.reported_at >= begins(since)))}
    complaints = {customer: int(count) for customer, count in session.execute(
        select(Request.customer_id, func.count()).where(Request.customer_id.in_(ids), _OPEN, Request.complaint.is_(True)).group_by(Request.customer_id)
    )}  # fmt: skip
    known = spans(session, ids)
    made = {}
    for one in ids:
        running = any(first <= day <= last for first, last, _ in known.get(one, ()))
        made[one] = rules.health(
            Inputs(*answers.get(one, (0, 0)), *clocks.get(one, (0, 0)), complaints.get(one, 0), covered(known[one], day) if running else None, stages[one] == Stage.LOST), day,
        )  # fmt: skip
    return made


def _clocks(ids: Collection[int]):  # type: ignore[no-untyped-def]
    """How many clocks of requests have stopped or are overdue, and how many of them are late, by customer."""
    moment = now()

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(case((condition, 1), else_=0), Integer)), 0)

    judged, late = [], []
    for was, due_at in ((Request.acknowledge_late, Request.acknowledge_due_at), (Request.respond_late, Request.respond_due_at), (Request.resolve_late, Request.resolve_due_at)):
        overdue = and_(was.is_(None), Request.open.is_(True), due_at.is_not(None), due_at < moment)
        judged.append(count(or_(was.is_not(None), overdue)))
        late.append(count(or_(was.is_(True), overdue)))
    return (
        select(Request.customer_id, judged[0] + judged[1] + judged[2], late[0] + late[1] + late[2])
        .where(Request.customer_id.in_(ids), Request.state != State.MERGED).group_by(Request.customer_id)
    )  # fmt: skip
