"""What proves that norms are written, taught and kept, compliance is assessed, signals are acted upon, and quality is talked about."""

from sqlalchemy import exists
from sqlalchemy.orm import join

from core.access import Permission
from core.insight.clauses.proofs.improvement import measures
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled, is_told
from core.insight.clauses.proofs.quality import checks
from core.quality.checks.records import Check, CheckPlan, CheckPoint
from core.quality.checks.rules import Principle
from core.quality.checks.rules import State as Stage
from core.quality.compliance.records import Assessment, Clause, NormTraining, NormVersion, ServiceNorm
from core.quality.compliance.rules import Method, Phase, Side, Standing
from core.quality.compliance.rules import State as Assessed
from core.quality.improvement.records import Card, CardMeasure
from core.quality.improvement.rules import Outcome
from core.quality.meetings.records import MeetingDecision, QualityMeeting
from core.quality.meetings.rules import State as Met
from core.quality.nonconformities.records import Nonconformity
from core.quality.signals.records import ChartSignal
from core.words import N_

NORM, AUDIT, MEET = Permission.NORM_READ, Permission.COMPLIANCE_READ, Permission.QUALITY_MEETING_READ

norms = Source(
    "Compliance", NORM, join(NormVersion, ServiceNorm, ServiceNorm.id == NormVersion.norm_id), on=NormVersion.effective_on, title=ServiceNorm.name, code=ServiceNorm.code, parameter="", part="norms",
)  # fmt: skip
trainings = Source(
    "Compliance", NORM, join(NormTraining, ServiceNorm, ServiceNorm.id == NormTraining.norm_id), on=NormTraining.trained_on, title=ServiceNorm.name, code=ServiceNorm.code, parameter="", part="norms",
)  # fmt: skip
assessments = Source("Compliance", AUDIT, Assessment, Assessment.project_id, Assessment.closed_at, Assessment.scope, Assessment.code, "assessment")
_clauses = join(Clause, Assessment, Assessment.id == Clause.assessment_id)
clauses = Source("Compliance", AUDIT, _clauses, Assessment.project_id, Assessment.due_on, Clause.text, Assessment.code, "assessment")
meetings = Source("Quality_checks", MEET, QualityMeeting, on=QualityMeeting.held_on, title=QualityMeeting.title, code=QualityMeeting.code, parameter="meeting")
_decided = join(MeetingDecision, QualityMeeting, QualityMeeting.id == MeetingDecision.meeting_id)
decisions = Source("Quality_checks", MEET, _decided, on=QualityMeeting.held_on, title=MeetingDecision.text, code=QualityMeeting.code, parameter="meeting")
_acted = join(ChartSignal, Nonconformity, Nonconformity.id == ChartSignal.nonconformity_id)
signals = Source("Nonconformities", Permission.NONCONFORMITY_READ, _acted, Nonconformity.project_id, ChartSignal.on, ChartSignal.title, Nonconformity.code, "nonconformity")
recurring = Source("Quality_checks", Permission.CHECK_READ, CheckPlan, CheckPlan.project_id, CheckPlan.first_on, CheckPlan.title, CheckPlan.code, "", "plans")

DONE = Check.state == Stage.DONE.value
JUDGED = Clause.standing.in_((Standing.COMPLIES.value, Standing.PARTLY.value, Standing.FAILS.value))
CLOSED = (Assessment.state == Assessed.CLOSED.value, *is_told(Assessment.conclusion))
LOOKED_AT = exists().where(Clause.assessment_id == Assessment.id, JUDGED)


def _checked(principle: Principle, label: str) -> Evidence:
    return Evidence(f"check_{principle.value}", label, checks, (DONE, Check.principle == principle.value))


def _side(side: Side, label: str) -> Evidence:
    return Evidence(f"compliance_{side.value}", label, clauses, (JUDGED, Clause.side == side.value))


def _phase(phase: Phase, label: str) -> Evidence:
    return Evidence(f"compliance_{phase.value}", label, clauses, (JUDGED, Clause.phase == phase.value))


def _way(method: Method, label: str) -> Evidence:
    return Evidence(f"audit_{method.value}", label, assessments, (Assessment.method == method.value, LOOKED_AT))


EVIDENCE = (
    Evidence("norm_written", N_("Service norms with steps, standards, promises and feedback"), norms, is_told(NormVersion.process, NormVersion.standard, NormVersion.promise, NormVersion.feedback)),
    Evidence("norm_revised", N_("Service norms brought up to date, with the reason"), norms, (NormVersion.number > 1, *is_told(NormVersion.reason))),
    Evidence("norm_flow", N_("Service norms drawn as a flow chart, with the duty of each step"), norms, (is_filled(NormVersion.steps),)),
    Evidence("norm_trained", N_("People trained on a service norm"), trainings, is_told(NormTraining.trainer)),
    Evidence("norm_confirmed", N_("Trainings that the trained person confirmed"), trainings, (NormTraining.confirmed_at.is_not(None),)),
    _side(Side.LAW, N_("Clauses of law assessed")),
    _side(Side.INDUSTRY, N_("Clauses of the industry's standards assessed")),
    _side(Side.INTERNAL, N_("Clauses of the house's own rules assessed")),
    _phase(Phase.BEFORE, N_("Clauses that hold before the service assessed")),
    _phase(Phase.DURING, N_("Clauses that hold during the service assessed")),
    _phase(Phase.AFTER, N_("Clauses that hold after the service assessed")),
    Evidence("compliance_closed", N_("Compliance assessments closed with a conclusion"), assessments, CLOSED),
    _way(Method.INTERNAL, N_("Internal audits with assessed clauses")),
    _way(Method.THIRD_PARTY, N_("Third-party audits with assessed clauses")),
    _way(Method.CUSTOMERS, N_("Compliance assessed by a survey of customers")),
    Evidence("meeting_held", N_("Quality analysis meetings held, with an agenda of signals and minutes"), meetings, (
        QualityMeeting.state == Met.HELD.value, *is_told(QualityMeeting.minutes), is_filled(QualityMeeting.agenda),
    )),
    Evidence("meeting_group", N_("Quality meetings with who was there and what causes they found"), meetings, (
        QualityMeeting.state == Met.HELD.value, is_filled(QualityMeeting.attendees), *is_told(QualityMeeting.causes),
    )),
    Evidence("meeting_decided", N_("Decisions of quality meetings that became actions"), decisions, is_told(MeetingDecision.followup_code)),
    Evidence("signal_acted", N_("Signals of control charts that became nonconformities"), signals),
    _checked(Principle.PREVENTION, N_("Checks carried out to prevent")),
    _checked(Principle.PROCESS, N_("Checks carried out on the process")),
    _checked(Principle.RESULT, N_("Checks carried out on results")),
    Evidence("check_by_standard", N_("Checks judged by a service standard in its version"), checks, (DONE, exists().where(CheckPoint.check_id == Check.id, CheckPoint.edition > 0))),
    Evidence("check_recurring", N_("Checks that recur by a plan"), recurring),
    Evidence("card_process", N_("Measures that changed a process and became the standard"), measures, (
        CardMeasure.sort == "process", CardMeasure.done_on.is_not(None), CardMeasure.struck.is_(False), Card.outcome == Outcome.STANDARDISE.value,
    )),
)  # fmt: skip
