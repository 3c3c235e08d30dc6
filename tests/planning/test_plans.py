"""Plans as they are kept: every deed reworks the dates, tells the trail what differs, and overwrites nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy import text as sql

from core import clock, db, work
from core.calendar import actions as calendar
from core.calendar.rules import LeaveKind
from core.errors import NotFound, NotPermitted, Stale
from core.planning import actions, kept, queries
from core.planning.baselines import actions as baselines
from core.planning.baselines import queries as baseline_queries
from core.planning.baselines.rules import NameTaken, NothingPlanned, Stood, Went, compared, counted
from core.planning.rules import edits, sheet
from core.planning.rules.moments import midnight, wall
from core.planning.rules.notation import Before
from core.planning.rules.plan import Constraint, Loop
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.projects import queries as projects
from tests.cast import trail

pytestmark = pytest.mark.usefixtures("database", "truthful")

FOUND = kept.found
HOUR = 60 * TICKS
MONDAY = midnight(date(2026, 11, 2))
at = datetime.fromisoformat
ROWS = [
    Row(10, "Prepare"), Row(20, "Ask", 2, duration=16 * HOUR), Row(30, "Write", 2, duration=8 * HOUR, before=(Before(20),)),
    Row(40, "Ready", 1, Kind.MILESTONE, before=(Before(10),)),
]  # fmt: skip


@pytest.fixture
def truthful(monkeypatch):
    """Whatever is known of a plan from memory is what its database has, and its dates are those that a whole pass tells."""
    found = kept.found

    def seen(session, plan):
        known = found(session, plan)
        if known is not None:
            session.flush()
            assert list(known.rows) == queries._read(session, plan.id)
            if known.reckoned is not None:
                assert known.reckoned.worked.schedule == sheet.scheduled(known.reckoned.frame, [one.row for one in known.rows])
        return known

    monkeypatch.setattr(kept, "found", seen)


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline: Prepare (Ask, Write) and Ready, from Monday, 2 November 2026; uids 1 to 4."""
    return do(actions.create, "mo", house.projects["hotline"], starts=MONDAY, rows=ROWS)


@pytest.fixture
def seen(plan, ask, hotline):
    """`seen()`: the plan as Mo sees it, its tasks by uid."""

    def seen_(who="mo"):
        found = ask(queries.plan, who, hotline)
        return found, {one.row.uid: one for one in found.tasks}

    return seen_


