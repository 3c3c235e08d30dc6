"""Deeds on approvals: submit, decide, withdraw, take further what is overdue."""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.approval import queries, rules
from core.approval.chains.rules import Step, written
from core.approval.copies import rules as copies
from core.approval.records import Approval, Decision
from core.approval.rules import State, Verdict
from core.audit import note
from core.audit.actions import touch
from core.calendar.queries import organisation
from core.clock import now, today
from core.db import with_ids
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import names
from core.routines import routine
from core.settings.queries import value
from core.subjects import place
from core.words import N_

SWEEP_EVERY = timedelta(hours=1)
TOLD = {
    State.APPROVED: N_("{who} approved {record} ({name}). {comment}"),
    State.RETURNED: N_("{who} returned {record} ({name}): {comment}"),
    State.REJECTED: N_("{who} turned down {record} ({name}): {comment}"),
}


def submit(session: Session, actor: Actor, kind: str, subject_id: int, *, comment: str = "") -> int:
    """Freeze a copy of the subject and ask the first step of its chain. Returns the submission's id.

    Refuses UnknownChain, what the room refuses of a subject that is not ready, OpenAlready, NothingChanged (sent back
    and unchanged, without a comment), NobodyToAsk, TooLong.
    """
    known = queries.registered(kind)
    where = place(session, actor, kind, subject_id)
    require(actor, known.submit, Reach(where.owners, where.project_id, where.department_id))
    said = fields.paragraph(comment, N_("Comment"), rules.COMMENT_LIMIT, needed=False)
    look = known.look(session, subject_id, lock=True)
    if queries.open_for_update(session, kind, subject_id):
        raise rules.OpenAlready()
    case = queries.new_case(session, actor, known, look, where)
    here = queries.crowd(session, today())
    rules.check_chain(case, here)
    document = dict(look.frozen)
    before, digest = queries.previous(session, kind, subject_id), copies.digest(document)
    if before is not None and before.digest == digest and before.state in (State.RETURNED, State.REJECTED) and not said:
        raise rules.NothingChanged()
    row = Approval(
        code=next_code(session, "APR"),
        kind=kind,
        subject_id=subject_id,
        number=before.number + 1 if before is not None else 1,
        subject_code=where.code,
        subject_name=dict(where.name) if not isinstance(where.name, str) else where.name,
        subject_path=where.path,
        project_id=where.project_id,
        department_id=where.department_id,
        submitter_id=actor.id,
        submitted_at=now(),
        comment=said,
        authors=sorted(look.authors),
        amount=look.amount,
        steps=written(case.steps),
        step=0,
        due_on=_due(session, case.steps[0]),
        state=State.SUBMITTED,
        frozen=copies.written(document),
        digest=digest,
        open_key=f"{kind}:{subject_id}",
    )
    with_ids(session, row)
    touch(session, "approvals")
    _tell_asked(session, actor, row, case, here)
    note(
        session, actor, "approval:submit", "approval", row.id, code=row.code, project_id=row.project_id, subject=[kind, subject_id, where.code],
        number=row.number, digest=digest, steps=row.steps,
    )  # fmt: skip
    return row.id


