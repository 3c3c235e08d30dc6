"""Closing: what blocks it, what is kept when it is done, and how it is opened again."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from core import db
from core.clock import today
from core.closing.archive import actions as archive
from core.closing.archive import rules as archive_rules
from core.closing.archive.rules import Part
from core.closing.endings import actions, queries, rules
from core.closing.endings.rules import Source, State
from core.closing.measures import rules as measures
from core.closing.readiness.queries import asked
from core.closing.readiness.rules import Blocker, open_ones
from core.closing.release import actions as release
from core.closing.release import rules as release_rules
from core.closing.release.rules import Condition
from core.closing.rules import ClosedForGood
from core.closing.scorecard.rules import NO_BUDGET, NO_HOURS, NO_TASKS, Figure
from core.errors import NotPermitted, Stale
from core.followup import actions as followups
from core.followup.rules import Kind
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.notice import queries as notices
from core.projects import queries as projects
from core.projects.rules import Stage
from tests.closing import archived, cleared, closed, closing_version, confirmed, released

pytestmark = pytest.mark.usefixtures("database")


def blockers(ask, hotline) -> dict[Blocker, int]:
    view = ask(queries.view, "mo", hotline)
    return {one: view.counts[one] for one in open_ones(view.counts)}


def test_what_blocks_is_counted_and_cleared_one_by_one(house, do, ask, hotline, refused):
    project = house.projects["hotline"]
    assert blockers(ask, hotline) == {
        Blocker.ACCEPTANCE: 1, Blocker.CONFIRMATION: 1, Blocker.ARCHIVE: 12, Blocker.RESOURCES: 3, Blocker.WORK: 1, Blocker.SIGNATURES: 2
    }  # fmt: skip
    made = do(actions.begin, "mo", project)
    assert ask(projects.project, "mo", hotline).stage is Stage.CLOSING
    with refused(rules.ClosingOpen):
        do(actions.begin, "mo", project)
    with refused(rules.StillBlocked):
        do(actions.sign, "mo", made)
    with refused(rules.StillBlocked):
        do(actions.close, "mo", made, version=1)
    do(followups.open_, "mo", project_id=project, kind=Kind.RECTIFICATION, title="Desk", finding="Untidy", owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=today())
    assert blockers(ask, hotline)[Blocker.FOLLOWUPS] == 1
    archived(do, project, tuple(Part)[1:])
    released(do, project)
    refusal = do(actions.confirm, "mo", made, Source.CUSTOMER, confirmed=False, name="Ms Ferry", on=today(), remark="A page is missing.")
    assert refusal
    do(actions.assign, "mo", made, title="Warranty visits", text="", owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=today() + timedelta(days=90))
    assert blockers(ask, hotline) == {Blocker.FOLLOWUPS: 1, Blocker.ACCEPTANCE: 1, Blocker.CONFIRMATION: 1, Blocker.ARCHIVE: 1, Blocker.SIGNATURES: 2}
    confirmed(do, made)  # the newest word counts
    confirmed(do, made, Source.INTERNAL_AUDIT)
    assert Blocker.CONFIRMATION not in blockers(ask, hotline)
    with refused(rules.WhatIsMissing):
        do(actions.confirm, "mo", made, Source.INTERNAL_AUDIT, confirmed=False, name="Audit", on=today())
    with refused(rules.ConfirmedLater):
        do(actions.confirm, "mo", made, Source.CUSTOMER, confirmed=True, name="Ms Ferry", on=today() + timedelta(days=1))
    assert ask(queries.view, "mo", hotline).versions[0].works[0].title == {"en": "Warranty visits"}


def test_a_closed_project_keeps_its_figures_and_nothing_is_filed_any_more(house, do, ask, hotline, traced, refused):
    made = cleared(do, house)
    do(actions.sign, "mo", made)
    with refused(rules.SignedThis):
        do(actions.sign, "mo", made)
    with refused(NotPermitted):
        do(actions.sign, "ming", made)
    do(actions.sign, "hu", made)
    with refused(rules.EnoughSigned):
        do(actions.sign, "lin", made)
    with refused(Stale):
        do(actions.close, "mo", made, version=9)
    with traced("closing:close", "mo"):
        do(actions.close, "mo", made, version=closing_version(made))
    view = ask(queries.view, "ming", hotline)
    present = view.present
    assert (view.stage, present.state, present.quorum, present.closed_on) == (Stage.CLOSED, State.CLOSED, 2, today())
    told = {one.figure: one for one in present.scorecard}
    assert {figure: (one.percent, one.why) for figure, one in told.items() if figure is not Figure.SATISFACTION} == {
        Figure.COMPLETION: (None, NO_TASKS), Figure.BUDGET: (None, NO_BUDGET), Figure.HOURS: (None, NO_HOURS)
    }  # fmt: skip
    assert told[Figure.SATISFACTION].percent is None
    assert (len(present.kept["archive"]), present.kept["classes"]["documents"], len(present.kept["resources"])) == (12, [4, 4], 3)
    with refused(ClosedForGood):
        do(archive.file, "mo", house.projects["hotline"], Part.DESIGN, title="Late", place="Shelf")
    with refused(rules.NotBeingClosed):
        do(actions.settle, "mo", made)
    with refused(ClosedForGood):
        do(actions.begin, "mo", house.projects["hotline"])
    assert ask(notices.inbox, "ming", kind="closing")[1] == 1
    (kept,) = ask(queries.library, "lin")
    assert (kept.code, kept.closing, kept.reopened) == (hotline, present.code, 0)
    for measure, value in ((measures.FIRST_TIME, 1), (measures.DAYS_TO_CLOSE, 0)):
        found, count = ask(metrics.rows, "lin", measure.code, Asked(today(), today()))
        assert (count, found["value"].tolist(), found["code"].tolist()) == (1, [value], [hotline])
    assert ask(queries.library, "pei") == []


def test_reopening_says_why_and_keeps_the_old_closing(house, do, ask, hotline, refused):
    made = closed(do, house)
    with refused(NotPermitted):
        do(actions.reopen, "mo", made, version=closing_version(made), why="A fault.")
    again = do(actions.reopen, "hu", made, version=closing_version(made), why="A fault came up.")
    view = ask(queries.view, "mo", hotline)
    assert view.stage is Stage.CLOSING
    assert [(one.id, one.state, one.reopened_why, len(one.signatures)) for one in view.versions] == [(again, State.OPEN, "", 0), (made, State.REOPENED, "A fault came up.", 2)]
    assert view.versions[1].scorecard
    assert blockers(ask, hotline) == {Blocker.CONFIRMATION: 1, Blocker.WORK: 1, Blocker.SIGNATURES: 2}
    with refused(rules.NotClosed):
        do(actions.reopen, "hu", made, version=closing_version(made), why="Again.")


def test_resources_come_back_with_their_day_and_their_state(house, do, ask, hotline, refused):
    project = house.projects["hotline"]
    do(actions.begin, "mo", project)
    made = do(release.plan, "mo", project, name="Laptop", planned_on=today())
    with refused(release_rules.RemarkNeeded):
        do(release.release, "mo", made, released_on=today(), condition=Condition.LOST, version=1)
    with refused(release_rules.ReleasedLater):
        do(release.release, "mo", made, released_on=today() + timedelta(days=1), version=1)
    do(release.release, "mo", made, released_on=today(), condition=Condition.DAMAGED, remark="Screen", version=1)
    with refused(release_rules.ReleasedAlready):
        do(release.release, "mo", made, released_on=today(), version=2)
    rows = ask(queries.view, "mo", hotline).resources
    assert [(one.kind.value, one.condition.value, one.released_on) for one in rows][-1] == ("equipment", "damaged", today())


def test_a_part_of_the_archive_is_kept_somewhere_or_there_is_a_reason(house, do, ask, hotline, refused):
    project = house.projects["hotline"]
    with refused(archive_rules.WhereMissing):
        do(archive.file, "mo", project, Part.DESIGN, title="Design")
    with refused(archive_rules.WhereMissing):
        do(archive.file, "mo", project, Part.DESIGN, title="", none=True)
    do(archive.file, "mo", project, Part.DESIGN, title="", none=True, place="No system was built.")
    made = do(archive.file, "mo", project, Part.MANUAL, title="Manual", upload=(b"a manual", "pdf", "manual.pdf"))
    assert do(archive.attach, "mo", made, data=b"a manual", kind="pdf", name="again.pdf")
    manual = next(one for one in ask(queries.view, "mo", hotline).archive if one.part is Part.MANUAL)
    assert [name for _, name in manual.files] == ["manual.pdf"]
    do(archive.drop, "mo", made)
    assert [one.part for one in ask(queries.view, "mo", hotline).archive] == [Part.DESIGN]


def test_what_blocks_is_counted_by_indexes(house, database):
    """At a million rows nothing is read but the project's own: each count finds its rows by an index."""
    with db.reading() as session:
        statement = asked(house.projects["hotline"], 1).compile(session.connection(), compile_kwargs={"literal_binds": True})
        if database == "sqlite":
            plan = [row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
            assert [line for line in plan if line.startswith("SCAN") and "CONSTANT" not in line] == []
        else:
            session.execute(text("SET enable_seqscan = off"))
            plan = [row[0] for row in session.execute(text(f"EXPLAIN {statement}"))]
            assert [line for line in plan if "Seq Scan" in line] == []
