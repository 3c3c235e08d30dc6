"""What proves that customers are asked and heard: surveys answered, their dimensions, themes of what they wrote, what low answers opened."""

from sqlalchemy import exists
from sqlalchemy.orm import join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.satisfaction.answers.records import SurveyAnswer, SurveyScore, SurveyText, SurveyTextTheme
from core.satisfaction.rules import Dimension
from core.satisfaction.rules import Source as Way
from core.words import N_

READ = Permission.SURVEY_READ

answers = Source("Satisfaction", READ, SurveyAnswer, SurveyAnswer.project_id, SurveyAnswer.answered_on, code=SurveyAnswer.code, parameter="survey")
texts = Source("Satisfaction", READ, join(SurveyText, SurveyAnswer, SurveyAnswer.id == SurveyText.answer_id), SurveyAnswer.project_id, SurveyAnswer.answered_on, SurveyText.body, SurveyAnswer.code, "survey")

COUNTS = SurveyAnswer.withdrawn_at.is_(None)
PARTS = (Dimension.EFFICIENCY.value, Dimension.QUALITY.value, Dimension.EXPERIENCE.value)

EVIDENCE = (
    Evidence("survey_answered", N_("Surveys answered with a score of satisfaction"), answers, (COUNTS, SurveyAnswer.csat.is_not(None))),
    Evidence("survey_by_link", N_("Surveys that customers answered themselves, by their link"), answers, (COUNTS, SurveyAnswer.source == Way.LINK.value)),
    Evidence("survey_channel", N_("Surveys that colleagues held with customers"), answers, (COUNTS, SurveyAnswer.source == Way.STAFF.value)),
    Evidence("survey_dimensions", N_("Surveys with scores for efficiency, quality and experience"), answers, (
        COUNTS, *(exists().where(SurveyScore.answer_id == SurveyAnswer.id, SurveyScore.dimension == part) for part in PARTS),
    )),
    Evidence("survey_low_followed", N_("Low answers that opened a request or a follow-up"), answers, (COUNTS, SurveyAnswer.low.is_(True), *is_told(SurveyAnswer.opened_code))),
    Evidence("survey_themes", N_("What customers wrote, sorted by theme"), texts, (COUNTS, exists().where(SurveyTextTheme.text_id == SurveyText.id))),
)  # fmt: skip
