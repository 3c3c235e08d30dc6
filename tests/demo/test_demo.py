"""The demo: a whole house, told by its own deeds, in which every role has something to do; and its volume."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import and_, select

from core import db, work
from core.access import Actor, Role
from core.audit import queries as audit
from core.audit.records import AuditEntry
from core.clock import at
from core.demo import actions, command, queries, rules
from core.demo.actions import NotEmpty
from core.files import store
from core.files.records import StoredFile
from core.files.rules import FileKind, sniff
from core.inspection import rules as scoring
from core.inspection.rounds.records import Round
from core.inspection.rules import Given, Mark, Method, Scale, Veto
from core.inspection.sheets import places
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.records import Answer, Contest, Evidence, Sheet, SheetInstance, SheetSection
from core.inspection.sheets.rules import COUNTED, State, by_item, unfinished
from core.inspection.sheets.waiting import queries as waiting_sheets
from core.inspection.templates.queries import Checklist, checklist
from core.notice.records import Notice
from core.people import passwords
from core.people.records import Department, Person
from core.people.rules import check_password
from core.projects.queries import person_acting
from core.projects.records import Member, Project
from tests import cast
from tests.databases import Shelf, living_at

D = Decimal
READ_ON = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
UNNAMED = {"communication_opinion:box", "pulse:answer", "page_voice:say"}
"""Nobody is kept of them, not even by which way they came."""
READER = Actor(0, "", "", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture(scope="module")
def planted(sqlite_shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo with one unit of volume, planted once for all who only look."""
    url = sqlite_shelf.fresh()
    with living_at(url, tmp_path_factory.mktemp("demo")):
        with at(READ_ON):
            command.plant(scale=1)
        yield
    sqlite_shelf.place.drop(url)


def rows(*what: object, where: object = None) -> list[tuple]:
    with db.reading() as session:
        found = select(*what) if where is None else select(*what).where(where)
        return [tuple(row) for row in session.execute(found)]


def said_by_item(whole: Checklist, sheet_id: int) -> dict[int, Given]:
    """What was said about each item, for several service records together."""
    with db.reading() as session:
        spots = places.spots(whole, places.live(session, whole, sheet_id))
        return by_item(spots, places.given(places.rows_of(session, sheet_id)))


def told_sheets() -> list[Sheet]:
    """The sheets of the story, without the volume."""
    with db.reading() as session:
        return list(session.scalars(select(Sheet).join(Person, Person.id == Sheet.inspector_id).where(Person.password_hash.is_not(None))))


RECORDS = select(Sheet.round_id).join(SheetInstance, SheetInstance.sheet_id == Sheet.id)
QUARTERLY = and_(Round.target_kind == "project", Round.id.not_in(RECORDS))
"""The rounds of the story; beside them stand some within projects, and one that reads service records one by one."""


