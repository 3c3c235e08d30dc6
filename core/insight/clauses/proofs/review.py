"""What proves that projects are reviewed and that what was learned is kept and used: reviews, risks met, summary reports, the library."""

from sqlalchemy import exists
from sqlalchemy.orm import join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.knowledge.records import Article, ArticleApplies, ArticleUse
from core.knowledge.rules import Kind as Sort
from core.knowledge.rules import Readers
from core.knowledge.rules import State as Written
from core.projects.records import Project
from core.review.records import Review, ReviewAnswer
from core.review.risks.records import ReviewRisk
from core.review.rules import OTHERS, State
from core.review.summary.records import SummaryReport
from core.review.summary.rules import State as Issued
from core.words import N_

READ, LIBRARY = Permission.REVIEW_READ, Permission.KNOWLEDGE_READ

reviews = Source("Reviews", READ, join(Review, Project, Project.id == Review.project_id), Review.project_id, Review.closed_at, Project.name, Review.code, "review")
risks = Source("Reviews", READ, ReviewRisk, ReviewRisk.project_id, ReviewRisk.at, ReviewRisk.title, part="risks")
reports = Source("Reviews", READ, join(SummaryReport, Project, Project.id == SummaryReport.project_id), SummaryReport.project_id, SummaryReport.issued_at, Project.name, part="summary")
articles = Source("Knowledge", LIBRARY, Article, on=Article.decided_at, title=Article.title, code=Article.code, parameter="article", shared=True)
uses = Source("Knowledge", LIBRARY, join(ArticleUse, Article, Article.id == ArticleUse.article_id), on=ArticleUse.at, title=Article.title, code=Article.code, parameter="article", shared=True)

SHOWN = (Article.state == Written.APPROVED.value, Article.readers == Readers.EVERYBODY.value)
"""Titles are told to whoever reads the map, so only of what everybody reads."""
CLOSED = (Review.state == State.CLOSED.value, Review.total.is_not(None))


def _answered(*groups: str):  # type: ignore[no-untyped-def]
    return tuple(exists().where(ReviewAnswer.review_id == Review.id, ReviewAnswer.group == group) for group in groups)


EVIDENCE = (
    Evidence("review_closed", N_("Closed reviews of projects with a total"), reviews, CLOSED),
    Evidence("review_by_customers", N_("Closed reviews in which customers judged"), reviews, (*CLOSED, *_answered("customer"))),
    Evidence("review_by_team", N_("Closed reviews in which the team judged"), reviews, (*CLOSED, *_answered("team"))),
    Evidence("review_all_round", N_("Closed reviews judged by team, customers, management and self"), reviews, (*CLOSED, *_answered("self", *(one.value for one in OTHERS)))),
    Evidence("review_risk", N_("Risks that happened, with the answer and its day"), risks, (ReviewRisk.met.is_(True), ReviewRisk.answered_on.is_not(None), *is_told(ReviewRisk.answer))),
    Evidence("summary_issued", N_("Issued summary reports, every section written"), reports, (SummaryReport.state == Issued.ISSUED.value,)),
    Evidence("lesson_approved", N_("Lessons approved by somebody else"), articles, (*SHOWN, Article.kind == Sort.LESSON.value)),
    Evidence("article_approved", N_("Approved articles of the library, by situation, action, result and advice"), articles, (*SHOWN, Article.edition > 0)),
    Evidence("article_sorted", N_("Approved articles sorted by kind of project, stage or problem"), articles, (*SHOWN, exists().where(ArticleApplies.article_id == Article.id))),
    Evidence("article_of_problem", N_("Approved articles on a class of problem"), articles, (
        *SHOWN, exists().where(ArticleApplies.article_id == Article.id, ArticleApplies.sort == "class"),
    )),
    Evidence("article_of_relations", N_("Approved articles on relations with customers"), articles, (
        *SHOWN, exists().where(ArticleApplies.article_id == Article.id, ArticleApplies.sort == "class", ArticleApplies.code == "relation"),
    )),
    Evidence("article_revised", N_("Articles of the library brought up to date and approved again"), articles, (*SHOWN, Article.edition > 1)),
    Evidence("article_adopted", N_("Articles adopted by a project"), uses, (Article.readers == Readers.EVERYBODY.value,)),
    Evidence("article_judged", N_("Adopted articles of which somebody has said how it went"), uses, (Article.readers == Readers.EVERYBODY.value, ArticleUse.judged_at.is_not(None), *is_told(ArticleUse.said))),
)