class TestKeeping:
    def test_what_was_said_and_what_follows_are_kept(self, seen):
        view, tasks = seen()
        assert [(one.row.uid, one.row.name, one.row.level, one.summary) for one in view.tasks] == [
            (1, "Prepare", 1, True), (2, "Ask", 2, False), (3, "Write", 2, False), (4, "Ready", 1, False),
        ]  # fmt: skip
        assert (wall(tasks[3].starts), wall(tasks[3].ends)) == (at("2026-11-04 09:00"), at("2026-11-04 18:00"))
        assert tasks[3].row.before == (Before(2),)
        assert [tasks[uid].critical for uid in (2, 3, 4)] == [True] * 3
        assert wall(view.finish) == at("2026-11-04 18:00")
        assert not view.stale

    def test_a_project_has_one_plan(self, house, plan, do, refused):
        with refused(edits.PlanKnown):
            do(actions.create, "mo", house.projects["hotline"], starts=MONDAY)

    def test_a_change_moves_what_waits_for_it_and_the_trail_tells_both(self, plan, seen, do, traced):
        view, _ = seen()
        with traced("plan:change", "mo") as entry:
            do(actions.change, "mo", plan, seen=view.version, changes={2: {"duration": 24 * HOUR, "name": " Ask all "}})
        _, tasks = seen()
        assert wall(tasks[3].ends) == at("2026-11-05 18:00")
        assert tasks[2].row.name == "Ask all"
        assert entry[0].facts["before"]["2"] == {"name": "Ask", "duration": 16 * HOUR}
        assert entry[0].facts["after"]["2"] == {"name": "Ask all", "duration": 24 * HOUR}
        assert entry[0].facts["after"]["finish"] - entry[0].facts["before"]["finish"] == 24 * 60 * TICKS

    def test_two_people_on_two_rows_do_not_hinder_each_other_and_on_one_row_the_second_is_told(self, plan, seen, do, refused):
        view, _ = seen()
        do(actions.change, "mo", plan, seen=view.version, changes={2: {"duration": 24 * HOUR}})
        do(actions.change, "lin", plan, seen=view.version, changes={3: {"duration": 16 * HOUR}})
        with refused(edits.ChangedMeanwhile) as told:
            do(actions.change, "lin", plan, seen=view.version, changes={2: {"duration": HOUR}})
        assert told.value.facts["task"] == "Ask"
        _, tasks = seen()
        assert (tasks[2].row.duration, tasks[3].row.duration) == (24 * HOUR, 16 * HOUR)

    def test_rows_are_put_in_moved_and_removed_with_their_links(self, plan, seen, do):
        do(actions.insert_rows, "mo", plan, rows=[Row(1, "Check", duration=8 * HOUR), Row(2, "Mend", duration=4 * HOUR, before=(Before(1),))], after=1)
        view, tasks = seen()
        assert [one.row.uid for one in view.tasks] == [1, 2, 3, 5, 6, 4]
        assert tasks[6].row.before == (Before(5),)
        do(actions.change, "mo", plan, seen=view.version, changes={6: {"before": ()}})
        do(actions.move, "mo", plan, uids=[5], by=1)
        do(actions.indent, "mo", plan, uids=[5], by=1)
        assert [(one.row.uid, one.row.level) for one in seen()[0].tasks] == [(1, 1), (2, 2), (3, 2), (6, 1), (5, 2), (4, 1)]
        do(actions.remove, "mo", plan, uids=[2])
        _, tasks = seen()
        assert 2 not in tasks
        assert tasks[3].row.before == ()
        do(actions.insert_rows, "mo", plan, rows=[Row(1, "New", duration=HOUR)], after=None)
        assert max(seen()[1]) == 7, "a number is never given twice"

    def test_a_loop_keeps_everything_as_it_was(self, plan, seen, do, refused):
        with refused(Loop):
            do(actions.change, "mo", plan, seen=9, changes={2: {"before": (Before(3),)}})

    def test_a_row_that_is_gone_is_told(self, plan, do, refused):
        with refused(edits.TaskGone):
            do(actions.change, "mo", plan, seen=9, changes={99: {"name": "x"}})
        with refused(edits.TaskGone):
            do(actions.insert_rows, "mo", plan, rows=[Row(1, "x")], after=99)

    def test_a_date_that_cannot_be_kept_says_by_how_much(self, plan, seen, do):
        do(actions.change, "mo", plan, seen=9, changes={4: {"deadline": MONDAY + 18 * HOUR}, 3: {"constraint": Constraint.MUST_FINISH_ON, "constraint_at": MONDAY + 18 * HOUR}})
        _, tasks = seen()
        assert tasks[3].lacks == 16 * HOUR
        assert tasks[2].total_slack < 0

    def test_the_plan_starts_at_another_time_unless_somebody_was_faster(self, plan, seen, do, refused):
        view, _ = seen()
        do(actions.begin, "mo", plan, version=view.version, starts=midnight(date(2026, 11, 9)), several_critical_paths=True)
        with refused(Stale):
            do(actions.begin, "mo", plan, version=view.version, starts=MONDAY, several_critical_paths=False)
        assert wall(seen()[1][2].starts) == at("2026-11-09 09:00")

    def test_other_working_hours_are_told_and_taken_over_when_asked(self, house, plan, seen, do):
        do(actions.change, "mo", plan, seen=9, changes={2: {"people": ((house.people["ming"], 100),)}})
        assert wall(seen()[1][2].ends) == at("2026-11-03 18:00")
        do(calendar.add_leave, "ming", house.people["ming"], first=date(2026, 11, 3), last=date(2026, 11, 3), kind=LeaveKind.ANNUAL)
        assert seen()[0].stale
        assert wall(seen()[1][2].ends) == at("2026-11-03 18:00"), "dates change only when somebody says so"
        do(actions.renew, "mo", plan)
        view, tasks = seen()
        assert not view.stale
        assert wall(tasks[2].ends) == at("2026-11-04 18:00")

    def test_nobody_who_does_not_exist_gets_work(self, plan, do, refused):
        for values in ({"people": ((99_999, 100),)}, {"owner": 99_999}):
            with refused(NotFound):
                do(actions.change, "mo", plan, seen=9, changes={2: values})

    def test_a_plan_of_thousand_rows_is_kept_whole(self, house, do, ask):
        many = [Row(n, f"T{n}", 1 + n % 3, duration=HOUR, before=(Before(n - 3),) if n > 3 and n % 3 == 2 and (n - 3) % 3 == 2 else ()) for n in range(1, 1001)]
        made = do(actions.create, "lin", house.projects["harbour"], starts=MONDAY, rows=many)
        code = next(row.code for row in ask(projects.projects, "lin") if row.id == house.projects["harbour"])
        found = ask(queries.plan, "lin", code)
        assert (found.id, len(found.tasks)) == (made, 1000)
        uids = [one.row.uid for one in found.tasks]
        do(actions.remove, "lin", made, uids=uids[:900])
        assert [one.row.uid for one in ask(queries.plan, "lin", code).tasks][-1] == uids[-1]