@pytest.mark.slow
@pytest.mark.usefixtures("planted")
class TestTheStory:
    def test_two_years_of_rounds_are_released_one_runs_and_one_is_prepared(self):
        found = rows(Round.period_from, Round.state, where=QUARTERLY)
        assert [state for _, state in sorted(found)] == ["released"] * 8 + ["running", "draft"]
        assert min(found)[0] == date(2024, 10, 1)

    def test_everybody_signs_in_with_the_one_password(self):
        check_password(rules.PASSWORD, "")
        people = rows(Person.username, Person.password_hash, Person.must_change, Person.password_expires_at)
        own = {username: hash_ for username, hash_, must, until in people if hash_ and not must and until is None}
        assert set(own) == {username for username, _, _ in queries.accounts()}
        assert len(set(own.values())) == 1
        assert passwords.matches(rules.PASSWORD, own["admin"])

    def test_the_volume_cannot_sign_in(self):
        assert {hash_ for username, hash_ in rows(Person.username, Person.password_hash) if username[-3:].isdigit()} == {None}

    def test_the_running_round_is_half_done(self):
        running = dict((code, (id_, state)) for id_, code, state in rows(Round.id, Round.code, Round.state, where=QUARTERLY) if state == "running")
        ((round_id, _),) = running.values()
        mine = [sheet for sheet in told_sheets() if sheet.round_id == round_id]
        assert {State(sheet.state) for sheet in mine} == {State.SUBMITTED, State.OPEN}
        still = [sheet for sheet in mine if sheet.state == State.OPEN]
        assert any(0 < sheet.answered < sheet.items for sheet in still)
        assert any(sheet.answered == 0 for sheet in still)

    def test_two_rounds_lie_within_projects(self):
        """Records of service drawn within customer types, two of them still to be scored; and the people of one project."""
        found = {kind: id_ for id_, kind in rows(Round.id, Round.target_kind) if kind != "project"}
        assert set(found) == {"record", "person"}
        told = {kind: [sheet for sheet in told_sheets() if sheet.round_id == id_] for kind, id_ in found.items()}
        assert all(sheet.object_id for mine in told.values() for sheet in mine)
        assert len({sheet.object_id for sheet in told["record"]}) == 8
        assert Counter(sheet.state for sheet in told["record"]) == {State.SUBMITTED: 6, State.OPEN: 2}
        assert {sheet.state for sheet in told["person"]} == {State.SUBMITTED}

    def test_every_kind_of_end_is_met(self):
        states = Counter(sheet.state for sheet in told_sheets())
        assert set(states) == set(State)
        outcomes = {corrected for (corrected,) in rows(Contest.corrected)}
        assert outcomes == {True, False, None}

    def test_something_waits_for_everybody_who_answers(self):
        waiting = Counter()
        for username, roles, _ in queries.accounts():
            actor = work.ask(person_acting, username, origin="test")
            if "inspector" in roles:
                waiting["score"] += len(work.ask(waiting_sheets.to_score, actor))
            if "project_manager" in roles:
                waiting["respond"] += len(work.ask(waiting_sheets.to_respond, actor))
            if "department_head" in roles or "leadership" in roles:
                waiting["decide"] += len(work.ask(waiting_sheets.to_decide, actor))
        assert min(waiting[name] for name in ("score", "respond", "decide")) > 0

    def test_both_vetoes_missing_numbers_and_reasons_occur(self):
        finished = [sheet for sheet in told_sheets() if sheet.submitted_at]
        assert any(sheet.total == 0 and sheet.before_veto > 50 for sheet in finished)
        assert any(0 < sheet.total < sheet.before_veto for sheet in finished if sheet.total is not None)
        assert any(sheet.total is None and sheet.band is None for sheet in finished)
        assert {"too_early", "not_in_scope"} <= {reason for (reason,) in rows(Answer.na_reason)}

    def test_levels_differ_between_projects_and_every_grade_occurs(self):
        finished = [sheet for sheet in told_sheets() if sheet.total is not None]
        assert {sheet.band for sheet in finished} == {"excellent", "good", "sound", "basic", "insufficient"}
        means = {}
        for sheet in finished:
            means.setdefault(sheet.project_id, []).append(sheet.before_veto)
        averages = sorted(sum(scores) / len(scores) for scores in means.values())
        assert averages[0] < 70 < 90 < averages[-1]

    def test_notes_are_written_in_more_than_one_language(self):
        notes = [note for (note,) in rows(Answer.note) if note]
        assert len(notes) > 300
        assert any(note.isascii() for note in notes)
        assert sum(any("\u4e00" <= letter <= "\u9fff" for letter in note) for note in notes) > 200

    def test_nobody_inspects_where_he_or_she_belongs(self):
        members = set(rows(Member.project_id, Member.person_id))
        managers = dict(rows(Project.id, Project.manager_id))
        homes = dict(rows(Person.id, Person.department_id))
        for project_id, inspector_id, department_id in rows(Sheet.project_id, Sheet.inspector_id, Sheet.department_id):
            assert (project_id, inspector_id) not in members
            assert managers[project_id] != inspector_id
            assert homes[inspector_id] != department_id

    def test_evidence_is_pictures_that_are_there(self):
        contents = {sha for (sha,) in rows(StoredFile.sha256)}
        assert 3 < len(contents) <= 10
        assert {sniff(store.read(sha)) for sha in contents} == {FileKind.JPEG}
        assert len(rows(Evidence.id)) > 200

    def test_inboxes_show_what_is_fresh(self):
        told = rows(Notice.person_id, Notice.at, Notice.read_at)
        fresh = READ_ON - actions.FRESH_FOR
        assert any(at < fresh for _, at, _ in told)
        assert all((read_at is None) == (at > fresh) for _, at, read_at in told)
        assert len({person_id for person_id, _, read_at in told if read_at is None}) >= 3
        assert "notice:read" in {deed for (deed,) in rows(AuditEntry.deed)}

    def test_every_department_has_its_head(self):
        assert all(head for (head,) in rows(Department.head_id))

    def test_history_runs_forward_and_ends_today(self):
        moments = [moment for _, moment in sorted(rows(AuditEntry.id, AuditEntry.at))]
        assert moments == sorted(moments)
        assert moments[0].year == 2023
        assert moments[-1] <= READ_ON
        assert {origin for origin, deed in rows(AuditEntry.origin, AuditEntry.deed) if deed not in UNNAMED} == {"demo"}

    def test_nobody_did_what_he_or_she_may_not(self):
        """Each deed went through the action that requires; what it left names its person."""
        nameless = Counter(deed for deed, name in rows(AuditEntry.deed, AuditEntry.actor_name) if not name)
        assert nameless.pop("people:first_administrator") == 1
        of_the_house = {"plan:read_milestones", "check:raise_due", "request_weeks:refresh", "request_forecasts:keep", "risk:look", "technical_system:count_days"}
        by_customers = {"survey:answer", "review:rate", "acceptance:sign_by_link"}  # who have no account
        assert nameless.keys() == of_the_house | by_customers | UNNAMED

    def test_planting_again_is_refused_and_changes_nothing(self):
        before = cast.links()
        with pytest.raises(NotEmpty):
            command.plant()
        assert cast.links() == before


