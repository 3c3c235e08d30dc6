"""What proves acceptance and closing: agreement, pack, standards, signatures, remarks put right; archive, resources, confirmed results, closings."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased, join

from core.access import Permission
from core.closing.acceptance.records import (
    Acceptance,
    AcceptanceCriterion,
    AcceptancePaper,
    AcceptanceRemark,
    AcceptanceSignature,
)
from core.closing.acceptance.rules import Seat, Standard, State, Verdict
from core.closing.archive.records import ArchiveEntry
from core.closing.archive.rules import PARTS, Class
from core.closing.endings.records import Closing, Confirmation
from core.closing.endings.rules import State as ClosingState
from core.closing.readiness.queries import CLOSING
from core.closing.release.records import Resource
from core.followup.records import FollowUp
from core.followup.rules import State as FollowUpState
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled
from core.words import N_

READ = Permission.CLOSING_READ

acceptances = Source("Acceptance", READ, Acceptance, Acceptance.project_id, Acceptance.at, Acceptance.code)
papers = Source("Acceptance", READ, join(AcceptancePaper, Acceptance, Acceptance.id == AcceptancePaper.acceptance_id), Acceptance.project_id, AcceptancePaper.at, Acceptance.code, part="pack")
standards = Source("Acceptance", READ, join(AcceptanceCriterion, Acceptance, Acceptance.id == AcceptanceCriterion.acceptance_id), Acceptance.project_id, AcceptanceCriterion.at, AcceptanceCriterion.text, part="standards")
signatures = Source("Acceptance", READ, join(AcceptanceSignature, Acceptance, Acceptance.id == AcceptanceSignature.acceptance_id), Acceptance.project_id, AcceptanceSignature.at, Acceptance.code, part="signing")
remarks = Source("Acceptance", READ, join(AcceptanceRemark, Acceptance, Acceptance.id == AcceptanceRemark.acceptance_id), Acceptance.project_id, AcceptanceRemark.at, AcceptanceRemark.text, part="signing")
entries = Source("Closing", READ, ArchiveEntry, ArchiveEntry.project_id, ArchiveEntry.at, ArchiveEntry.title, part="archive")
resources = Source("Closing", READ, Resource, Resource.project_id, Resource.released_on, part="resources")
confirmations = Source("Closing", READ, join(Confirmation, Closing, Closing.id == Confirmation.closing_id), Closing.project_id, Confirmation.on, Confirmation.who, part="result")
works = Source("Closing", READ, FollowUp, FollowUp.project_id, FollowUp.opened_at, FollowUp.title, part="work")
closings = Source("Closing", READ, Closing, Closing.project_id, Closing.closed_on, Closing.code)

_first, _second, _follow = aliased(AcceptanceSignature), aliased(AcceptanceSignature), aliased(FollowUp)
_YES = (AcceptancePaper.complete.is_(True), AcceptancePaper.whole.is_(True), AcceptancePaper.correct.is_(True))
_TWO = exists().where(
    _first.acceptance_id == Acceptance.id, _second.acceptance_id == Acceptance.id, _first.seat == Seat.FIRST.value, _second.seat == Seat.SECOND.value, _first.person_id != _second.person_id
)
_SIGNED = (AcceptanceSignature.verdict != Verdict.REJECT.value,)
CLOSED = (Closing.state == ClosingState.CLOSED.value,)


def _filed(class_: Class):  # type: ignore[no-untyped-def]
    return (ArchiveEntry.none.is_(False), ArchiveEntry.part.in_([one.value for one in PARTS[class_]]))


EVIDENCE = (
    Evidence("acceptance_agreed", N_("Acceptances with agreed day, way and people, the customer invited"), acceptances, (Acceptance.planned_on.is_not(None), Acceptance.invited_on.is_not(None))),
    Evidence("acceptance_presented", N_("Results presented to the customer, with questions and answers"), acceptances, (Acceptance.presented_on.is_not(None), Acceptance.presented != "")),
    Evidence("acceptance_passed", N_("Acceptances that passed, with their report"), acceptances, (Acceptance.state == State.PASSED.value,)),
    Evidence("acceptance_two", N_("Acceptances signed by two different acceptors"), acceptances, (_TWO,)),
    Evidence("pack_judged", N_("Parts of packs judged complete, whole and correct"), papers, _YES),
    Evidence("standard_scored", N_("Delivery standards scored"), standards, (AcceptanceCriterion.points.is_not(None),)),
    Evidence("standard_measured", N_("Delivery standards measured against the contract's value"), standards, (AcceptanceCriterion.target.is_not(None), AcceptanceCriterion.given.is_not(None))),
    Evidence("standard_data", N_("Data integrity and protection scored"), standards, (AcceptanceCriterion.standard == Standard.DATA.value, AcceptanceCriterion.points.is_not(None))),
    Evidence("signed_team", N_("Preliminary acceptances signed for the team"), signatures, (AcceptanceSignature.seat == Seat.TEAM.value, *_SIGNED)),
    Evidence("signed_customer", N_("Preliminary acceptances signed for the customer"), signatures, (AcceptanceSignature.seat == Seat.CUSTOMER.value, *_SIGNED)),
    Evidence("signed_outside", N_("Formal acceptances signed by the customer's group or a third party"), signatures, (AcceptanceSignature.seat == Seat.OUTSIDE.value, *_SIGNED)),
    Evidence("remark_put_right", N_("Remarks at acceptances put right and verified"), remarks, (exists().where(_follow.code == AcceptanceRemark.followup_code, _follow.state == FollowUpState.CLOSED.value),)),
    Evidence("archive_filed", N_("Deliverables in the archive"), entries, (ArchiveEntry.none.is_(False),)),
    Evidence("archive_documents", N_("Documents in the archive"), entries, _filed(Class.DOCUMENTS)),
    Evidence("archive_training", N_("Training material in the archive"), entries, _filed(Class.TRAINING)),
    Evidence("archive_feedback", N_("Customer feedback in the archive"), entries, _filed(Class.FEEDBACK)),
    Evidence("archive_summary", N_("Summary reports in the archive"), entries, _filed(Class.SUMMARY)),
    Evidence("resource_released", N_("People, budget and equipment given back"), resources, (Resource.released_on.is_not(None),)),
    Evidence("result_confirmed", N_("Confirmations of the result"), confirmations, (Confirmation.confirmed.is_(True),)),
    Evidence("work_remaining", N_("Work that remains, assigned when the project was closed"), works, (FollowUp.source_kind == CLOSING,)),
    Evidence("closing_figures", N_("Closings with their figures kept"), closings, (*CLOSED, is_filled(Closing.scorecard))),
    Evidence("closing_done", N_("Closed projects in the library"), closings, CLOSED),
)  # fmt: skip
