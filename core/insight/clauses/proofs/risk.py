"""What proves that risks are kept in hand: found, assessed, answered, watched, swept for; what happened and what was learned."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased, join

from core.access import Permission
from core.followup.records import FollowUp
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.risk.life.rules import State
from core.risk.queries import KIND
from core.risk.records import Assessment, Occurrence, Response, Risk, RiskReview
from core.risk.rules import Level, Origin, Phase, Strategy
from core.risk.sweeps.records import Sweep
from core.risk.watch.records import Indicator, RiskSignal
from core.words import N_

READ = Permission.RISK_READ


def _of(of, on) -> Source:  # type: ignore[no-untyped-def]
    return Source("Risks", READ, of, Risk.project_id, on, Risk.event, Risk.code, "risk")


risks = _of(Risk, Risk.identified_on)
assessments = _of(join(Assessment, Risk, Risk.id == Assessment.risk_id), Assessment.at)
responses = _of(join(Response, Risk, Risk.id == Response.risk_id), Response.at)
reviews = _of(join(RiskReview, Risk, Risk.id == RiskReview.risk_id), RiskReview.at)
measures = _of(join(FollowUp, Risk, (FollowUp.source_kind == KIND) & (FollowUp.source_id == Risk.id)), FollowUp.opened_at)
occurrences = _of(join(Occurrence, Risk, Risk.id == Occurrence.risk_id), Occurrence.happened_on)
_watching = join(Indicator, Risk, Risk.id == Indicator.risk_id)
indicators = _of(_watching, Indicator.at)
signals = _of(join(_watching, RiskSignal, RiskSignal.indicator_id == Indicator.id), RiskSignal.at)
sweeps = Source("Risks", READ, Sweep, Sweep.project_id, Sweep.swept_on, Sweep.note, part="sweeps")

_before = aliased(Response)
CHANGED = exists().where(_before.risk_id == Response.risk_id, _before.id < Response.id)
METHODS = (Origin.BRAINSTORMING.value, Origin.DELPHI.value, Origin.INTERVIEW.value)


def _class(code: str, label: str) -> Evidence:
    return Evidence(f"risk_{code}", label, risks, (Risk.class_ == code,))


EVIDENCE = (
    Evidence("risk_register", N_("Risks with cause, event and effect, and who looks after them"), risks, is_told(Risk.event, Risk.cause, Risk.effect)),
    Evidence("risk_matrix", N_("Risks on the map of probability and impact, with their grade"), risks, (Risk.exposure > 0,)),
    Evidence("risk_method", N_("Risks found by a method that is named: brainstorming, Delphi, talks"), risks, (Risk.origin.in_(METHODS),)),
    Evidence("risk_feedback", N_("Risks opened by poor feedback, with the request or survey that said so"), risks, (Risk.origin == Origin.FEEDBACK.value, Risk.source_kind.in_(("request", "survey")))),
    _class("market", N_("Market risks")), _class("technical", N_("Technical risks")), _class("people", N_("Risks with people")), _class("customer", N_("Risks with customers")),
    _class("change", N_("Risks of changing requirements")), _class("operation", N_("Risks of operation and delivery")), _class("resource", N_("Risks of scarce resources")), _class("legal", N_("Risks of law and regulation")),
    Evidence("risk_assessed", N_("Assessments of risks by probability and impact"), assessments, (Assessment.level == Level.INHERENT.value,)),
    Evidence("risk_quantified", N_("Assessments of risks in percent and money"), assessments, (Assessment.chance.is_not(None), Assessment.cost.is_not(None))),
    Evidence("risk_response", N_("Responses to risks: avoid, reduce, transfer, accept"), responses),
    Evidence("risk_transferred", N_("Risks that were transferred"), responses, (Response.strategy == Strategy.TRANSFER.value,)),
    Evidence("risk_contingency", N_("Contingency plans with their trigger"), responses, is_told(Response.contingency, Response.trigger)),
    Evidence("risk_changed", N_("Responses that were changed later"), responses, (CHANGED,)),
    Evidence("risk_adjusted", N_("Responses that were changed while an indicator warned"), responses, (CHANGED, Response.warned.is_(True))),
    Evidence("risk_measure", N_("Measures against risks with owner and due day"), measures),
    Evidence("risk_reviewed", N_("Reviews of risks: how they move, and when they are looked at next"), reviews, is_told(RiskReview.note)),
    Evidence("risk_indicator", N_("Measures of the house that watch risks with a threshold"), indicators),
    Evidence("risk_signal", N_("Warnings given by risk indicators"), signals),
    Evidence("risk_occurred", N_("Risks that happened, with what they really cost"), occurrences, (Occurrence.note != "",)),
    Evidence("risk_sweep", N_("Sweeps for risks, with what was looked at and found"), sweeps, is_told(Sweep.note)),
    Evidence("risk_sweep_planning", N_("Sweeps for risks in the planning phase"), sweeps, (Sweep.phase == Phase.PLANNING.value,)),
    Evidence("risk_lesson", N_("Closed risks with what was learned"), risks, (Risk.state == State.CLOSED.value, *is_told(Risk.lesson))),
)  # fmt: skip
