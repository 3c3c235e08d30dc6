"""What must stand before a service begins: taken from the table, written, checked by a colleague; a qualification that runs out is not ready."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db
from core.audit.actions import NOBODY
from core.errors import Empty, NotFound, NotPermitted, Stale, WrongState
from core.files.queries import readable
from core.notice.records import Notice
from core.reference.rules import NotAnEntry
from core.service.preparation import actions, queries, rules
from core.service.preparation.records import PreparationLine
from core.service.preparation.rules import Kind, Line, Share, Standing, State
from core.words import Language

DAY = date(2026, 3, 3)


class TestRules:
    @pytest.mark.parametrize(
        ("state", "due", "until", "then"),
        [
            (State.OPEN, None, None, Standing.OPEN), (State.OPEN, 0, None, Standing.OPEN), (State.OPEN, -1, None, Standing.LATE), (State.READY, -9, None, Standing.READY),
            (State.READY, None, 0, Standing.READY), (State.READY, None, -1, Standing.RAN_OUT), (State.NOT_NEEDED, -9, -9, Standing.NOT_NEEDED),
        ],
    )  # fmt: skip
    def test_how_a_line_stands_follows_from_its_days(self, state, due, until, then):
        def of(days):
            return None if days is None else DAY + timedelta(days=days)

        assert rules.standing(state, due_on=of(due), valid_until=of(until), today=DAY) is then

    def test_what_is_added_to_the_table_is_meant_for_every_kind_of_project(self):
        meant = {"tool_kit": ["on_site"], "place_desk": []}
        assert rules.proposed(["tool_kit", "place_desk", "tool_ladder"], meant, "hotline") == ["place_desk", "tool_ladder"]
        assert rules.proposed(["tool_kit", "place_desk"], meant, "on_site") == ["tool_kit", "place_desk"]
        assert (rules.kind_of("staff_lead"), rules.kind_of("ladder"), rules.kind_of("weird_thing")) == (Kind.STAFF, Kind.TOOL, Kind.TOOL)

    def test_every_shipped_item_is_meant_for_known_kinds_of_project(self):
        from core.reference.queries import shipped

        kinds = set(shipped()["project_kind"].names)
        assert queries.meant_for().keys() == shipped()["preparation_item"].names.keys()
        assert all(set(one) <= kinds for one in queries.meant_for().values())
        assert {rules.kind_of(code) for code in queries.meant_for()} == set(Kind)

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sampled_from(Standing), max_size=12))
    def test_what_is_ready_and_what_is_not_make_up_what_is_needed(self, many):
        share = rules.counted(many)
        assert share.needed == share.ready + share.ran_out + share.late + many.count(Standing.OPEN)
        assert share.whole == (bool(share.needed) and not {Standing.OPEN, Standing.LATE, Standing.RAN_OUT} & set(many))
        assert share.share is None if not share.needed else 0 <= share.share <= 1

    def test_it_is_told_once_at_each_step(self):
        told, steps = None, []
        for left in range(40, -4, -1):
            if (step := rules.due_step(DAY + timedelta(days=left), DAY, told)) is not None:
                told = step
                steps.append((left, step))
        assert steps == [(30, 30), (7, 7), (-1, -1)]
        assert rules.due_step(DAY + timedelta(days=3), DAY, None) == 7, "what was checked late is told once, not twice"

    @given(st.integers(-400, 400), st.none() | st.sampled_from(rules.STEPS))
    def test_what_was_told_is_not_told_again(self, left, told):
        step = rules.due_step(DAY + timedelta(days=left), DAY, told)
        assert step is None or (left <= step and (told is None or step < told))
        assert step is None or rules.due_step(DAY + timedelta(days=left), DAY, step) is None


@pytest.fixture
def now():
    with clock.at(datetime(2026, 3, 3, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def project(house, now):
    return house.projects["hotline"]


@pytest.fixture
def seen(ask, hotline):
    return lambda who="mo": ask(queries.prepared, who, hotline)


@pytest.fixture
def written(do, project, seen):
    """The lines by their text: a headset, and Ming's training."""
    def written_(**more):
        made = {"text": "Headsets", "kind": Kind.TOOL} | more
        return do(actions.write, "mo", project, Line(**made))

    return written_


