"""What proves that inspections are held as the method asks: checklists, inspectors, rounds, sheets, contests, fairness."""

from sqlalchemy import String, cast, exists, true
from sqlalchemy.orm import aliased, join

from core.access import Actor, Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled
from core.inspection.finals.records import TargetFinal
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind
from core.inspection.rounds.queries import visible_rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as Stage
from core.inspection.sampling.records import Draw
from core.inspection.several.records import Talk
from core.inspection.sheets.queries import visible_sheets
from core.inspection.sheets.records import Contest, ContestScore, Sheet, SheetSection
from core.inspection.sheets.records import Evidence as Photo
from core.inspection.sheets.rules import PUBLISHED
from core.inspection.staffing.records import Qualification
from core.inspection.templates.records import TemplateItem, TemplateSection, TemplateVersion
from core.inspection.templates.rules import State
from core.people.records import Person
from core.words import N_


def _anybody(actor: Actor):  # type: ignore[no-untyped-def]
    return true()


READ, SCORED = Permission.TEMPLATE_READ, Permission.SHEET_READ

lists = Source("Checklists", READ, TemplateVersion, on=TemplateVersion.changed_at, title=TemplateVersion.name, code=cast(TemplateVersion.id, String), parameter="version", sight=_anybody)
items = Source(
    "Checklists", READ, join(TemplateItem, TemplateVersion, TemplateVersion.id == TemplateItem.template_version_id), on=TemplateVersion.changed_at, title=TemplateItem.text,
    code=cast(TemplateVersion.id, String), parameter="version", sight=_anybody,
)  # fmt: skip
rounds = Source("Rounds", Permission.ROUND_READ, Round, on=Round.created_at, title=Round.name, code=Round.code, parameter="round", sight=visible_rounds)
draws = Source("Rounds", Permission.ROUND_READ, join(Draw, Round, Round.id == Draw.round_id), on=Draw.drawn_at, title=Round.name, code=Round.code, parameter="round", sight=visible_rounds)
inspectors = Source("Rounds", Permission.QUALIFICATION_EDIT, join(Qualification, Person, Person.id == Qualification.person_id), on=Qualification.recorded_at, title=Person.name, code=Person.username, parameter="")
sheets = Source("Scoring_sheet", SCORED, join(Sheet, Round, Round.id == Sheet.round_id), Sheet.project_id, Sheet.submitted_at, code=Sheet.code, parameter="sheet", sight=visible_sheets)
sections = Source(
    "Scoring_sheet", SCORED, join(join(SheetSection, Sheet, Sheet.id == SheetSection.sheet_id), TemplateSection, TemplateSection.id == SheetSection.section_id), Sheet.project_id,
    Sheet.submitted_at, TemplateSection.name, Sheet.code, "sheet", sight=visible_sheets,
)  # fmt: skip
photos = Source("Scoring_sheet", SCORED, join(Photo, Sheet, Sheet.id == Photo.sheet_id), Sheet.project_id, Photo.added_at, code=Sheet.code, parameter="sheet", sight=visible_sheets)
contests = Source("Scoring_sheet", SCORED, join(Contest, Sheet, Sheet.id == Contest.sheet_id), Sheet.project_id, Contest.decided_at, code=Sheet.code, parameter="sheet", sight=visible_sheets)
talks = Source("Rounds", Permission.ROUND_READ, join(Talk, Round, Round.id == Talk.round_id), Talk.project_id, Talk.held_on, Round.name, Round.code, "round", sight=visible_rounds)
finals = Source("Rounds", Permission.ROUND_READ, join(TargetFinal, Round, Round.id == TargetFinal.round_id), TargetFinal.project_id, Round.released_at, Round.name, Round.code, "round", sight=visible_rounds)
objects = Source("Targets", Permission.TARGET_EDIT, InspectedObject, InspectedObject.project_id, InspectedObject.added_at, InspectedObject.name, InspectedObject.code, "record")

OUT = Sheet.state.in_([one.value for one in PUBLISHED])
RECORD, LIVE = InspectedObject.kind == Kind.RECORD.value, InspectedObject.active.is_(True)
_tried, _scores = aliased(Round), aliased(ContestScore)


def _scored(name: str, label: str, *codes: str) -> Evidence:
    """A checkpoint (by the codes of the shipped checklists) that was scored and released."""
    return Evidence(name, label, sections, (OUT, SheetSection.score.is_not(None), TemplateSection.code.in_(codes)))