class TestSeeing:
    def test_who_may_not_see_the_project_does_not_see_its_plan(self, plan, ask, hotline, seen):
        with pytest.raises(NotFound):
            ask(queries.plan, "pei", hotline)
        with pytest.raises(NotPermitted):
            ask(queries.plan, "mei", hotline)
        assert not seen("ming")[0].editable
        assert seen("hu")[0].editable
        with pytest.raises(NotPermitted):
            ask(queries.own_tasks, "mei")

    def test_a_member_changes_nothing(self, plan, do):
        with pytest.raises(NotPermitted):
            do(actions.change, "ming", plan, seen=9, changes={2: {"percent": 10}})

    def test_all_plans_stand_side_by_side(self, plan, ask, do, hotline):
        do(actions.change, "mo", plan, seen=9, changes={2: {"percent": 50}})
        with clock.at(datetime(2026, 11, 4, 3, tzinfo=UTC)):  # eleven o'clock where the house is; Ask should be done
            frame = ask(queries.portfolio, "lin").set_index("project")
        assert frame.loc[hotline, ["tasks", "critical", "late", "lacks"]].tolist() == [3, 3, 1, 0]
        assert frame.loc[hotline, "done"] == pytest.approx(100 / 3)
        assert frame["tasks"].sum() == 3
        assert list(ask(queries.portfolio, "mo")["project"]) == [hotline]

    def test_everybody_finds_the_own_open_tasks(self, house, plan, ask, do):
        ming = house.people["ming"]
        do(actions.change, "mo", plan, seen=9, changes={2: {"people": ((ming, 50),)}, 4: {"owner": ming}})
        assert [one.task for one in ask(queries.own_tasks, "ming")] == ["Ask", "Ready"]
        do(actions.change, "mo", plan, seen=9, changes={2: {"percent": 100}})
        assert [one.task for one in ask(queries.own_tasks, "ming")] == ["Ready"]
        assert ask(queries.own_tasks, "mo") == []


def stood_now(view):
    return [Stood(one.row.uid, one.row.name, one.row.level, one.summary, one.starts, one.ends, one.row.duration, one.row.kind.value, tuple(sorted(one.row.people))) for one in view.tasks]