@pytest.mark.usefixtures("database")
class TestDeeds:
    def test_a_list_is_begun_from_the_table_and_counted_by_the_database(self, house, do, ask, project, seen, refused, traced):
        proposed, names = ask(queries.offered, "mo", "hotline")
        assert "tool_headset" in proposed
        assert "tool_kit" not in proposed
        with traced("preparation_line:take", "mo"):
            assert do(actions.take, "mo", project, [*proposed, "tool_headset"], responsible_id=house.people["ming"], due_on=DAY - timedelta(days=1)) == len(proposed)
        with refused(rules.NothingToTake):
            do(actions.take, "mo", project, ["tool_headset"])
        with refused(NotAnEntry):
            do(actions.take, "mo", project, ["tool_anvil"])
        with refused(rules.NotOfTheTeam):
            do(actions.take, "mo", project, ["tool_kit"], responsible_id=house.people["pei"])
        found = seen()
        assert found.known == set(proposed)
        assert [one.kind for one in found.lines] == sorted((one.kind for one in found.lines), key=list(Kind).index)
        assert found.lines[0].text == names[found.lines[0].item]
        desk, other = (next(one for one in found.lines if one.item == code) for code in ("place_desk", "tidiness_room"))
        do(actions.check, "ming", desk.id, checked_on=DAY, remark="Photo of the room", version=desk.version)
        do(actions.leave_out, "mo", other.id, reason="The customer cleans", version=other.version)
        found = seen()
        assert found.share == rules.counted(one.standing for one in found.lines) == Share(len(proposed) - 1, 1, 0, len(proposed) - 2)
        assert ask(queries.shares, "ming") == {project: found.share}
        assert ask(queries.shares, "pei") == {}
        with db.reading() as session:
            assert queries.items_in_use(session)["place_desk"] == 1

    def test_a_qualification_is_checked_by_a_colleague_and_runs_out_by_itself(self, house, do, project, seen, refused, written):
        made = written(text="Service staff trained", kind=Kind.STAFF)
        with refused(rules.WhoIsQualified):
            do(actions.check, "mo", made, checked_on=DAY, version=1)
        line = Line(Kind.STAFF, "Service staff trained", None, None, house.people["ming"], "Second level", DAY + timedelta(days=2))
        do(actions.change, "mo", made, line, version=1)
        with refused(Stale):
            do(actions.change, "mo", made, line, version=1)
        with refused(rules.OwnQualification):
            do(actions.check, "ming", made, checked_on=DAY, version=2)
        with refused(rules.CheckedToCome):
            do(actions.check, "mo", made, checked_on=DAY + timedelta(days=1), version=2)
        do(actions.check, "mo", made, checked_on=DAY, version=2)
        with refused(rules.CheckedAlready):
            do(actions.change, "mo", made, line, version=3)
        assert (seen().share, seen().lines[0].standing) == (Share(1, 1), Standing.READY)
        with clock.at(datetime(2026, 3, 6, 4, tzinfo=UTC)):
            assert (seen().share, seen().lines[0].standing) == (Share(1, 0, 1), Standing.RAN_OUT)
            do(actions.reopen, "ming", made, version=3)
            with refused(rules.RanOutAlready):
                do(actions.check, "mo", made, checked_on=DAY, version=4)
        with refused(WrongState):
            do(actions.reopen, "ming", made, version=4)

    def test_it_is_told_before_a_qualification_runs_out_and_when_it_has(self, house, do, project, written):
        many = [
            written(text=text, kind=Kind.STAFF, person_id=house.people["ming"], qualification=text, valid_until=DAY + timedelta(days=60))
            for text in ("First aid", "Second level")
        ]
        for made in many:
            do(actions.check, "mo", made, checked_on=DAY, version=1)
        assert do(actions.remind, NOBODY) == 0
        at = [clock.at(datetime(2026, 3, 3, 4, tzinfo=UTC) + timedelta(days=days)) for days in (31, 54, 61, 90)]
        for moment in at[:3]:
            with moment:
                assert (do(actions.remind, NOBODY), do(actions.remind, NOBODY)) == (2, 0)
        with at[3]:
            assert do(actions.remind, NOBODY) == 0
        with db.reading() as session:
            told = session.execute(select(Notice.person_id, Notice.message, Notice.values).where(Notice.kind == "preparation").order_by(Notice.id)).all()
            assert {person for person, *_ in told} == {house.people["ming"], house.people["mo"]}
            assert len(told) == 3 * 2 * 2, "of two that run out on one day both are told"
            assert ["not held since" in message for _, message, _ in told] == [False] * 8 + [True] * 4
            assert {row.version for row in session.scalars(select(PreparationLine))} == {2}, "who writes in the line meanwhile is not turned away"

    def test_what_waits_for_its_next_step_keeps_nobody_from_being_told(self, house, do, project, written, monkeypatch):
        monkeypatch.setattr(queries, "MOST_TOLD", 1)
        for text, days in (("Near", 20), ("Far", 25)):
            do(actions.check, "mo", written(text=text, kind=Kind.STAFF, person_id=house.people["ming"], qualification=text, valid_until=DAY + timedelta(days=days)), checked_on=DAY, version=1)
        assert [do(actions.remind, NOBODY) for _ in range(3)] == [1, 1, 0]

    def test_files_show_it_and_only_whoever_sees_the_project_sees_them(self, house, do, ask, project, seen, refused, written):
        made = written()
        file = do(actions.attach, "ming", made, data=b"%PDF- a list", kind="pdf", name="list.pdf")
        assert do(actions.attach, "mo", made, data=b"%PDF- a list", kind="pdf", name="again.pdf") == file
        assert [one.name for one in seen("ming").lines[0].files] == ["list.pdf"]
        assert ask(readable, "lin", file)
        for who in ("pei", "kit"):
            with pytest.raises((NotFound, NotPermitted)):
                ask(readable, who, file)
        with refused(rules.HasProofs):
            do(actions.delete, "mo", made, version=1)
        other = written(text="Telephone")
        do(actions.delete, "mo", other, version=1)
        with refused(NotFound):
            do(actions.delete, "mo", other, version=1)

    def test_what_cannot_be_written_is_refused_in_words(self, house, do, project, refused, written):
        with refused(Empty):
            written(text="  ")
        with refused(rules.NotOfTheTeam):
            written(kind=Kind.STAFF, person_id=house.people["pei"])
        with refused(NotPermitted):
            do(actions.write, "ming", project, Line(Kind.TOOL, "Headset"))
        made = written()
        with refused(Empty):
            do(actions.leave_out, "mo", made, reason=" ", version=1)


@pytest.mark.usefixtures("sqlite_database")
class TestScreen:
    def test_a_list_is_begun_and_a_line_checked(self, house, do, screen, hotline):
        at = screen("pages/Preparation.py", "mo", query={"project": hotline})
        at.button(key="preparation:take:save").click().run()
        assert not at.exception
        with db.reading() as session:
            first = session.query(PreparationLine).order_by(PreparationLine.id).first()
            assert first.item in queries.meant_for()
        at.button(key=f"preparation:open:{first.id}").click().run()
        at.text_area(key=f"preparation:{first.id}:1:note").set_value("Seen on site")
        at.button(key=f"preparation:{first.id}:1:check").click().run()
        assert "Seen on site" in " ".join(one.value for one in at.markdown)
        for language in Language:
            for query in ({}, {"project": hotline}):
                assert not screen("pages/Preparation.py", "ming", query=query, language=language).exception
