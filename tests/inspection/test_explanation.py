"""The way from full marks to a score: sums that can be checked by hand, then what always holds."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.inspection.explanation.rules import BARS, StepKind, brief, by_section, explain
from core.inspection.rules import Given, Item, Mark, Method, Scale, Scheme, Section, Veto, Weighting, score

D = Decimal
PERCENT, YES_NO = Scale(Method.NUMERIC), Scale(Method.YES_NO)
NA = Given(Mark.NOT_APPLICABLE)


def rated(raw):
    return Given(Mark.RATED, D(str(raw)))


CHECK = Scheme(
    (Section(1, D(60)), Section(2, D(40))),
    (Item(1, 1, D(50), PERCENT), Item(2, 1, D(50), YES_NO, Veto.SECTION), Item(3, 2, D(100), PERCENT)),
    min_applicable=D("0.5"),
)


def told(steps):
    return [(step.kind, step.change, step.after, step.items) for step in steps]


def test_each_item_loses_its_weight_times_what_is_missing():
    # 60 % x 50 % = 30 points for item 1, of which 40 % are missing: 12.  Item 3 has 40 points, a quarter is missing: 10.
    assert told(explain(CHECK, {1: rated(60), 2: rated(1), 3: rated(75)})) == [
        (StepKind.ITEM, -12, 88, (1,)), (StepKind.ITEM, -10, 78, (3,)), (StepKind.TOTAL, 0, 78, ()),
    ]  # fmt: skip


def test_the_weight_of_what_did_not_apply_is_a_step_of_its_own():
    # Item 2 does not apply: item 1 decides all 60 points of its checkpoint and loses 24; 12 of them because it weighs double.
    assert told(explain(CHECK, {1: rated(60), 2: NA, 3: rated(100)})) == [
        (StepKind.ITEM, -12, 88, (1,)), (StepKind.SPREAD, -12, 76, (2,)), (StepKind.TOTAL, 0, 76, ()),
    ]  # fmt: skip


def test_a_veto_of_a_checkpoint_takes_what_the_checkpoint_had_left():
    # Item 2 loses its 30 points and vetoes: the 18 that item 1 had earned go too. The checkpoint of item 3 is untouched.
    steps = explain(CHECK, {1: rated(60), 2: rated(0), 3: rated(100)})
    assert told(steps) == [
        (StepKind.ITEM, -30, 70, (2,)), (StepKind.ITEM, -12, 58, (1,)), (StepKind.SECTION_VETO, -18, 40, (2,)), (StepKind.TOTAL, 0, 40, ()),
    ]  # fmt: skip
    assert [step.code for step in steps] == ["item-2", "item-1", "section_veto-1", "total"]


def test_a_veto_of_the_sheet_takes_what_stands_above_its_cap():
    capped = replace(CHECK, items=(CHECK.items[0], replace(CHECK.items[1], veto=Veto.TOTAL), CHECK.items[2]), veto_cap=D(59))
    assert told(explain(capped, {1: rated(100), 2: rated(0), 3: rated(100)}))[1:] == [(StepKind.TOTAL_VETO, -11, 59, (2,)), (StepKind.TOTAL, 0, 59, ())]
    below = explain(capped, {1: rated(0), 2: rated(0), 3: rated(100)})  # 40 already: the veto is told, and took nothing
    assert told(below)[2:] == [(StepKind.TOTAL_VETO, 0, 40, (2,)), (StepKind.TOTAL, 0, 40, ())]


def test_a_perfect_sheet_is_its_score_alone():
    assert told(explain(CHECK, {1: rated(100), 2: rated(1), 3: rated(100)})) == [(StepKind.TOTAL, 0, 100, ())]


def test_what_has_no_score_is_not_explained():
    assert explain(CHECK, {1: rated(100)}) == ()
    assert explain(CHECK, {1: NA, 2: NA, 3: rated(100)}) == ()  # 40 % applied


def test_checkpoints_stand_for_their_items():
    steps = by_section(explain(CHECK, {1: rated(60), 2: rated(0), 3: rated(75)}), CHECK)
    assert told(steps) == [
        (StepKind.SECTION, -42, 58, (2, 1)), (StepKind.SECTION, -10, 48, (3,)), (StepKind.SECTION_VETO, -18, 30, (2,)), (StepKind.TOTAL, 0, 30, ()),
    ]  # fmt: skip


def test_small_losses_stand_together():
    many = Scheme((Section(1, D(100)),), tuple(Item(number, 1, D(number), PERCENT) for number in range(1, 31)))
    steps = explain(many, {item.id: rated(50) for item in many.items})
    short = brief(steps)
    assert len(short) == BARS + 1
    assert (short[-2].kind, len(short[-2].items)) == (StepKind.OTHERS, 30 - BARS + 1)
    assert brief(steps[:3]) == steps[:3]
    assert 100 + sum(step.change for step in short) == short[-1].after == steps[-1].after


@st.composite
def sheets(draw):
    weights = st.integers(0, 60).map(D)
    sections = tuple(Section(number, draw(weights)) for number in range(1, draw(st.integers(1, 4)) + 1))
    items = []
    for section in sections:
        for _ in range(draw(st.integers(1, 5))):
            scale = draw(st.sampled_from([PERCENT, YES_NO, Scale(Method.DEDUCTION, per_finding=D(7)), Scale(Method.LEVELS, levels=(D(0), D(1), D(3)))]))
            items.append(Item(len(items) + 1, section.id, draw(weights), scale, draw(st.sampled_from(list(Veto)))))
    scheme = Scheme(
        sections, tuple(items), draw(st.sampled_from(list(Weighting))), min_applicable=draw(st.sampled_from([D(0), D("0.6")])),
        veto_cap=draw(st.sampled_from([D(0), D(59)])),
    )  # fmt: skip
    raws = {Method.NUMERIC: st.integers(0, 100), Method.YES_NO: st.integers(0, 1), Method.DEDUCTION: st.integers(0, 20), Method.LEVELS: st.sampled_from([0, 1, 3])}
    answers = {item.id: draw(st.one_of(st.just(NA), raws[item.scale.method].map(rated))) for item in items}
    return scheme, answers


@given(sheets())
def test_the_bars_sum_to_the_score_exactly_and_none_leaves_the_scale(sheet):
    scheme, answers = sheet
    result = score(scheme, answers)
    steps = explain(scheme, answers)
    if result.total is None:
        assert steps == ()
        return
    for way in (steps, by_section(steps, scheme), brief(steps, 3)):
        level = Fraction(100)
        for step in way:
            level += step.change
            assert step.after == level
            assert step.change <= 0 <= level
        assert level == result.total
    before = [step for step in steps if step.kind in (StepKind.ITEM, StepKind.SPREAD)]
    assert 100 + sum(step.change for step in before) == result.before_veto
    assert len({step.code for step in steps}) == len(steps)
    own = {i for step in steps if step.kind is StepKind.ITEM for i in step.items}
    assert own <= {i for i, lost in result.losses.items() if lost}


@given(sheets())
def test_without_what_does_not_apply_nothing_is_spread(sheet):
    scheme, answers = sheet
    answers = {item_id: rated(0) if given is NA else given for item_id, given in answers.items()}
    steps = explain(scheme, answers)
    assert StepKind.SPREAD not in {step.kind for step in steps}
    assert {step.items[0]: -step.change for step in steps if step.kind is StepKind.ITEM} == {
        i: lost for i, lost in score(scheme, answers).losses.items() if lost and steps
    }


SPECIAL = replace(CHECK, items=(*CHECK.items, Item(4, 2, D(0), Scale(Method.BONUS, maximum=D(5))), Item(5, 1, D(0), Scale(Method.BONUS, maximum=D(5)))), bonus_cap=D(6))


def test_bonus_points_are_one_step_after_the_vetoes():
    # 78 as above; 5 and 3 are claimed, 6 are allowed.  A bonus item without points is not behind the bar.
    lost = [(StepKind.ITEM, -12, 88, (1,)), (StepKind.ITEM, -10, 78, (3,))]
    answers = {1: rated(60), 2: rated(1), 3: rated(75), 4: rated(5), 5: rated(3)}
    assert told(explain(SPECIAL, answers)) == [*lost, (StepKind.ADDED, 6, 84, (4, 5)), (StepKind.TOTAL, 0, 84, ())]
    assert told(explain(SPECIAL, answers | {5: rated(0)})) == [*lost, (StepKind.ADDED, 5, 83, (4,)), (StepKind.TOTAL, 0, 83, ())]
    assert told(explain(SPECIAL, answers | {4: NA, 5: NA})) == [*lost, (StepKind.TOTAL, 0, 78, ())]


def test_a_vetoed_checkpoint_leaves_the_bonus_of_the_others():
    # item 2 vetoes checkpoint 1: 40 are left; of the bonus only that of checkpoint 2 stands
    way = told(explain(SPECIAL, {1: rated(60), 2: rated(0), 3: rated(100), 4: rated(5), 5: rated(3)}))
    assert way[2:] == [(StepKind.SECTION_VETO, -18, 40, (2,)), (StepKind.ADDED, 5, 45, (4,)), (StepKind.TOTAL, 0, 45, ())]


def test_a_vetoed_sheet_adds_nothing():
    capped = replace(SPECIAL, items=(SPECIAL.items[0], replace(SPECIAL.items[1], veto=Veto.TOTAL), *SPECIAL.items[2:]), veto_cap=D(59))
    way = told(explain(capped, {1: rated(100), 2: rated(0), 3: rated(100), 4: rated(5)}))
    assert way[1:] == [(StepKind.TOTAL_VETO, -11, 59, (2,)), (StepKind.TOTAL, 0, 59, ())]