class TestBaselines:
    def test_the_plan_is_compared_with_what_it_was(self, plan, seen, do, ask):
        kept = do(baselines.keep, "mo", plan, name="Approved", reason="As decided.")
        do(actions.change, "mo", plan, seen=9, changes={2: {"duration": 24 * HOUR}})
        do(actions.remove, "mo", plan, uids=[4])
        do(actions.insert_rows, "mo", plan, rows=[Row(1, "New", duration=HOUR)], after=None)
        view, _ = seen()
        now = [Stood(one.row.uid, one.row.name, one.row.level, one.summary, one.starts, one.ends, one.row.duration) for one in view.tasks]
        rows = compared(now, ask(baseline_queries.stood, "mo", kept))
        assert [((one.now or one.was).name, one.went) for one in rows] == [
            ("Prepare", Went.MOVED), ("Ask", Went.MOVED), ("Write", Went.MOVED), ("Ready", Went.REMOVED), ("New", Went.ADDED),
        ]  # fmt: skip
        assert counted(rows) == {Went.SAME: 0, Went.STAFFED: 0, Went.MOVED: 2, Went.ADDED: 1, Went.REMOVED: 1}

    def test_it_knows_who_worked_on_what(self, house, plan, seen, do, ask):
        ming, lin = house.people["ming"], house.people["mo"]
        do(actions.change, "mo", plan, seen=9, changes={3: {"people": ((ming, 100),)}})
        kept = do(baselines.keep, "mo", plan, name="Approved")
        assert ask(baseline_queries.people, "mo", kept) == {ming: seen()[0].people[ming]}
        do(actions.change, "mo", plan, seen=9, changes={3: {"people": ((ming, 50), (lin, 50))}})
        then = ask(baseline_queries.stood, "mo", kept)
        rows = {one.standing.uid: one for one in compared(stood_now(seen()[0]), then)}
        assert rows[3].restaffed
        assert rows[3].went in (Went.STAFFED, Went.MOVED)  # who has less time for it may take longer
        assert [one.restaffed for uid, one in rows.items() if uid != 3] == [False] * (len(rows) - 1)
        unknown = [replace(one, people=None) for one in then]  # kept before people were
        assert not any(one.restaffed for one in compared(stood_now(seen()[0]), unknown))

    def test_a_name_is_given_once_and_nothing_is_no_baseline(self, house, plan, do, refused, ask):
        do(baselines.keep, "mo", plan, name="Approved")
        with refused(NameTaken):
            do(baselines.keep, "mo", plan, name=" Approved ")
        empty = do(actions.create, "lin", house.projects["harbour"], starts=MONDAY)
        with refused(NothingPlanned):
            do(baselines.keep, "lin", empty, name="x")
        assert [row.name for row in ask(baseline_queries.baselines, "ming", plan)] == ["Approved"]
        assert ask(baseline_queries.baselines, "pei", plan) == []

    def test_a_baseline_that_is_dropped_is_remembered_by_the_trail(self, plan, do, ask):
        kept = do(baselines.keep, "mo", plan, name="Approved")
        with pytest.raises(NotFound):
            ask(baseline_queries.stood, "pei", kept)
        do(baselines.drop, "mo", kept)
        assert ask(baseline_queries.baselines, "mo", plan) == []
        (entry,) = trail("plan:drop_baseline")
        assert entry.facts["before"]["name"] == "Approved"


def test_rows_are_planted_by_other_deeds(house, do, ask, hotline):
    """Part of a deed of a room above, here in the clothes of one."""
    from core.audit import note

    def decide(session, actor, project_id):
        made = actions.plant(session, actor, project_id, starts=MONDAY, rows=[Row(1, "Accepted", kind=Kind.MILESTONE, objective="On time")])
        note(session, actor, "project:update", "project", project_id)
        return made

    for _ in range(2):
        do(decide, "mo", house.projects["hotline"])
    assert [(one.row.uid, one.row.objective) for one in ask(queries.plan, "mo", hotline).tasks] == [(1, "On time"), (2, "On time")]
    assert sheet.HOUSE == 1


