"""A project is approved by its application: what is frozen of it, and what its approval means."""

from sqlalchemy.orm import Session

from core.access import Permission
from core.approval.queries import Look, Subject, subject
from core.initiation.applications import actions, queries, rules
from core.initiation.rules import WORDS
from core.words import N_


def look(session: Session, application_id: int, *, lock: bool = False) -> Look:
    """An application in which nothing is missing. Who wrote it and who is to manage the project do not decide. Refuses Incomplete, ApprovedAlready, DroppedAlready."""
    row = queries.application_for_update(session, application_id) if lock else queries.application_row(session, application_id)
    if row.project_id is not None:
        raise rules.ApprovedAlready()
    if row.dropped_at is not None:
        raise rules.DroppedAlready()
    proposal = queries.proposal_of(session, row)
    rules.check_complete(proposal)
    return Look(queries.document(session, row, proposal), frozenset({row.author_id, row.manager_id}), proposal.amount)


subject(
    Subject(
        queries.KIND,
        N_("Approve an application for a project"),
        submit=Permission.APPLICATION_EDIT,
        decide=Permission.APPLICATION_DECIDE,
        look=look,
        approved=actions.approve,
        words=WORDS
        | {
            "customer": N_("Customer"),
            "kind": N_("Kind"),
            "department": N_("Department"),
            "manager": N_("Proposed manager"),
            "total": N_("Sum of the budget"),
            "starts_on": N_("Starts"),
            "ends_on": N_("Ends"),
        },
    )
)
