"""What proves what the house itself keeps: approvals, comments, roles, the audit trail, import from other planners."""

from sqlalchemy import ColumnElement, String, cast, or_, true
from sqlalchemy.orm import join

from core.access import Actor, Permission, Scope
from core.approval.records import Approval, Decision
from core.audit.records import AuditEntry, AuditHead
from core.comments.records import Comment
from core.cost.budgets.records import Budget
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled
from core.people.records import Person
from core.projects.records import Project
from core.words import N_


def _had_a_part(actor: Actor) -> ColumnElement[bool]:
    """What the page Approvals shows to somebody who may not see all of them: submitted or decided by herself."""
    everything = actor.scope(Permission.APPROVAL_READ) is Scope.ALL
    return true() if everything else or_(Approval.submitter_id == actor.id, Decision.person_id == actor.id)


_decided = join(join(Budget, Approval, (Approval.kind == "budget") & (Approval.subject_id == Budget.id)), Decision, Decision.approval_id == Approval.id)
approvals = Source("Approvals", Permission.APPROVAL_READ, _decided, Budget.project_id, Decision.at, Approval.subject_name, Approval.code, "approval", sight=_had_a_part)
comments = Source(
    "Projects", Permission.PROJECT_READ, join(Comment, Project, (Comment.subject_kind == "project") & (Comment.subject_id == Project.id)), Project.id, Comment.at,
    has_project=True,
)
people = Source("People", Permission.PEOPLE_EDIT, Person, title=Person.name, code=Person.username, parameter="")
trail = Source("Audit_trail", Permission.AUDIT_READ, AuditHead, code=cast(AuditHead.count, String), parameter="", amount=AuditHead.count)
taken = Source("Plan", Permission.PLAN_READ, AuditEntry, AuditEntry.project_id, AuditEntry.at, part="files")

EVIDENCE = (
    Evidence("budget_decided", N_("Budgets decided by somebody other than who submitted them"), approvals, (Decision.person_id != Approval.submitter_id,)),
    Evidence("comment", N_("Comments of colleagues on projects"), comments, (Comment.struck_at.is_(None),)),
    Evidence("roles", N_("People with roles that grade what they may do"), people, (Person.active.is_(True), is_filled(Person.roles))),
    Evidence("trail", N_("Entries of the audit trail"), trail, (AuditHead.count > 0,)),
    Evidence("plan_imported", N_("Plans taken over from files of other planners"), taken, (AuditEntry.deed == "plan:take_over",)),
)  # fmt: skip
