"""Deeds that close the loop: attempts, the customer's word, verification, archiving, reopening, the call afterwards, cause and prevention."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission
from core.audit.actions import touch
from core.clock import here, now, today
from core.customers.needs.actions import heard_within
from core.errors import WrongState
from core.followup import rules as measures
from core.followup.actions import open_many
from core.followup.rules import Opening
from core.people.queries import person_for_update
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.service.closing import rules as closing
from core.service.requests import queries, rules
from core.service.requests.actions import close_deed, happen, inform, opened, step
from core.service.requests.records import Request
from core.service.requests.rules import State, Step, Visit
from core.service.rules import ATTEMPT_HOURS, CAUSES, CHANNELS, VISIT_AFTER
from core.settings.queries import value
from core.words import N_, pick

# --- the customer's word -----------------------------------------------------------------------------------------------


def attempt(session: Session, actor: Actor, request_id: int, *, channel: str, text: str, at: datetime | None = None) -> int:
    """Record that the customer was not reached, by which channel, and how it went. Returns the request's id. Refuses NotAnEntry, ToCome, Empty, TooLong, WrongState."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    by = table_for_choice(session, CHANNELS).chosen(channel, field=N_("Channel"))
    said = fields.line(text, N_("How the attempt went"), rules.REASON_LIMIT)
    one = step(actor, Step.ATTEMPTED, at, said, channel=by)
    closing.check_after(one.at, row.resolved_at, Step.ATTEMPTED.label)
    happen(session, actor, row, [one])
    return close_deed(session, actor, "request:attempt", row, channel=by, at=one.at)


def confirm(session: Session, actor: Actor, request_id: int, *, text: str, at: datetime | None = None) -> int:
    """The customer says that it is solved: who said it, and how. Returns the request's id. Refuses ToCome, Empty, TooLong, WrongState."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    said = fields.paragraph(text, N_("Who confirmed, and how"), rules.TEXT_LIMIT)
    one = step(actor, Step.CONFIRMED, at, said)
    closing.check_after(one.at, row.resolved_at, Step.CONFIRMED.label)
    return _close(session, actor, row, project, one, "request:confirm")


def give_up(session: Session, actor: Actor, request_id: int) -> int:
    """Close it without the customer's word, after three attempts that count. Returns the request's id. Refuses CloseNeedsWord, WrongState."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    return _close(session, actor, row, project, step(actor, Step.GIVEN_UP), "request:give_up")


def _close(session: Session, actor: Actor, row: Request, project: Project, one: rules.Logged, deed: str) -> int:
    happen(session, actor, row, [one], hours=int(value(session, ATTEMPT_HOURS)))
    days = int(value(session, VISIT_AFTER, project.department_id))
    row.visit_due_on = here(one.at).date() + timedelta(days=days) if days else None
    row.visited_at, row.visit_outcome = None, ""
    inform(session, actor, row, project, {row.handler_id, row.first_receiver_id}, N_("{code} is closed: {title}"))
    return close_deed(session, actor, deed, row, at=one.at, attempts=row.attempts, visit_due_on=row.visit_due_on)


def reopen(session: Session, actor: Actor, request_id: int, *, reason: str, at: datetime | None = None) -> int:
    """It was not solved after all: its handler goes on, and the time that was used stays used. Returns the request's id. Refuses ToCome, OutOfOrder, Empty, TooLong, WrongState."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    happen(session, actor, row, [step(actor, Step.REOPENED, at, why)])
    _forget(row)
    inform(session, actor, row, project, {row.handler_id, row.first_receiver_id}, N_("{code} is open again: {title}"))
    return close_deed(session, actor, "request:reopen", row, reason=why, at=at or now())


def _forget(row: Request) -> None:
    """Nobody is asked afterwards about what is open again."""
    row.visit_due_on = row.visited_at = None
    row.visit_outcome = ""


def visit(session: Session, actor: Actor, request_id: int, *, outcome: Visit, text: str, need: str = "") -> int:
    """The customer was asked afterwards, and may have let be heard what else is needed (S360). Not reached: it stays due. Returns the request's id. Refuses NoVisitDue, Empty, TooLong, WrongState."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    said = fields.paragraph(text, N_("What the customer said"), rules.TEXT_LIMIT)
    if row.visit_due_on is None:
        raise rules.NoVisitDue(code=row.code)
    happen(session, actor, row, [step(actor, Step.VISITED, None, said, outcome=Visit(outcome).value)])
    row.visit_outcome = Visit(outcome).value
    heard_within(session, actor, row.customer_id, need, heard_on=today(), project_id=row.project_id, request=row.code)
    if outcome is Visit.NOT_REACHED:
        row.visit_due_on = max(today(), row.visit_due_on) + timedelta(days=1)
    else:
        row.visited_at, row.visit_due_on = now(), None
    return close_deed(session, actor, "request:visit", row, outcome=outcome, due_on=row.visit_due_on)


# --- somebody else's look ----------------------------------------------------------------------------------------------


