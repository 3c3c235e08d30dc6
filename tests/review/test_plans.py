"""What a million rows would be walked through for shows in the plans of a few: reviews, their facts, the summary report, the library."""

from dataclasses import replace

import pytest
from sqlalchemy import event, text

from core import db
from core.audit.actions import NOBODY
from core.clock import today
from core.insight import queries as insight
from core.knowledge import actions as knowledge
from core.knowledge import queries as library
from core.knowledge.queries import Search
from core.review import actions, queries
from core.review.compared import queries as compared
from core.review.risks import actions as risks
from core.review.risks import queries as risk_queries
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.review.summary import queries as reports
from core.words import Language
from core.work import ask
from tests.house.review_deeds import LESSON, RISK
from tests.knowledge.test_knowledge import approved
from tests.review.test_reviews import _hotline, code_of, invite, rated

pytestmark = pytest.mark.usefixtures("database")

LARGE = (
    "reviews", "review_invitations", "review_answers", "review_risks", "summary_reports", "knowledge_editions", "knowledge_grams", "knowledge_uses", "knowledge_applies",
    "plan_tasks", "plans", "plan_baselines", "requests", "follow_ups", "survey_answers", "survey_tallies", "time_entries", "cost_totals", "nonconformities",
)  # fmt: skip
"""Not the articles themselves: a house writes thousands of them, and a part of a title is looked for in all. What each of them brings along is found by index."""
IN_ORDER = "ORDER BY reviews.id DESC\n LIMIT"
"""Who sees everything reads the newest in the order of the key and stops."""


@pytest.fixture
def walked(database):
    """`walked(question, actor, ...)`: asks, and gives the lines of the plans that walk a large table without an index."""
    engine = db.engine()

    def walked_(*question, **more):
        statements = []

        def keep(connection, cursor, statement, parameters, context, many):
            statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", keep)
        ask(*question, **more)
        event.remove(engine, "before_cursor_execute", keep)
        selects = [(one, values) for one, values in statements if one.startswith(("SELECT", "WITH")) and any(table in one for table in LARGE)]
        found = []
        with db.reading() as session:
            connection = session.connection()
            if database == "postgresql":
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, values in selects:
                for row in connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN ") + statement, values):
                    line = " ".join(map(str, row))
                    found += [(line, statement) for table in LARGE if (f"SCAN {table}" in line and "USING" not in line) or f"Seq Scan on {table} " in line if IN_ORDER not in statement]
        return found

    return walked_


def test_reviews_the_report_and_the_library_are_found_by_index(house, do, walked):
    project, hotline = house.projects["hotline"], _hotline()
    made = do(actions.open_, "mo", project, point=Point.EXECUTION, due_on=today())
    invite(do, house, made, Group.TEAM, "ming", "kit", "mei")
    rated(do, made, Group.TEAM, ming=4, kit=5, mei=3)
    token = do(actions.invite_customer, "mo", made, name="Ferries", language=Language.ENGLISH)
    do(actions.rate_by_link, NOBODY, token, scores={"goals": 4}, texts={})
    do(risks.enter, "mo", project, RISK)
    report = do(summary.begin, "mo", project)
    do(summary.propose_lesson, "mo", report, LESSON)
    article = approved(do, house, replace(LESSON, title="Two on each shift, always"), project_id=project)
    do(knowledge.adopt, "mo", article, kind="project", subject_id=project)
    for who in map(house.actor, ("lin", "mo", "ming")):
        for question in (
            (queries.of_project, who, hotline), (queries.reviews, who), (queries.waiting, who), (queries.review, who, code_of(made)), (risk_queries.risks, who, hotline), (reports.shelf, who, hotline),
            (reports.contents, who, hotline), (compared.reference_class, who, hotline), (library.articles, who, Search()), (library.articles, who, Search(words="each shift", project_kind="hotline")),
            (library.articles, who, Search(mine=True)), (library.waiting, who), (library.adopted, who, "project", project), (library.fitting_project, who, project),
            (library.related, who, "people on each shift"), (library.made_of, who, "summary_report", report), (insight.found, who, "each shift"),
        ):  # fmt: skip
            assert not walked(*question), question