@pytest.mark.slow
@pytest.mark.usefixtures("planted")
class TestWhatIsKeptIsRight:
    def test_the_running_totals_say_what_the_sheets_say(self):
        assert work.ask(queries.recount) == []

    def test_the_audit_chain_holds(self):
        verdict = work.ask(audit.verdict, READER)
        assert verdict.sound
        assert verdict.count > 3500

    def test_every_result_is_what_the_one_rule_makes_of_its_answers(self):
        with db.reading() as session:
            answers, parts = {}, {}
            for row in session.scalars(select(Answer)):
                answers.setdefault(row.sheet_id, []).append(row)
            for row in session.scalars(select(SheetSection)):
                parts.setdefault(row.sheet_id, {})[row.section_id] = (row.score, row.before_veto, row.share, row.vetoed)
            finished = list(session.scalars(select(Sheet).where(Sheet.submitted_at.is_not(None))))
            wholes = {version: checklist(session, version) for version in {sheet.template_version_id for sheet in finished}}
        kept = lambda value: None if value is None else scoring.kept(value)  # noqa: E731
        assert len(finished) > 1100
        for sheet in finished:
            mine, whole = answers[sheet.id], wholes[sheet.template_version_id]
            given_ = {row.item_id: Given(Mark(row.mark), row.raw) for row in mine} if not whole.repeated else said_by_item(whole, sheet.id)
            result = scoring.score(whole.scheme, given_)
            assert (sheet.total, sheet.before_veto, sheet.share) == (kept(result.total), kept(result.before_veto), kept(result.share))
            assert (sheet.band, tuple(sheet.vetoes)) == (result.band, result.vetoes)
            assert {row.item_id: row.loss for row in mine if row.loss is not None} == {i: kept(lost) for i, lost in result.losses.items()}
            assert parts[sheet.id] == {s.section: (kept(s.score), kept(s.before_veto), kept(s.share), s.vetoed) for s in result.sections}
            assert sheet.answered == sheet.items
            assert len(mine) == len(whole.questions)

    def test_no_told_sheet_was_submitted_unfinished(self):
        evidence = set(rows(Evidence.sheet_id, Evidence.item_id))
        with db.reading() as session:
            for sheet in told_sheets():
                if sheet.submitted_at is None:
                    continue
                whole = checklist(session, sheet.template_version_id)
                found = sheets.answer_rows(session, sheet.id)
                if whole.repeated:
                    assert len(said_by_item(whole, sheet.id)) == len(whole.questions)
                    continue
                assert not unfinished(
                    whole.drafts,
                    {row.item_id: Given(Mark(row.mark), row.raw) for row in found},
                    {item for sheet_id, item in evidence if sheet_id == sheet.id},
                    {row.item_id for row in found if row.note},
                )

    def test_one_unit_of_volume_is_a_thousand_sheets(self):
        made = [id_ for id_, hash_ in rows(Person.id, Person.password_hash) if hash_ is None]
        counted = [(round_id, state) for inspector, round_id, state in rows(Sheet.inspector_id, Sheet.round_id, Sheet.state) if inspector in made]
        assert len(counted) == 1056
        assert len({round_id for round_id, _ in counted}) == 8
        assert {State(state) for _, state in counted} <= COUNTED
        assert len(rows(Answer.id)) > 20_000


