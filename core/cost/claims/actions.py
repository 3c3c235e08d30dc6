"""Deeds on claims: claim what one paid, add receipts, withdraw; accept, refuse."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.claims import queries, rules
from core.cost.claims.records import ExpenseClaim
from core.cost.claims.rules import State
from core.cost.rules import BUDGET_LINES
from core.cost.rules import amount as clean_amount
from core.cost.spending import actions as spending
from core.cost.spending import rules as limits
from core.db import with_ids
from core.errors import NotPermitted, Stale
from core.files import actions as files
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import table_for_choice
from core.subjects import Place
from core.words import N_

PREFIX = "CLM"


def enter(session: Session, actor: Actor, project_id: int, *, line: str, amount: Decimal, spent_on: date, subject: str, supplier: str = "") -> int:
    """Claim money that one paid for a project (CLM-2026-0001); its manager is told. Returns the id. It counts nowhere until it is accepted.

    Refuses ClosedForClaims, SpentToCome, NotAnAmount, NotAnEntry, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.EXPENSE_CLAIM, reach(project))
    if project.stage == Stage.CLOSED:
        raise rules.ClosedForClaims(project=project.code)
    limits.check_spent(spent_on, today())
    paid = clean_amount(amount)
    chosen = table_for_choice(session, BUDGET_LINES).chosen(line, field=N_("Budget line"))
    row = ExpenseClaim(
        code=next_code(session, PREFIX), project_id=project_id, line=chosen, amount=paid, spent_on=spent_on,
        supplier=fields.line(supplier, N_("Paid to"), limits.SUPPLIER_LIMIT, needed=False), subject=fields.line(subject, N_("What for"), limits.SUBJECT_LIMIT), by_id=actor.id, at=now(),
        state=State.OPEN, decided_by_id=None, decided_at=None, reason="", expense_id=None,
    )  # fmt: skip
    with_ids(session, row)
    about = _place(row, project, f"Costs?project={project.code}")
    tell(session, actor, rules.CLAIMED.code, {project.manager_id} - {actor.id}, about=about, message=N_("{code}: {subject} was paid for {project}. Accept or refuse it."),
         code=row.code, subject=row.subject, project=project.code)  # fmt: skip
    touch(session, "cost")
    note(
        session, actor, "expense_claim:enter", "expense_claim", row.id, code=row.code, project_id=project_id, line=chosen, amount=paid, spent_on=spent_on, supplier=row.supplier,
        subject=row.subject,
    )  # fmt: skip
    return row.id


def attach(session: Session, actor: Actor, claim_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned receipt to one's own open claim; returns the file's id. The same content twice is one file. Refuses TooManyReceipts, ClaimDecided."""
    row, _ = _own(session, actor, claim_id)
    present, sha256 = queries.receipts_of(session, row.id), files.fingerprint(data)
    known = next((one.id for one in present if one.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= limits.RECEIPTS:
        raise limits.TooManyReceipts(limit=limits.RECEIPTS)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.FILES, subject_id=row.id)
    touch(session, "cost")
    note(session, actor, "expense_claim:attach", "expense_claim", row.id, code=row.code, project_id=row.project_id, file=file_id, name=name, sha256=sha256)
    return file_id


def withdraw(session: Session, actor: Actor, claim_id: int) -> int:
    """Take one's own open claim back; it stays to be seen. Returns its id. Refuses ClaimDecided, NotPermitted."""
    row, _ = _own(session, actor, claim_id)
    row.state, row.decided_by_id, row.decided_at = State.WITHDRAWN, actor.id, now()
    touch(session, "cost")
    note(session, actor, "expense_claim:withdraw", "expense_claim", row.id, code=row.code, project_id=row.project_id, amount=row.amount)
    return row.id


def _own(session: Session, actor: Actor, claim_id: int) -> tuple[ExpenseClaim, Project]:
    row = queries.claim_for_update(session, claim_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.EXPENSE_CLAIM, reach(project))
    if row.by_id != actor.id:
        raise NotPermitted()
    rules.check_open(row.code, row.state)
    return row, project


def accept(session: Session, actor: Actor, claim_id: int, *, line: str, version: int) -> int:
    """Accept a claim: from now on it is an expense, on the line that whoever accepts says. Whoever claimed it is told. Returns the expense's id.

    Refuses OwnClaim, ClaimDecided, Stale, NotAnEntry.
    """
    row, project = _to_decide(session, actor, claim_id, version)
    spent = spending.keep(session, actor, project, line=line, amount=row.amount, spent_on=row.spent_on, supplier=row.supplier, subject=row.subject, by_id=row.by_id)
    _decide(row, actor, State.ACCEPTED)
    row.expense_id = spent.id
    _tell(session, actor, row, project, N_("{code} ({subject}) is accepted: {expense}."), expense=spent.code)
    touch(session, "cost")
    note(session, actor, "expense_claim:accept", "expense_claim", row.id, code=row.code, project_id=project.id, expense=spent.code, line=spent.line, amount=row.amount, over=spent.over)
    return spent.id


def refuse(session: Session, actor: Actor, claim_id: int, *, reason: str, version: int) -> int:
    """Refuse a claim with a reason, of which whoever claimed it is told. Returns its id. Refuses OwnClaim, ClaimDecided, Stale, Empty, TooLong."""
    row, project = _to_decide(session, actor, claim_id, version)
    row.reason = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    _decide(row, actor, State.REFUSED)
    _tell(session, actor, row, project, N_("{code} ({subject}) is refused: {reason}"), reason=row.reason)
    touch(session, "cost")
    note(session, actor, "expense_claim:refuse", "expense_claim", row.id, code=row.code, project_id=project.id, reason=row.reason, amount=row.amount)
    return row.id


def _to_decide(session: Session, actor: Actor, claim_id: int, version: int) -> tuple[ExpenseClaim, Project]:
    row = queries.claim_for_update(session, claim_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.COST_EDIT, reach(project))
    rules.check_open(row.code, row.state)
    if row.by_id == actor.id:
        raise rules.OwnClaim()
    if row.version != version:
        raise Stale()
    return row, project


def _decide(row: ExpenseClaim, actor: Actor, state: State) -> None:
    row.state, row.decided_by_id, row.decided_at = state, actor.id, now()


def _place(row: ExpenseClaim, project: Project, path: str) -> Place:
    return Place("expense_claim", row.id, row.code, row.subject, path, project.id, project.department_id)


def _tell(session: Session, actor: Actor, row: ExpenseClaim, project: Project, message: str, **facts: object) -> None:
    tell(session, actor, rules.DECIDED.code, {row.by_id}, about=_place(row, project, ""), message=message, code=row.code, subject=row.subject, **facts)
