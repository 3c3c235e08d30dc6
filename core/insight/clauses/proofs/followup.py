"""What proves that things found wanting are put right: measures, evidence, verification by another, effect."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased

from core.access import Permission
from core.followup.queries import visible_followups
from core.followup.records import FollowUp, FollowUpFile
from core.followup.rules import Effect, State
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.words import N_

followups = Source(
    "Follow_up", Permission.FOLLOWUP_READ, FollowUp, FollowUp.project_id, FollowUp.opened_at, FollowUp.title, FollowUp.code, "followup", sight=visible_followups
)
CLOSED = (FollowUp.state == State.CLOSED.value, FollowUp.verifier_id != FollowUp.owner_id)
_file = aliased(FollowUpFile)

EVIDENCE = (
    Evidence("followup_planned", N_("Follow-ups with owner, due day and measure"), followups, is_told(FollowUp.measure)),
    Evidence("followup_verified", N_("Follow-ups closed after somebody else verified them"), followups, CLOSED),
    Evidence("followup_shown", N_("Follow-ups with a photo or file of what was done"), followups, (exists().where(_file.follow_up_id == FollowUp.id),)),
    Evidence("followup_effective", N_("Follow-ups whose effect was judged to hold"), followups, (FollowUp.effect == Effect.EFFECTIVE.value,)),
    Evidence("followup_from_inspection", N_("Follow-ups of inspections that are closed"), followups, (FollowUp.source_kind == "sheet", *CLOSED)),
    Evidence("followup_recurred", N_("Follow-ups known as something that came back"), followups, (FollowUp.recurrences > 0,)),
)  # fmt: skip