@pytest.mark.slow
@pytest.mark.usefixtures("planted")
def test_the_same_seed_tells_the_same_story_in_another_database(postgresql_shelf: Shelf, tmp_path: Path):
    what = (Sheet.code, Sheet.total, Sheet.state, Sheet.submitted_at, Sheet.vetoes)
    here = sorted(map(str, rows(*what)))
    url = postgresql_shelf.fresh()
    with living_at(url, tmp_path):
        with at(READ_ON):
            command.plant(scale=1)
        assert work.ask(queries.recount) == []
        assert work.ask(audit.verdict, READER).sound
        there = sorted(map(str, rows(*what)))
    postgresql_shelf.place.drop(url)
    assert there == here


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 2, 29)])
@pytest.mark.usefixtures("sqlite_database")
def test_the_story_can_be_told_on_any_day(day: date):
    """With a short checklist: what counts here is the calendar."""
    until = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)
    nobody = Actor(0, "", "", frozenset(), origin="demo")
    told = {"cast": queries.cast(day), "checklists": [cast.draft()], "scored_with": "hotline", "password_hash": "x", "seed": day.toordinal()}
    with at(until):
        work.batch(actions.plant, nobody, until=until, **told)
    assert sorted(Counter(state for (state,) in rows(Round.state)).items()) == [("draft", 1), ("released", 8), ("running", 1)]
    assert max(moment for (moment,) in rows(AuditEntry.at)) <= until
    assert {State.SUBMITTED, State.OPEN, State.PLANNED, State.CONTESTED} <= {State(state) for (state,) in rows(Sheet.state)}
    assert work.ask(queries.recount) == []


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "quarter"),
    [(date(2026, 11, 20), (2026, 4)), (date(2026, 10, 20), (2026, 3)), (date(2026, 10, 21), (2026, 4)), (date(2027, 1, 5), (2026, 4))],
)
def test_a_quarter_that_has_only_begun_has_no_round_yet(today, quarter):
    found = rules.running(today)
    assert (found.year, found.number) == quarter


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-12, 12))
def test_days_move_by_whole_quarters(day, quarters):
    moved = rules.moved(day, quarters)
    assert rules.Quarter.of(moved) == rules.Quarter.of(day).plus(quarters)
    assert moved.day in (day.day, 28, 29, 30)
    assert rules.Quarter.of(moved).first <= moved <= rules.Quarter.of(moved).last


@given(st.dates(date(2024, 1, 1), date(2045, 12, 31)))
@settings(max_examples=25)
def test_the_story_always_ends_today(today):
    cast_ = queries.cast(today)
    assert [project.code for project in cast_.projects if project.started > today] == []
    assert sum(project.ends >= today for project in cast_.projects) >= 6
    assert {one.username for one in cast_.having("inspector")} <= {name for name, _, _ in queries.accounts()}


SCALES = [
    Scale(Method.LEVELS, levels=tuple(map(D, (0, 1, 2, 3, 4)))),
    Scale(Method.NUMERIC),
    Scale(Method.NUMERIC, D(60), D(0)),
    Scale(Method.NUMERIC, D(0), D(5)),
    Scale(Method.YES_NO),
    Scale(Method.DEDUCTION, per_finding=D(15)),
]


@pytest.mark.parametrize("scale", SCALES)
@given(st.integers(), st.floats(-0.5, 1.5), st.booleans())
def test_the_dice_only_throw_what_the_scale_knows(scale, seed, level, full):
    given_ = rules.raw(random.Random(seed), scale, Veto.NONE, level)
    scoring.check_raw(scale, given_)
    if scoring.fraction(scale, given_) < 1:
        better = rules.better(scale, given_, full)
        scoring.check_raw(scale, better)
        assert scoring.fraction(scale, better) >= scoring.fraction(scale, given_)


@pytest.mark.parametrize("scale", SCALES)
def test_better_work_earns_more(scale):
    dice = random.Random(1)
    earned = [sum(scoring.fraction(scale, rules.raw(dice, scale, Veto.NONE, level)) for _ in range(200)) for level in (0.3, 0.6, 0.9)]
    assert earned == sorted(earned)


def test_a_veto_never_falls_by_chance():
    dice = random.Random(1)
    assert {rules.raw(dice, Scale(Method.YES_NO), Veto.TOTAL, 0.0) for _ in range(100)} == {D(1)}
