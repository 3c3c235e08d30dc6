"""The dedicated plan of a major or critical nonconformity is approved before work on it begins."""

from sqlalchemy.orm import Session

from core.access import Permission
from core.approval.queries import Look, Subject, subject
from core.approval.rules import NotReady
from core.errors import Refusal
from core.quality.nonconformities import actions, queries, rules
from core.quality.nonconformities.rules import LIVING, Severity, State
from core.words import N_


class NoPlanNeeded(NotReady):
    message = N_("A minor nonconformity needs no approval: begin with its measures.")


class NoMeasureWaits(NotReady):
    message = N_("No measure waits to begin. Plan the measures first; a major or critical nonconformity needs at least {least}.")


class PlanIncomplete(NotReady):
    message = N_("The plan is not whole yet: choose the cause with its whys, say on what the effect will be judged, and plan at least {least} measures.")


def look(session: Session, nonconformity_id: int, *, lock: bool = False) -> Look:
    """A plan that is whole. Whoever planned it or carries it out does not decide. Refuses NoPlanNeeded, NoMeasureWaits, PlanIncomplete."""
    row, _ = (queries.for_update if lock else queries.by_id)(session, nonconformity_id)
    if not Severity(row.severity).grave or State(row.state) not in LIVING:
        raise NoPlanNeeded()
    measures = queries.measure_rows(session, row)
    fresh = [one for one in measures if not one.followup_code]
    if not fresh:
        raise NoMeasureWaits(least=rules.SEVERAL)
    try:
        rules.check_plan(Severity(row.severity), rules.cause_of(row.cause, row.causes), rules.metric_of(row.metric), len(measures))
    except Refusal as lacking:
        raise PlanIncomplete(least=rules.SEVERAL) from lacking
    return Look(queries.document(session, row), frozenset(id_ for one in fresh for id_ in (one.planned_by_id, one.owner_id)))


subject(
    Subject(
        queries.KIND, N_("Approve the plan for a major or critical nonconformity"), submit=Permission.NONCONFORMITY_STEER, decide=Permission.NONCONFORMITY_DECIDE, look=look,
        approved=actions.approve,
        words={
            "nonconformity": N_("Nonconformity"), "title": N_("What is wrong"), "severity": N_("Severity"), "finding": N_("Finding"), "cause": N_("Cause"), "whys": N_("Why?"),
            "measures": N_("Rectification measures"), "measure": N_("Measure"), "number": N_("Number"), "owner": N_("Owner"), "verifier": N_("Verifier"), "due_on": N_("Due"),
        },
    )
)  # fmt: skip
