"""A measured value becomes points along straight lines: examples by hand, laws for every rule, faults with clear words, every file format."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import scored_json
from core.exchange.checklist import queries as files
from core.exchange.checklist.rules import from_toml, points_of, points_text, to_toml
from core.followup.measures.rules import IN_TIME
from core.inspection.rules import Method, RawOutOfRange, RawTooFine, Scale, check_raw, fraction, piecewise
from core.inspection.templates.rules import Choice, Draft, FaultyChecklist, ItemDraft, SectionDraft, faults
from core.words import Language

RISING = ((D(70), D(0)), (D(90), D(80)), (D(98), D(100)))
FALLING = ((D(2), D(100)), (D(10), D(0)))


@pytest.mark.parametrize(
    ("points", "value", "percent"),
    [
        (RISING, "60", 0), (RISING, "70", 0), (RISING, "80", 40), (RISING, "90", 80), (RISING, "94", 90), (RISING, "98", 100), (RISING, "100", 100),
        (RISING, "92.6829", Fraction(80) + Fraction(26829, 10000) * Fraction(20, 8)), (FALLING, "1", 100), (FALLING, "6", 50), (FALLING, "11", 0),
    ],
)  # fmt: skip
def test_points_by_hand(points, value, percent):
    assert piecewise(points, Fraction(D(value))) == percent
    assert fraction(Scale(Method.MEASURED, points=points), D(value)) == Fraction(percent) / 100


def rules():
    values = st.lists(st.decimals(-1000, 1000, places=2), min_size=2, max_size=6, unique=True).map(sorted)
    worth = st.lists(st.decimals(0, 100, places=2), min_size=6, max_size=6).map(sorted)
    return st.tuples(values, worth, st.booleans()).map(lambda drawn: tuple(zip(drawn[0], sorted(drawn[1][: len(drawn[0])], reverse=drawn[2]), strict=True)))


VALUES = st.decimals(-2000, 2000, places=4)


@given(rules(), VALUES, VALUES)
def test_a_better_value_never_earns_less_and_nothing_leaves_its_bounds(points, one, two):
    low, high = sorted((one, two))
    worth = [piecewise(points, Fraction(value)) for value in (low, high)]
    rising = points[0][1] <= points[-1][1]
    assert worth[0] <= worth[1] if rising else worth[0] >= worth[1]
    ends = sorted((Fraction(points[0][1]), Fraction(points[-1][1])))
    assert all(ends[0] <= one <= ends[1] for one in worth)


@given(rules())
def test_every_point_earns_what_it_says_and_beyond_the_ends_nothing_changes(points):
    for value, percent in points:
        assert piecewise(points, Fraction(value)) == Fraction(percent)
    assert piecewise(points, Fraction(points[0][0]) - 1000) == Fraction(points[0][1])
    assert piecewise(points, Fraction(points[-1][0]) + 1000) == Fraction(points[-1][1])


@given(rules(), VALUES)
def test_a_little_more_earns_a_little_more(points, value):
    """Continuous: no step anywhere is steeper than the steepest line."""
    steepest = max(abs(Fraction(b[1]) - Fraction(a[1])) / (Fraction(b[0]) - Fraction(a[0])) for a, b in pairwise(points))
    little = Fraction(1, 10**6)
    assert abs(piecewise(points, Fraction(value) + little) - piecewise(points, Fraction(value))) <= steepest * little


@given(rules())
def test_points_survive_being_written_and_read(points):
    assert points_of(points_text(points)) == points


def test_a_value_that_does_not_fit_is_refused():
    scale = Scale(Method.MEASURED, points=RISING)
    with pytest.raises(RawTooFine):
        check_raw(scale, D("92.68292"))
    for value in (D("NaN"), D(10**9 + 1)):
        with pytest.raises(RawOutOfRange):
            check_raw(scale, value)


def draft(**changes):
    item = ItemDraft("pace", D(60), {"en": "In time"}, method=Method.MEASURED, metric=IN_TIME.code, points=RISING)
    item = ItemDraft(**(vars(item) | changes))
    other = ItemDraft("seen", D(40), {"en": "Seen"}, method=Method.YES_NO)
    section = SectionDraft("speed", D(100), {"en": "Speed"}, (item, other), compared=(IN_TIME.code,))
    return Draft("d", {"en": "D"}, {}, (section,), bands=(Choice("all", {"en": "All"}, D(0)),), na_reasons=(Choice("no", {"en": "No"}),))


def test_a_whole_one_has_no_fault():
    assert faults(draft()) == []
    assert faults(draft(points=FALLING)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"metric": "no.such"}, "There is no measure “no.such”"), ({"metric": ""}, "There is no measure"), ({"points": RISING[:1]}, "at least two points"),
        ({"points": (RISING[1], RISING[0])}, "ascending order"), ({"points": (RISING[0], (D(70), D(5)))}, "ascending order"),
        ({"points": ((D(1), D(0)), (D(2), D(90)), (D(3), D(50)))}, "only rise or only fall"), ({"points": ((D(1), D(50)), (D(2), D(50)))}, "only rise or only fall"),
        ({"points": ((D(1), D(0)), (D(2), D(101)))}, "between 0 and 100"), ({"points": ((D("1.00001"), D(0)), (D(2), D(10)))}, "more than 4 decimal places"),
    ],
)  # fmt: skip
def test_every_fault_says_what_is_wrong(changes, said):
    found = [fault.told(Language.ENGLISH) for fault in faults(draft(**changes))]
    assert len(found) == 1, found
    assert said in found[0]
    assert all(fault.told(language) for fault in faults(draft(**changes)) for language in Language)


def test_it_survives_toml_and_excel_in_every_language():
    assert from_toml(to_toml(draft()).encode()) == draft()
    for language in Language:
        assert files.read_excel(files.write_excel(draft(), language), "d.xlsx") == draft()


def test_what_is_no_list_of_points_is_a_fault_and_not_nothing():
    for bad in ("70", "70=x", "a, b", "70=0=1"):
        assert points_of(bad) is None
    assert points_of("70：0%，95＝100%") == ((D(70), D(0)), (D(95), D(100)))
    with pytest.raises(FaultyChecklist) as caught:
        from_toml(to_toml(draft()).replace("70=0, 90=80, 98=100", "seventy").encode())
    assert any("70=0, 95=100" in fault.told(Language.ENGLISH) for fault in caught.value.faults)


def test_a_sheet_in_json_is_scored_with_its_points():
    sheet = b"""{"template": {"bands": [{"code": "all", "from": 0}], "sections": [{"code": "s", "weight": 100, "items": [
        {"code": "a", "weight": 60, "method": "measured", "points": "70=0, 90=80, 98=100"},
        {"code": "b", "weight": 40, "method": "measured", "metric": "followup.days_to_close", "points": [[2, 100], [10, 0]]}]}]},
        "answers": {"a": 94, "b": 6}}"""
    found = scored_json.scored(sheet)
    assert (found["total"], found["exact"]) == (74.0, "74")  # 0.6 * 90 + 0.4 * 50
