"""Names, numbers and masks; the stage of a life; points, promises and worth: the rules by example, then by law."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.customers.contacts.rules import (
    Document,
    NotADocument,
    NotAnIdNumber,
    NotAPhone,
    Personal,
    check_character,
    id_number,
    masked,
    phone,
    shredded,
)
from core.customers.contracts.rules import Limits as Promised
from core.customers.contracts.rules import (
    NotAPromise,
    Priority,
    anniversary,
    checked,
    due_warning,
    next_year,
    together,
    yearly,
)
from core.customers.expectations.rules import Outcome, gap, outcome
from core.customers.points.rules import NoPoints, NotEnough
from core.customers.points.rules import checked as points
from core.customers.rules import looked_up
from core.customers.stages.rules import Life, Limits, Stage, judged
from core.customers.value.rules import NO_CONTRACT, NO_MARGIN, NO_RETENTION, worth, yearly_mean

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(("typed", "found"), [("Ｎorthern  Ferries", "northernferries"), ("北方轮渡（集团）", "北方轮渡集团"), ("_ % -", "")])
def test_a_name_is_looked_up_by_its_letters_and_digits_alone(typed, found):
    assert looked_up(typed) == found


@pytest.mark.parametrize(("typed", "known"), [
    ("13812345678", "+8613812345678"), ("+86 138-1234-5678", "+8613812345678"), ("0086 13812345678", "+8613812345678"), ("(0755) 2612 3456", "+8675526123456"),
    ("010-62770334转801", "+861062770334,801"), ("400-810-8888", "+864008108888"), ("+852 2345 6789", "+85223456789"), ("0049 30 901820", "+4930901820"), ("", ""),
])  # fmt: skip
def test_a_number_has_one_form_however_it_is_written(typed, known):
    assert phone(typed) == known
    assert phone(known) == known


@pytest.mark.parametrize("typed", ["12812345678", "1381234567", "138123456789", "hello", "+12", "12345", "=1+1", "010-62770334转80x"])
def test_what_cannot_be_called_is_refused(typed):
    with pytest.raises(NotAPhone):
        phone(typed)


@pytest.mark.parametrize("typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ"])
def test_an_identity_number_is_checked_by_its_last_character(typed):
    assert id_number(typed, Document.MAINLAND) == "11010519491231002X"


@pytest.mark.parametrize("typed", ["110105194912310021", "11010519490231002" + check_character("11010519490231002"), "1101051949123100", "not a number"])
def test_a_faulty_identity_number_is_refused(typed):
    with pytest.raises(NotAnIdNumber):
        id_number(typed, Document.MAINLAND)


def test_documents_of_abroad_are_letters_and_digits():
    assert id_number("e 1234567", Document.OTHER) == "E1234567"
    with pytest.raises(NotADocument):
        id_number("护照一二三", Document.OTHER)


@given(st.from_regex(r"[1-9][0-9]{5}(19|20)[0-9]{9}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
@settings(max_examples=60)
def test_one_wrong_digit_never_passes(first, place, more):
    wrong = first[:place] + str((int(first[place]) + more) % 10) + first[place + 1 :]
    assert check_character(wrong) != check_character(first)


@given(st.text("张王李abc1", min_size=1, max_size=9), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
@settings(max_examples=40)
def test_a_mask_tells_the_first_letter_and_seven_digits_at_most(name, number):
    shown = masked(Personal(name, phone(number), "someone@example.cn", "浙江省杭州市西湖区文三路90号"))
    assert (shown.name, shown.phone) == (name[0] + "**", f"{number[:3]}****{number[-4:]}")
    assert (shown.email, "文三路" in shown.address) == ("s***@example.cn", False)


def test_texts_lose_what_tells_of_the_person():
    wang = Personal("王小明", "+8613812345678", "wang@example.cn")
    assert shredded("王小明 (13812345678, wang@example.cn) agrees", wang, "▇") == "▇ (▇, ▇) agrees"


def life(*spans, **more):
    return Life(tuple((DAY + timedelta(days=a), DAY + timedelta(days=b), D(worth)) for a, b, worth in spans), **{name: DAY + timedelta(days=value) if isinstance(value, int) else value for name, value in more.items()})


@pytest.mark.parametrize(("found", "stage"), [
    (life(), Stage.POTENTIAL), (life((10, 300, 5)), Stage.POTENTIAL), (life((-30, 300, 5)), Stage.FRESH), (life((-700, 300, 5), last_contact_on=-3), Stage.MATURE),
    (life((-700, 300, 5), (-90, 300, 5)), Stage.GROWING), (life((-300, 30, 5), last_contact_on=-3), Stage.DECLINING), (life((-300, 30, 5), (31, 400, 5), last_contact_on=-3), Stage.GROWING),
    (life((-300, -3, 5), last_contact_on=-3), Stage.DECLINING), (life((-700, 300, 5), last_contact_on=-130), Stage.DORMANT), (life((-900, -400, 5)), Stage.LOST),
    (life((-900, -400, 5), last_contact_on=-200), Stage.DORMANT), (life((-30, 300, 5), lost_on=-1), Stage.LOST), (life((-700, 300, 5), last_contact_on=-3, demand=(2, 9)), Stage.DECLINING),
    (life((-700, 300, 5), last_contact_on=-3, demand=(0, 4)), Stage.MATURE),
])  # fmt: skip
def test_the_stage_of_a_life(found, stage):
    assert judged(found, DAY, Limits()).stage is stage


SPANS = st.lists(st.tuples(st.integers(-1200, 200), st.integers(0, 800), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1], s[2])), max_size=4)


@given(SPANS, st.none() | st.integers(-900, 0), st.integers(0, 900))
@settings(max_examples=150)
def test_a_stage_stays_what_it_is_until_the_day_that_was_told(spans, heard, days):
    """So that a routine may look at a customer on that day and not before."""
    found, at = life(*spans, last_contact_on=heard), DAY
    for _ in range(60):
        now = judged(found, at, Limits())
        if now.until is None or (now.until - DAY).days > days:
            break
        last = now.until - timedelta(days=1)
        assert (judged(found, last, Limits()).stage, last >= at) == (now.stage, True)
        at = now.until
    assert judged(found, DAY + timedelta(days=days), Limits()).stage is judged(found, at, Limits()).stage


def test_what_several_contracts_promise_is_the_strictest():
    made = together([Promised(Priority.HIGH, 30, None, 480), Promised(Priority.HIGH, None, 60, 240, True)], Priority.HIGH)
    assert made == Promised(Priority.HIGH, 30, 60, 240, True)
    assert together([], Priority.HIGH) is None
    for wrong in (Promised(Priority.LOW), Promised(Priority.LOW, 0), Promised(Priority.LOW, 60, 30), Promised(Priority.LOW, None, None, 525_601)):
        with pytest.raises(NotAPromise):
            checked(wrong)


def test_a_warning_comes_at_two_steps_once():
    assert [due_warning(DAY + timedelta(days=left), DAY, 60, told) for left, told in ((61, None), (60, None), (40, 60), (15, 60), (3, 15), (-1, None))] == [None, 60, None, 15, None, None]


def test_days_of_leap_years_and_values_by_year():
    assert (next_year(date(2028, 2, 29)), anniversary(date(2024, 2, 29), DAY)) == (date(2029, 2, 28), date(2027, 2, 28))
    assert anniversary(DAY, DAY) == date(2027, 6, 1)
    assert (yearly(D(730), DAY, DAY + timedelta(days=729)), yearly(D(100), DAY, DAY + timedelta(days=9))) == (D("365.00"), D("100.00"))
    assert yearly_mean([(DAY - timedelta(days=730), DAY - timedelta(days=1), D(2000))], DAY) == D("1000.00")


def test_points_never_fall_below_nought():
    assert points(-40, 40) == -40
    with pytest.raises(NotEnough):
        points(-41, 40)
    with pytest.raises(NoPoints):
        points(0, 40)


def test_a_gap_is_counted_towards_what_is_better():
    assert (gap(D(4), D(6), False), gap(D(85), D(90), True)) == (D(-2), D(5))
    assert [outcome(D(4), D(actual), False, None) for actual in (6, 4, 3)] == [Outcome.MISSED, Outcome.MET, Outcome.BETTER]


def test_a_lifetime_value_by_hand_and_why_there_is_none():
    assert worth(D(100_000), D(30), D(80), 12, D(10)).amount == D("80000.00")  # 100,000 × 30 % × 0.8 ÷ (1 + 0.1 − 0.8)
    assert [worth(*given).why for given in ((None, D(30), D(80), 12, D(10)), (D(1), D(0), D(80), 12, D(10)), (D(1), D(30), None, 2, D(10)))] == [NO_CONTRACT, NO_MARGIN, NO_RETENTION]