def decide(session: Session, actor: Actor, approval_id: int, *, step: int, verdict: Verdict, comment: str = "") -> int:
    """Say yes, send back or turn down, in the step the decider has seen. The last yes lets the subject take effect.

    Refuses Empty (a return or a refusal says why), Stale (another step by now), ChangedSince (no yes to what was not
    seen), and what `rules.decided` and the room refuse.
    """
    row = queries.approval_for_update(session, approval_id)
    case, here = queries.case_of(session, row), queries.crowd(session, today())
    seen = rules.as_seen(case, step)  # who was asked and comes a moment too late hears that, not that it is none of her affair
    require(actor, Permission.APPROVAL_DECIDE, Reach(owners=queries.involved(case, here) | queries.involved(seen, here)))
    said = fields.paragraph(comment, N_("Comment"), rules.COMMENT_LIMIT, needed=verdict is not Verdict.APPROVE)
    after, vote = rules.decided(case, here, actor.id, verdict, step=step)
    known = queries.registered(row.kind)
    if verdict is Verdict.APPROVE and copies.digest(dict(known.look(session, row.subject_id, lock=True).frozen)) != row.digest:
        raise rules.ChangedSince()
    session.add(
        Decision(approval_id=row.id, step=vote.step, person_id=actor.id, seat_id=vote.seat_id, verdict=verdict, comment=said, at=now())
    )
    if after.step != row.step:
        row.step, row.due_on, row.escalated_at = after.step, _due(session, after.steps[after.step]), None
    _end(row, after.state)
    touch(session, "approvals")
    if after.state in TOLD:
        tell(
            session, actor, rules.ANSWERED.code, {row.submitter_id, *row.authors}, about=queries.about(row), message=TOLD[after.state],
            who=names(session, frozenset({actor.id}))[actor.id], record=row.subject_code, name=row.subject_name, comment=said,
        )  # fmt: skip
    elif after.step != case.step:
        _tell_asked(session, actor, row, after, here)
    if after.state is State.APPROVED:
        _effect(session, lambda: known.approved(session, actor, row.subject_id))
    elif after.state is not State.SUBMITTED and known.returned is not None:
        _effect(session, lambda: known.returned(session, actor, row.subject_id))  # type: ignore[misc]
    note(
        session, actor, f"approval:{verdict}", "approval", row.id, code=row.code, project_id=row.project_id,
        subject=[row.kind, row.subject_id, row.subject_code], step=vote.step + 1, instead_of=vote.seat_id if vote.seat_id != actor.id else None,
        over=vote.seat_id is None, comment=said, before=case.state, after=after.state,
    )  # fmt: skip
    return row.id


def withdraw(session: Session, actor: Actor, approval_id: int, *, comment: str = "") -> int:
    """Take the own submission back while it is open. Refuses NotOpen, TooLong."""
    row = queries.approval_for_update(session, approval_id)
    require(actor, Permission.APPROVAL_WITHDRAW, Reach(owners=frozenset({row.submitter_id})))
    said = fields.paragraph(comment, N_("Comment"), rules.COMMENT_LIMIT, needed=False)
    after = rules.withdrawn(queries.case_of(session, row))
    _end(row, after.state)
    known = queries.registered(row.kind)
    touch(session, "approvals")
    if known.returned is not None:
        _effect(session, lambda: known.returned(session, actor, row.subject_id))  # type: ignore[misc]
    note(
        session, actor, "approval:withdraw", "approval", row.id, code=row.code, project_id=row.project_id,
        subject=[row.kind, row.subject_id, row.subject_code], comment=said,
    )  # fmt: skip
    return row.id


def take_further(session: Session, nobody: Actor) -> int:
    """Let those above decide what is overdue, and tell them; returns how many submissions were taken further.

    # house: a routine of the server; nobody signs in for it, each submission is noted
    """
    late = queries.overdue_for_update(session, today())
    here = queries.crowd(session, today())
    for row in late:
        case = rules.escalated(queries.case_of(session, row))
        row.escalated_at = now()
        tell(
            session, nobody, rules.LATE.code, rules.above(case, here), about=queries.about(row),
            message=N_("An approval is overdue and yours to decide as well: {record} ({name})"), record=row.subject_code, name=row.subject_name,
        )  # fmt: skip
    if late:
        touch(session, "approvals")
    for row in late:
        note(
            session, nobody, "approval:escalate", "approval", row.id, code=row.code, project_id=row.project_id,
            subject=[row.kind, row.subject_id, row.subject_code], step=row.step + 1, due_on=row.due_on,
        )  # fmt: skip
    return len(late)


def _tell_asked(session: Session, actor: Actor, row: Approval, case: rules.Case, here: rules.Crowd) -> None:
    tell(
        session, actor, rules.WAITING.code, rules.asked(case, here), about=queries.about(row), message=N_("An approval waits for you: {record} ({name})"),
        record=row.subject_code, name=row.subject_name,
    )  # fmt: skip


def _end(row: Approval, state: State) -> None:
    if state is not State.SUBMITTED:
        row.state, row.ended_at, row.open_key = state, now(), None


def _due(session: Session, step: Step) -> date:
    """The last of the working days that the step may take."""
    return organisation(session).workdays_after(today(), step.days or value(session, rules.DAYS))


def _effect(session: Session, run: Callable[[], object]) -> None:
    """Run what the room does; the key of the deed stays with the entry of the approval."""
    key = session.info.pop("deed_key", None)
    run()
    if key is not None:
        session.info["deed_key"] = key


routine("approvals", SWEEP_EVERY, take_further)
