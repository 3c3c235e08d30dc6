"""Deeds on applications: begin one, write on it; its approval turns it into a project with a charter."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.initiation.applications import queries, rules
from core.initiation.applications.records import Application, ApplicationBudget
from core.initiation.applications.rules import Proposal
from core.initiation.charters import actions as charters
from core.initiation.charters.rules import Content
from core.initiation.rules import BUDGET_LINES, Money, kept_milestones, kept_objectives
from core.numbering.actions import next_code
from core.people.queries import department_for_update, person_for_update
from core.planning import actions as plans
from core.planning.rules.moments import midnight
from core.projects import actions as projects
from core.projects.rules import KINDS, Stage
from core.reference.queries import table_for_choice
from core.words import N_


def create(session: Session, actor: Actor, proposal: Proposal, *, department_id: int, manager_id: int) -> int:
    """Begin an application (APP-2026-0001) with as much as is known; returns its id. Refuses Empty (no name), TooLong, NotMoney, ForThePlan, NotAnEntry."""
    require(actor, Permission.APPLICATION_EDIT, Reach(owners=frozenset({actor.id}), department_id=department_id))
    row = begun(session, actor, proposal, department_id=department_id, manager_id=manager_id)
    touch(session, "applications")
    note(session, actor, "application:create", "application", row.id, code=row.code, after={"name": row.name, "manager_id": manager_id})
    return row.id


def begun(session: Session, actor: Actor, proposal: Proposal, *, department_id: int, manager_id: int) -> Application:
    """A new application. # house: part of another deed, which requires and notes"""
    department_for_update(session, department_id)
    person_for_update(session, manager_id)
    clean = rules.cleaned(proposal)
    moment = now()
    row = Application(
        code=next_code(session, "APP"), author_id=actor.id, created_at=moment, department_id=department_id, manager_id=manager_id,
        **_texts(session, clean, ""), changed_at=moment,
    )  # fmt: skip
    with_ids(session, row)
    _write_budget(session, row.id, clean.budget)
    return row


def _texts(session: Session, clean: Proposal, kind: str) -> dict[str, object]:
    """What of a proposal stands in the application's own row."""
    chosen = table_for_choice(session, KINDS).chosen(clean.kind, kind, field=N_("Kind")) if clean.kind else ""
    return {
        "name": dict(clean.name), "customer": dict(clean.customer), "kind": chosen, "background": clean.background,
        "objectives": kept_objectives(clean.objectives), "content": clean.content, "results": clean.results, "starts_on": clean.starts_on,
        "ends_on": clean.ends_on, "milestones": kept_milestones(clean.milestones),
    }  # fmt: skip


def _write_budget(session: Session, application_id: int, budget: tuple[Money, ...]) -> None:
    """The budget as it is from now on."""
    present = {row.line: row for row in queries.budget_rows(session, application_id)}
    offered = table_for_choice(session, BUDGET_LINES)
    for one in budget:
        line = offered.chosen(one.line, one.line if one.line in present else "", field=N_("Budget"))
        row = present.pop(line, None)
        if row is None:
            session.add(ApplicationBudget(application_id=application_id, line=line, amount=one.amount, remark=one.remark))
        else:
            row.amount, row.remark = one.amount, one.remark
    for gone in present.values():
        session.delete(gone)


def update(
    session: Session, actor: Actor, application_id: int, proposal: Proposal, *, version: int, department_id: int, manager_id: int
) -> int:
    """Write everything an application says, however unfinished; returns its id.

    Refuses UnderApproval, ApprovedAlready, Stale, Empty (no name), TooLong, NotMoney, ForThePlan, NotAnEntry.
    """
    row = queries.application_for_update(session, application_id)
    require(actor, Permission.APPLICATION_EDIT, queries.reach(row))
    queries.check_open(session, row)
    if row.version != version:
        raise Stale()
    require(actor, Permission.APPLICATION_EDIT, Reach(owners=frozenset({row.author_id, actor.id}), department_id=department_id))
    department_for_update(session, department_id)
    person_for_update(session, manager_id)
    before, clean = queries.proposal_of(session, row), rules.cleaned(proposal)
    changed = rules.facts(before, clean) | {"department_id": [row.department_id, department_id], "manager_id": [row.manager_id, manager_id]}
    for name, value in _texts(session, clean, row.kind).items():
        setattr(row, name, value)
    row.department_id, row.manager_id, row.changed_at = department_id, manager_id, now()
    _write_budget(session, row.id, clean.budget)
    touch(session, "applications")
    note(session, actor, "application:update", "application", row.id, code=row.code, **changed)
    return row.id


def drop(session: Session, actor: Actor, application_id: int, *, version: int, reason: str = "") -> int:
    """Give up an application that waits for nobody; it stays to be seen, and can be taken up again. Returns its id.

    Refuses UnderApproval, ApprovedAlready, DroppedAlready, Stale, TooLong.
    """
    row = queries.application_for_update(session, application_id)
    require(actor, Permission.APPLICATION_EDIT, queries.reach(row))
    queries.check_open(session, row)
    if row.version != version:
        raise Stale()
    row.dropped_at, row.dropped_why, row.changed_at = now(), fields.line(reason, N_("Why"), rules.DROP_LIMIT, needed=False), now()
    touch(session, "applications")
    note(session, actor, "application:drop", "application", row.id, code=row.code, reason=row.dropped_why)
    return row.id


def take_up(session: Session, actor: Actor, application_id: int) -> int:
    """Go on with an application that was dropped. Returns its id. Refuses NotDropped."""
    row = queries.application_for_update(session, application_id)
    require(actor, Permission.APPLICATION_EDIT, queries.reach(row))
    if row.dropped_at is None:
        raise rules.NotDropped()
    row.dropped_at, row.dropped_why, row.changed_at = None, "", now()
    touch(session, "applications")
    note(session, actor, "application:take_up", "application", row.id, code=row.code)
    return row.id


def approve(session: Session, actor: Actor, application_id: int) -> int:
    """Make the project that was applied for, in planning: its charter says what was approved, its plan begins with the milestones. Returns the application's id.

    # house: the effect of an approval, which requires
    """
    row = queries.application_for_update(session, application_id)
    proposal = queries.proposal_of(session, row)
    rules.check_complete(proposal)
    project_id = projects.found(
        session, actor, name=row.name, customer=row.customer, department_id=row.department_id, manager_id=row.manager_id, kind=row.kind,
        stage=Stage.PLANNING, started_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip
    row.project_id = project_id
    content = Content(
        proposal.background, proposal.objectives, proposal.results, proposal.content, budget=proposal.budget, starts_on=proposal.starts_on,
        ends_on=proposal.ends_on, milestones=proposal.milestones,
    )  # fmt: skip
    charters.plant(session, actor, project_id, content, application_id=row.id)
    if proposal.starts_on is not None:
        plans.plant(session, actor, project_id, starts=midnight(proposal.starts_on), rows=rules.planned(proposal))
    touch(session, "applications")
    note(session, actor, "application:approve", "application", row.id, code=row.code, project_id=project_id)
    return row.id
