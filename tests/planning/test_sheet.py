"""What people write and do in a plan: durations, predecessors, outline, rows. Examples by hand, then what always holds."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import rules as house
from core.planning.rules import edits, hours, outline, sheet
from core.planning.rules.calendars import worktime
from core.planning.rules.moments import day_of, midnight, ticks, wall
from core.planning.rules.notation import (
    Before,
    DurationTooLong,
    DurationUnreadable,
    PredecessorUnreadable,
    Scale,
    amount,
    before,
    written,
    written_before,
)  # fmt: skip
from core.planning.rules.plan import Constraint, LinkType, Loop
from core.planning.rules.sheet import Frame, Kind, Row
from core.planning.rules.worktime import DAY, TICKS

HOUR = 60 * TICKS
at = datetime.fromisoformat
SCALE = Scale()
OFFICE = house.Plan("Asia/Shanghai", (house.week(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""]),))
FRAME = Frame(midnight(date(2026, 11, 2)), {sheet.HOUSE: hours.calendar("Office", OFFICE)})
"""Starts on a Monday."""


@pytest.mark.parametrize(
    ("text", "ticks_", "elapsed"),
    [
        ("3", 24 * HOUR, False), ("3d", 24 * HOUR, False), ("3 days", 24 * HOUR, False), ("３天", 24 * HOUR, False), ("1.5h", 90 * TICKS, False),
        ("1,5h", 90 * TICKS, False), ("45min", 45 * TICKS, False), ("45分钟", 45 * TICKS, False), ("2w", 80 * HOUR, False), ("2周", 80 * HOUR, False),
        ("1mo", 160 * HOUR, False), ("1个月", 160 * HOUR, False), ("3ed", 3 * DAY, True), ("3日历天", 3 * DAY, True), ("2eh", 2 * HOUR, True), ("0", 0, False),
    ],
)  # fmt: skip
def test_a_duration_reads_as_people_write_it(text, ticks_, elapsed):
    assert amount(text, SCALE) == (ticks_, elapsed)


@pytest.mark.parametrize("text", ["", "d", "three days", "-3d", "3x", "3d 4h", "=1+1"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(DurationUnreadable):
        amount(text, SCALE)


def test_a_duration_without_end_is_refused():
    with pytest.raises(DurationTooLong):
        amount("999999d", SCALE)


@given(st.integers(0, 5000 * 480 * TICKS), st.booleans(), st.sampled_from([Scale(), Scale(450 * TICKS, 2250 * TICKS, 9000 * TICKS)]))
def test_a_duration_that_was_written_reads_back_the_same(ticks_, elapsed, scale):
    assert amount(written(ticks_, elapsed, scale), scale) == (ticks_, elapsed)
    assert amount(written(ticks_, elapsed, scale, {"d": "天", "h": "小时", "m": "分钟", "e": "日历"}), scale) == (ticks_, elapsed)


def test_predecessors_read_as_people_write_them():
    found = before("1, 2FS+2d；3ss-50% , 2FF+1eh", [11, 12, 13], SCALE)
    assert found == (
        Before(11), Before(12, LinkType.FINISH_START, 16 * HOUR), Before(13, LinkType.START_START, -50, percent=True),
        Before(12, LinkType.FINISH_FINISH, HOUR, elapsed=True),
    )  # fmt: skip
    assert written_before(found, {11: 1, 12: 2, 13: 3}, SCALE) == "1, 2FS+2d, 2FF+1eh, 3SS-50%"


@pytest.mark.parametrize("text", ["4", "0", "x", "1FS+x", "1XX", "1 2", "1FS+", "-1"])
def test_what_names_no_predecessor_is_refused(text):
    with pytest.raises(PredecessorUnreadable):
        before(text, [11, 12, 13], SCALE)


befores = st.builds(
    Before, st.integers(1, 9), st.sampled_from(LinkType), st.integers(-10_000, 10_000), st.booleans(), st.just(False)
).map(lambda one: one if one.lag else Before(one.uid, one.type))  # fmt: skip


@given(st.lists(befores, unique_by=lambda one: (one.uid, one.type), max_size=5))
def test_predecessors_that_were_written_read_back_the_same(found):
    uids = list(range(1, 10))
    read = before(written_before(found, {uid: uid for uid in uids}, SCALE), uids, SCALE)
    assert set(read) == set(found)


class TestOutline:
    def test_rows_are_numbered_by_their_levels(self):
        assert outline.numbers([1, 2, 2, 3, 1, 2]) == ["1", "1.1", "1.2", "1.2.1", "2", "2.1"]
        assert outline.summaries([1, 2, 2, 3, 1, 2]) == [True, False, True, False, True, False]

    def test_a_row_goes_deeper_with_what_lies_within_it(self):
        assert outline.shifted([1, 1, 2, 1], {1}, 1) == [1, 2, 3, 1]
        assert outline.shifted([1, 2, 3, 1], {1}, -1) == [1, 1, 2, 1]

    def test_the_first_row_and_one_below_its_parent_go_no_deeper(self):
        assert outline.shifted([1, 2], {0}, 1) == [1, 2]
        assert outline.shifted([1, 2], {1}, 1) == [1, 2]

    def test_a_row_passes_its_sibling_with_what_lies_within_both(self):
        assert outline.moved([1, 2, 1, 2, 2], {2}, -1) == [2, 3, 4, 0, 1]
        assert outline.moved([1, 2, 1, 2, 2], {0}, 1) == [2, 3, 4, 0, 1]

    def test_a_row_does_not_leave_its_parent(self):
        assert outline.moved([1, 2, 1], {1}, -1) == [0, 1, 2]
        assert outline.moved([1, 2, 1], {1}, 1) == [0, 1, 2]

    @given(st.lists(st.integers(1, 5), min_size=1, max_size=12).map(outline.normal), st.data())
    def test_whatever_is_done_the_outline_can_be_and_no_row_is_lost(self, levels, data):
        chosen = data.draw(st.sets(st.integers(0, len(levels) - 1)))
        by = data.draw(st.sampled_from([-1, 1]))
        assert outline.normal(made := outline.shifted(levels, chosen, by)) == made
        assert len(made) == len(levels)
        order = outline.moved(levels, chosen, by)
        assert sorted(order) == list(range(len(levels)))
        assert outline.normal(moved := [levels[place] for place in order]) == moved

    @given(st.lists(st.integers(1, 5), min_size=2, max_size=12).map(outline.normal), st.data())
    def test_up_and_down_again_is_as_before(self, levels, data):
        root = data.draw(st.integers(0, len(levels) - 1))
        order = outline.moved(levels, {root}, -1)
        if order != list(range(len(levels))):
            again = outline.moved([levels[place] for place in order], {order.index(root)}, 1)
            assert [order[place] for place in again] == list(range(len(levels)))


class TestHours:
    def test_the_house_s_hours_count_alike_in_the_engine(self):
        clock = worktime(hours.calendar("Office", OFFICE), [day_of(FRAME.start).toordinal() - date(1970, 1, 1).toordinal()])
        assert wall(clock.after(ticks(at("2026-11-02 09:00")), 8 * HOUR)) == at("2026-11-02 18:00")
        assert wall(clock.after(ticks(at("2026-11-06 17:00")), 2 * HOUR)) == at("2026-11-09 10:00")
        assert hours.scale(OFFICE) == Scale(8 * HOUR, 40 * HOUR, 160 * HOUR)

    @given(st.integers(0, 2), st.integers(0, 13), st.integers(0, 4), st.sampled_from(["", "09:00-11:00", "10:30-14:30, 17:00-18:00"]), st.booleans())
    def test_every_day_has_the_hours_that_the_house_gives_it(self, holiday, off, length, parts, make_up):
        first = date(2026, 11, 2)
        on = lambda n: date.fromordinal(first.toordinal() + n)  # noqa: E731
        plan = house.Plan(
            "Asia/Shanghai", (*OFFICE.weeks, house.week(["10:00-16:00"] * 6 + [""], on(7))),
            holidays=(house.Break.of({"en": "Feast"}, on(holiday), on(holiday), [on(5)] if make_up else []),),
            leave=(house.leave(on(off), on(off + length), parts),),
        )  # fmt: skip
        from core.calendar.worktime import compiled

        counted = compiled(plan)
        number = first.toordinal() - date(1970, 1, 1).toordinal()
        clock = worktime(hours.calendar("x", plan), [number, number + 20])
        for day in range(20):
            assert clock.between((number + day) * DAY, (number + day + 1) * DAY) == counted.minutes_on(on(day)) * TICKS


def rows():
    """Prepare (2 d, then 1 d), and a milestone after both."""
    return [
        Row(1, "Prepare", 1), Row(2, "Ask", 2, duration=16 * HOUR), Row(3, "Write", 2, duration=8 * HOUR, before=(Before(2),)),
        Row(4, "Ready", 1, Kind.MILESTONE, before=(Before(1),)),
    ]  # fmt: skip


def dates(made):
    return {one.uid: (wall(one.early_start), wall(one.early_finish)) for one in sheet.scheduled(FRAME, made).tasks}


class TestRows:
    def test_dates_follow_from_rows(self):
        found = dates(rows())
        assert found[2] == (at("2026-11-02 09:00"), at("2026-11-03 18:00"))
        assert found[3] == (at("2026-11-04 09:00"), at("2026-11-04 18:00"))
        assert found[1] == (at("2026-11-02 09:00"), at("2026-11-04 18:00"))
        assert found[4][1] == at("2026-11-04 18:00")

    def test_whoever_is_away_takes_longer(self):
        away = house.Plan(OFFICE.zone, OFFICE.weeks, leave=(house.leave(date(2026, 11, 3), date(2026, 11, 3)),))
        frame = Frame(FRAME.start, dict(FRAME.calendars) | {sheet.of_person(7): hours.calendar("7", away)})
        made = sheet.changed(rows(), {2: {"people": ((7, 100),)}}, {})
        found = {one.uid: wall(one.early_finish) for one in sheet.scheduled(frame, made).tasks}
        assert found[2] == at("2026-11-04 18:00")

    def test_who_reports_progress_has_begun_and_a_hundred_percent_is_finished(self):
        starts = {2: (ticks(at("2026-11-02 09:00")), ticks(at("2026-11-03 18:00")))}
        half = sheet.changed(rows(), {2: {"percent": 50}}, starts)[1]
        assert (half.actual_start, half.actual_finish) == (starts[2][0], None)
        whole = sheet.changed(rows(), {2: {"percent": 100}}, starts)[1]
        assert (whole.actual_start, whole.actual_finish) == starts[2]
        back = sheet.changed([whole], {2: {"percent": 0}}, starts)[0]
        assert (back.percent, back.actual_start, back.actual_finish) == (0, None, None)

    def test_whoever_says_when_it_was_finished_need_not_say_a_hundred(self):
        finish = ticks(at("2026-11-04 12:00"))
        made = sheet.changed(rows(), {2: {"actual_finish": finish}}, {2: (ticks(at("2026-11-02 09:00")), finish)})[1]
        assert (made.percent, made.actual_start) == (100, ticks(at("2026-11-02 09:00")))
        assert dates([Row(2, "Ask", duration=16 * HOUR, percent=100, actual_start=made.actual_start, actual_finish=finish)])[2][1] == at("2026-11-04 12:00")

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"percent": 101}, sheet.PercentBeyond), ({"people": ((7, 0),)}, sheet.UnitsBeyond), ({"cost": Decimal("-1")}, sheet.CostBeyond),
            ({"cost": Decimal("1.005")}, sheet.CostBeyond), ({"constraint": Constraint.MUST_START_ON}, sheet.ConstraintNeedsDate),
            ({"longest": HOUR}, sheet.EstimatesUnordered), ({"shortest": 17 * HOUR}, sheet.EstimatesUnordered),
            ({"percent": 100, "actual_start": 10, "actual_finish": 5}, sheet.FinishedBeforeBegun),
        ],
    )  # fmt: skip
    def test_what_a_row_cannot_be_is_refused_by_name(self, values, refusal):
        with pytest.raises(refusal) as refused:
            sheet.changed(rows(), {2: values}, {})
        assert refused.value.facts["task"] == "Ask"

    def test_another_duration_takes_the_best_and_the_worst_along_where_it_must(self):
        made = sheet.changed(rows(), {2: {"shortest": 8 * HOUR, "longest": 24 * HOUR}}, {})
        assert [(one.shortest, one.longest) for one in (sheet.changed(made, {2: {"duration": hours * HOUR}}, {})[1] for hours in (4, 12, 40))] == [
            (4 * HOUR, 24 * HOUR), (8 * HOUR, 24 * HOUR), (8 * HOUR, 40 * HOUR),
        ]  # fmt: skip
        assert sheet.estimates(made)[2].worst == 24 * HOUR

    def test_progress_of_a_summary_is_that_of_its_rows(self):
        with pytest.raises(sheet.SummaryHasNoDuration):
            sheet.changed(rows(), {1: {"percent": 10}}, {})
        made = sheet.changed(rows(), {2: {"percent": 75}}, {2: (0, 1)})
        assert sheet.percent_of_summaries(made) == [50, 75, 0, 0]

    def test_a_cancelled_task_counts_in_no_summary(self):
        made = sheet.changed(rows(), {2: {"percent": 75}}, {2: (0, 1)})
        inside = [row for row in made if row.uid in (1, 2, 3)]
        assert (sheet.percent_of(inside), sheet.percent_of(inside, {3}), sheet.percent_of(inside, {2}), sheet.percent_of(inside, {2, 3})) == (50, 75, 0, 50)

    def test_new_rows_stand_below_what_lies_within_the_row(self):
        made = sheet.inserted(rows(), [Row(9, "Check"), Row(10, "Again", 2)], after=1)
        assert [(row.uid, row.level) for row in made] == [(1, 1), (2, 2), (3, 2), (9, 1), (10, 2), (4, 1)]

    def test_what_is_removed_takes_its_links_along(self):
        made = sheet.removed(rows(), {1})
        assert [(row.uid, row.level, row.before) for row in made] == [(4, 1, ())]

    def test_what_becomes_a_summary_has_no_people_and_no_progress_of_its_own(self):
        made = sheet.indented([Row(1, "A", people=((7, 100),), percent=50, actual_start=0), Row(2, "B")], {2}, 1)
        assert made[0] == Row(1, "A")

    def test_a_loop_is_told_by_its_names(self):
        made = sheet.changed(rows(), {2: {"before": (Before(3),)}}, {})
        with pytest.raises(Loop) as refused:
            sheet.scheduled(FRAME, made)
        assert "Ask" in refused.value.facts["tasks"]
        assert "Write" in refused.value.facts["tasks"]

    def test_the_trail_is_told_what_differs(self):
        was, shall = edits.differences(rows(), sheet.changed(rows(), {2: {"duration": HOUR}}, {}))
        assert (was, shall) == ({2: {"duration": 16 * HOUR}}, {2: {"duration": HOUR}})
        was, shall = edits.differences(rows(), sheet.removed(rows(), {3}))
        assert was == {3: {"name": "Write", "level": 2}}
        assert shall == {}
        assert edits.plain({"before": (Before(2, LinkType.START_START, 5),), "cost": Decimal("1.50"), "kind": Kind.GATE}) == {
            "before": [[2, "start_start", 5, False, False]], "cost": "1.50", "kind": "gate",
        }  # fmt: skip
