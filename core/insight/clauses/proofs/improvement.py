"""What proves that quality is aimed at and improved: objectives, standards, PDCA cards, suggestions."""

from sqlalchemy import exists, or_
from sqlalchemy.orm import aliased, join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.quality.improvement.records import Card, CardMeasure
from core.quality.improvement.rules import Outcome, Verdict
from core.quality.objectives.records import Objective, ObjectiveReview
from core.quality.standards.records import Standard, StandardVersion
from core.quality.standards.rules import Sort
from core.quality.suggestions.records import Suggestion
from core.words import N_

AIM, STANDARD, BETTER = Permission.OBJECTIVE_READ, Permission.STANDARD_READ, Permission.IMPROVEMENT_READ

objectives = Source("Objectives", AIM, Objective, Objective.project_id, Objective.at, Objective.name, Objective.code, "objective", shared=True)
_reviewed = join(ObjectiveReview, Objective, Objective.id == ObjectiveReview.objective_id)
reviews = Source("Objectives", AIM, _reviewed, Objective.project_id, ObjectiveReview.at, Objective.name, Objective.code, "objective", shared=True)
_held = join(StandardVersion, Standard, (Standard.id == StandardVersion.standard_id) & Standard.retired_on.is_(None))
standards = Source("Objectives", STANDARD, _held, on=StandardVersion.effective_on, title=Standard.name, code=Standard.code, parameter="", part="standards")
cards = Source("Improvement", BETTER, Card, Card.project_id, Card.opened_on, Card.title, Card.code, "card", shared=True)
measures = Source("Improvement", BETTER, join(CardMeasure, Card, Card.id == CardMeasure.card_id), Card.project_id, CardMeasure.due_on, CardMeasure.what, Card.code, "card", shared=True)
suggestions = Source("Improvement", BETTER, Suggestion, Suggestion.project_id, Suggestion.at, Suggestion.title, Suggestion.code, "", "suggestions", shared=True)

JUDGED = (Card.verdict.in_((Verdict.EFFECTIVE.value, Verdict.NOT.value)), Card.closed_on.is_not(None))
_former, _whole = aliased(StandardVersion), aliased(Objective)


def _standard(sort: Sort, label: str) -> Evidence:
    return Evidence(f"standard_{sort.value}", label, standards, (Standard.sort == sort.value, StandardVersion.demand != ""))


EVIDENCE = (
    Evidence("objective", N_("Objectives with a measure, a target and an owner"), objectives, is_told(Objective.measure)),
    Evidence("objective_part", N_("Objectives broken down to posts and process steps, with their duty"), objectives, (Objective.parent_id.is_not(None), *is_told(Objective.duty))),
    Evidence("objective_aligned", N_("Objectives of projects and departments that serve one of the whole organisation"), objectives, (
        or_(Objective.project_id.is_not(None), Objective.department_id.is_not(None)),
        exists().where(_whole.id == Objective.parent_id, _whole.project_id.is_(None), _whole.department_id.is_(None)),
    )),
    Evidence("objective_reviewed", N_("Reviews of objectives with what was decided"), reviews, is_told(ObjectiveReview.reason)),
    _standard(Sort.PROCESS, N_("Standards of the service process")),
    _standard(Sort.CONTENT, N_("Standards of the service content")),
    _standard(Sort.ATTITUDE, N_("Standards of service attitude")),
    _standard(Sort.EFFECT, N_("Standards of service effect")),
    Evidence("standard_revised", N_("Standards revised with a reason and a day from which they hold"), standards, (
        StandardVersion.reason != "", exists().where(_former.standard_id == StandardVersion.standard_id, _former.number < StandardVersion.number),
    )),
    Evidence("card_caused", N_("PDCA cards with problem, cause and target"), cards, is_told(Card.problem, Card.cause)),
    Evidence("card_triggered", N_("PDCA cards that a figure opened by itself"), cards, (Card.trigger_id.is_not(None),)),
    Evidence("card_judged", N_("PDCA cards whose effect was judged by before and after"), cards, JUDGED),
    Evidence("card_standardised", N_("PDCA cards that became the standard"), cards, (Card.outcome == Outcome.STANDARDISE.value, *is_told(Card.lesson))),
    Evidence("card_lesson", N_("PDCA cards with what was learned"), cards, is_told(Card.lesson)),
    Evidence("card_shared", N_("Good cases shared for others to copy"), cards, (Card.shared.is_(True),)),
    Evidence("card_measure", N_("Measures of PDCA cards that are done"), measures, (CardMeasure.done_on.is_not(None), CardMeasure.struck.is_(False))),
    Evidence("suggestion_assessed", N_("Suggestions of colleagues assessed with a reason"), suggestions, is_told(Suggestion.assessed_why)),
    Evidence("suggestion_done", N_("Suggestions carried out, with what they brought"), suggestions, (Suggestion.done_on.is_not(None), *is_told(Suggestion.effect))),
    Evidence("suggestion_awarded", N_("Suggestions with an award"), suggestions, (Suggestion.awarded_on.is_not(None), *is_told(Suggestion.award))),
)  # fmt: skip