EVIDENCE = (
    Evidence("checklist_confirmed", N_("Checklists confirmed by somebody other than their author"), lists, (
        TemplateVersion.state == State.CONFIRMED.value, TemplateVersion.confirmed_by_id != TemplateVersion.author_id,
    )),
    Evidence("checklist_tried", N_("Checklists that were on trial before they counted"), lists, (exists().where(_tried.template_version_id == TemplateVersion.id, _tried.trial.is_(True)),)),
    Evidence("item_rule", N_("Items of confirmed checklists with standard and scoring rule"), items, (
        TemplateVersion.state == State.CONFIRMED.value, is_filled(TemplateItem.standard), is_filled(TemplateItem.rule),
    )),
    Evidence("item_basis", N_("Items of confirmed checklists that say what evidence a score stands on"), items, (TemplateVersion.state == State.CONFIRMED.value, is_filled(TemplateItem.evidence))),
    Evidence("item_minutes", N_("Items of confirmed checklists with their planned minutes"), items, (TemplateVersion.state == State.CONFIRMED.value, TemplateItem.minutes > 0)),
    Evidence("round_scheduled", N_("Rounds started with period and due date"), rounds, (Round.started_at.is_not(None),)),
    Evidence("round_released", N_("Rounds whose results are released"), rounds, (Round.state == Stage.RELEASED.value,)),
    Evidence("sample_taken", N_("Samples drawn with a stored seed and taken over"), draws, (Draw.accepted_at.is_not(None),)),
    Evidence("inspector_qualified", N_("Inspectors with a recorded qualification"), inspectors),
    Evidence("sheet_assigned", N_("Scoring sheets assigned to inspectors"), sheets),
    Evidence("sheet_released", N_("Scoring sheets signed, scored and released"), sheets, (OUT, Sheet.signature != "", Sheet.total.is_not(None))),
    Evidence("sheet_timed", N_("Scoring sheets with the time that was worked on them"), sheets, (OUT, Sheet.started_at.is_not(None), Sheet.submitted_at.is_not(None))),
    Evidence("sheet_context", N_("Scoring sheets on which the circumstances were recorded"), sheets, (OUT, Sheet.context.is_not(None), is_filled(Sheet.context))),
    Evidence("sheet_revised", N_("Scores corrected as a revision, the old ones kept"), sheets, (Sheet.revises_id.is_not(None), Sheet.revision_reason != "")),
    Evidence("sheet_acknowledged", N_("Results acknowledged by the inspected side"), sheets, (Sheet.state == "acknowledged",)),
    Evidence("sheet_fed_back", N_("Results that reached the inspected side"), sheets, (OUT, Round.released_at.is_not(None))),
    Evidence("record_inspected", N_("Service records that were inspected"), sheets, (OUT, Round.target_kind == Kind.RECORD.value)),
    Evidence("sheet_photo", N_("Photos and files attached to scores"), photos),
    _scored("scored_files", N_("Released scores for service files"), "files", "records", "ledger"),
    _scored("scored_response", N_("Released scores for responsiveness"), "responsiveness"),
    _scored("scored_communication", N_("Released scores for communication"), "communication"),
    _scored("scored_integrity", N_("Released scores for integrity and contract"), "integrity"),
    _scored("scored_solving", N_("Released scores for problem solving"), "solving"),
    _scored("scored_listening", N_("Released scores for active listening"), "listening"),
    _scored("scored_expression", N_("Released scores for expression and conduct"), "expression"),
    _scored("scored_handling", N_("Released scores for handling and composure"), "handling"),
    _scored("scored_norm", N_("Released scores for the service norm"), "norm"),
    _scored("scored_norm_process", N_("Released scores for the norm in daily work"), "process"),
    _scored("scored_compliance", N_("Released scores for law, trade and house rules"), "compliance"),
    _scored("scored_oversight", N_("Released scores for risk and supervision"), "oversight"),
    Evidence("contest_decided", N_("Contested items decided by somebody who did not score them"), contests, (
        Contest.decided_at.is_not(None), Contest.decided_by_id != Sheet.inspector_id, Contest.decided_by_id != Contest.by_id,
    )),
    Evidence("contest_blind", N_("Contested items scored blind before they were decided"), contests, (exists().where(_scores.contest_id == Contest.id),)),
    Evidence("consensus_talk", N_("Talks of inspectors who were too far apart"), talks, (Talk.outcome != "",)),
    Evidence("scored_twice", N_("Targets scored by two or more inspectors"), finals, (TargetFinal.sheets > 1,)),
    Evidence("service_record", N_("Service records with demand and result"), objects, (RECORD, LIVE, InspectedObject.demand != "", InspectedObject.result != "")),
    Evidence("service_record_feedback", N_("Service records with the customer's feedback"), objects, (RECORD, LIVE, InspectedObject.feedback != "")),
    Evidence("service_record_channel", N_("Service records with the channel by which the customer came"), objects, (RECORD, LIVE, InspectedObject.channel != "")),
)  # fmt: skip