def verify(session: Session, actor: Actor, request_id: int, *, passed: bool, remark: str = "") -> int:
    """Somebody who did not work on it looks whether it is done as it should be; what is not goes back to its handler. Returns its id.

    Refuses OwnWork, Empty (returned without a reason), TooLong, WrongState.
    """
    row, project = opened(session, actor, request_id, Permission.REQUEST_VERIFY)
    said = fields.paragraph(remark, N_("Remark"), rules.TEXT_LIMIT, needed=not passed)
    happen(session, actor, row, [step(actor, Step.VERIFIED if passed else Step.RETURNED, None, said)])
    if not passed:
        _forget(row)
        inform(session, actor, row, project, {row.handler_id}, N_("{code} was not accepted and is yours again: {title}"))
    return close_deed(session, actor, "request:verify", row, passed=passed, remark=said)


def archive(session: Session, actor: Actor, request_id: int) -> int:
    """Put a closed and verified request away. Returns its id. Refuses VerifyFirst, WrongState."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    happen(session, actor, row, [step(actor, Step.ARCHIVED)])
    return close_deed(session, actor, "request:archive", row)


# --- where it came from ------------------------------------------------------------------------------------------------


def explain(session: Session, actor: Actor, request_id: int, *, cause: str, whys: Sequence[str], prevention: str, version: int) -> int:
    """Write the root cause (up to five whys) and what keeps it from coming back. Returns the request's id. Refuses NotAnEntry, NeedsAWhy, TooLong, WrongState, Stale."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    chosen = table_for_choice(session, CAUSES).chosen(cause, row.cause, field=N_("Root cause"))
    asked = closing.chain([fields.line(one, N_("Why"), rules.WHY_LIMIT, needed=False) for one in whys[: rules.WHYS]])
    against = fields.paragraph(prevention, N_("What keeps it from coming back"), rules.TEXT_LIMIT, needed=False)
    before = {"cause": row.cause, "whys": row.whys, "prevention": row.prevention}
    happen(session, actor, row, [step(actor, Step.EXPLAINED, None, against, cause=chosen)])
    row.cause, row.whys, row.prevention = chosen, asked, against
    return close_deed(session, actor, "request:explain", row, before=before, after={"cause": chosen, "whys": asked, "prevention": against})


def prevent(session: Session, actor: Actor, request_id: int, *, owner_id: int, verifier_id: int, due_on: date) -> int:
    """Make a follow-up of the prevention that was written; returns the request's id. Refuses NothingToPrevent, WrongState (there is one), OwnVerifier, DueInPast, CannotHandle."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    if not row.prevention:
        raise closing.NothingToPrevent()
    if row.follow_up:
        raise WrongState()
    measures.check_due(due_on, today())
    team = queries.team(session, project.id)
    for one in (owner_id, verifier_id):
        if one not in team:
            raise rules.CannotHandle(person=pick(person_for_update(session, one).name, actor.language))
    opening = Opening(
        measures.Kind.CORRECTIVE, project.id, owner_id, verifier_id, due_on, {actor.language.value: row.title}, queries.KIND, row.id, row.code,
        topic=f"request/{row.problem_class}/{row.cause}"[:80], finding=row.prevention[: measures.TEXT_LIMIT],
    )  # fmt: skip
    (row.follow_up,) = open_many(session, actor, [opening])
    touch(session, "followups")
    inform(session, actor, row, project, {owner_id, verifier_id}, N_("A follow-up was opened so that {code} does not come back: {title}"))
    return close_deed(session, actor, "request:prevent", row, follow_up=row.follow_up, owner_id=owner_id, verifier_id=verifier_id, due_on=due_on)


# --- duplicates --------------------------------------------------------------------------------------------------------


def merge(session: Session, actor: Actor, request_id: int, *, into: str, reason: str) -> int:
    """This one is the same as an earlier one, named by its code, which goes on for both. Returns this one's id.

    Refuses NotFound, NotYourself, OtherCustomer, EarlierStays, Empty, TooLong, WrongState.
    """
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    other = queries.request_for_update(session, queries.id_of(session, actor, into))
    if other.id == row.id:
        raise rules.NotYourself()
    if (other.customer_id, other.project_id) != (row.customer_id, row.project_id):
        raise rules.OtherCustomer(code=other.code)
    if other.state in (State.MERGED, State.ARCHIVED):
        raise WrongState()
    if (other.reported_at, other.id) > (row.reported_at, row.id):
        raise closing.EarlierStays(later=other.code, earlier=row.code)
    happen(session, actor, row, [step(actor, Step.MERGED, None, why, into=other.code)])
    row.merged_into_id = other.id
    other.upset, other.complaint = other.upset or row.upset, other.complaint or row.complaint
    inform(session, actor, other, project, {other.handler_id, other.first_receiver_id}, N_("Another request was merged into {code}: {title}"))
    return close_deed(session, actor, "request:merge", row, into=other.code, reason=why)