class TestRemembering:
    """Rows are kept in memory under the state of their plan."""

    @pytest.fixture
    def reads(self, monkeypatch):
        """How often rows were read from the database."""
        really, times = queries._read, []
        monkeypatch.setattr(queries, "_read", lambda session, plan_id: times.append(plan_id) or really(session, plan_id))
        monkeypatch.setattr(kept, "_shelf", kept.Shelf())
        monkeypatch.setattr(kept, "found", FOUND)
        return times

    def test_rows_are_read_once_and_what_a_deed_wrote_is_known_without(self, do, seen, plan, reads):
        seen(), seen()
        assert len(reads) == 1
        do(actions.change, "mo", plan, seen=9, changes={2: {"duration": 24 * HOUR, "people": ()}})
        assert seen()[1][2].row.duration == 24 * HOUR
        assert len(reads) == 1

    def test_what_another_process_changed_is_read_anew(self, do, seen, plan, reads):
        seen()
        here, kept._shelf = kept._shelf, kept.Shelf()
        do(actions.change, "mo", plan, seen=9, changes={2: {"name": "Ask again"}})
        kept._shelf = here
        assert seen()[1][2].row.name == "Ask again"

    def test_a_deed_that_is_taken_back_leaves_nothing_behind(self, do, seen, plan, reads, actor):
        seen()

        def both(session, who):
            actions.change(session, who, plan, seen=9, changes={2: {"name": "Never"}})
            assert queries.planned(session, queries.plan_for_update(session, plan)[0])[1].row.name == "Never"
            raise NotFound()

        with pytest.raises(NotFound), db.writing() as session:
            both(session, actor("mo"))
        assert seen()[1][2].row.name == "Ask"

    def test_several_deeds_at_once_are_known_once_they_are_kept(self, seen, plan, reads, actor):
        def both(session):
            actions.change(session, actor("mo"), plan, seen=9, changes={2: {"name": "First"}})
            actions.change(session, actor("mo"), plan, seen=9, changes={3: {"name": "Second"}})

        work.batch(both)
        before = len(reads)
        assert [seen()[1][uid].row.name for uid in (2, 3)] == ["First", "Second"]
        assert len(reads) == before


def test_no_question_about_plans_walks_through_all_of_them(house, hotline, plan, database):
    """Whatever a page of plans asks on either database finds the rows of its plan or person by an index."""
    lin, statements = house.actor("lin"), []

    def keep(_, __, statement, parameters, *___):
        statements.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", keep)
    with db.reading() as session:
        queries._read(session, plan)
        for question, values in ((queries.plan, (hotline,)), (queries.loaded, (plan,)), (queries.own_tasks, ()), (queries.portfolio, ()), (queries.workers, (hotline,)), (baseline_queries.baselines, (plan,))):
            question(session, lin, *values)
    event.remove(db.engine(), "before_cursor_execute", keep)
    large = ("plan_tasks", "plan_links", "plan_workers", "plan_baseline_tasks")
    selects = [(one, values) for one, values in statements if one.startswith("SELECT") and any(table in one for table in large)]
    assert len(selects) >= 6
    with db.reading() as session:
        connection = session.connection()
        if database == "postgresql":
            connection.execute(sql("SET LOCAL enable_seqscan = off"))
        for statement, values in selects:
            explained = "EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN "
            lines = [" ".join(map(str, row)) for row in connection.exec_driver_sql(explained + statement, values)]
            assert not [line for line in lines for table in large if f"SCAN {table}" in line or f"Seq Scan on {table}" in line], (statement, lines)


def test_the_plans_asked_for_longest_ago_make_room():
    shelf = kept.Shelf(most=5)
    for name in "abc":
        shelf.put(name, 1, kept.Known([0, 0]))
    assert [shelf.get(name, 1) for name in "abc"] == [None, ([0, 0], None), ([0, 0], None)]
    assert shelf.get("b", 2) is None
    shelf.put("b", 2, kept.Known([0]))
    shelf.put("d", 1, kept.Known([0, 0]))
    assert [name for name in "bcd" if shelf.get(name, 2 if name == "b" else 1)] == ["b", "c", "d"]
    shelf.put("e", 1, kept.Known([0] * 9))
    assert not any(shelf.get(name, 1) for name in "bcde")
