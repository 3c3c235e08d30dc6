"""The final value of several sheets: examples by hand, then what holds for any."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.inspection.finals.rules import COMPUTED, NotATotal, Scored, Way, agreed, final
from core.inspection.rules import Band, band

D, F = Decimal, Fraction
BANDS = (Band("excellent", D(95)), Band("good", D(90)), Band("fair", D(80)), Band("poor", D(0)))


def sheet(total, share="1", **sections):
    score = None if total is None else D(str(total))
    parts = {int(name[1:]): (D(str(one)), D(1)) for name, one in sections.items()}
    return Scored(score, D(str(share)), None if score is None else band(BANDS, F(score)), parts)


class TestExamples:
    def test_the_median_of_three_is_the_middle_one(self):
        one = final([sheet(95.5), sheet(80), sheet(84)], Way.MEDIAN, BANDS)
        assert (one.total, one.band, one.sheets, one.rated, one.low, one.high) == (84, "fair", 3, 3, 80, F("95.5"))

    def test_the_median_of_two_is_halfway_and_exact(self):
        # (84.333333 + 86.5) / 2
        assert final([sheet("84.333333"), sheet(86.5)], Way.MEDIAN, BANDS).total == F("85.4166665")

    def test_the_mean_of_three(self):
        assert final([sheet(80), sheet(81), sheet(81)], Way.MEAN, BANDS).total == F(242, 3)

    def test_the_band_is_decided_before_anything_is_rounded(self):
        # 89.9999995 would be kept as 90.000000
        one = final([sheet("89.999999"), sheet(90)], Way.MEDIAN, BANDS)
        assert (one.total, one.band) == (F("89.9999995"), "fair")

    def test_a_total_that_is_a_sheets_own_has_that_sheets_band(self):
        # Exactly it was 89.9999996 and fair; kept it reads 90.000000.
        just_below = Scored(D(90), D(1), "fair")
        assert final([sheet(70), just_below, sheet(99)], Way.MEDIAN, BANDS).band == "fair"

    def test_what_could_not_be_rated_does_not_take_part(self):
        one = final([sheet(None, "0.4"), sheet(80, "0.9"), sheet(90, "0.7")], Way.MEDIAN, BANDS)
        assert (one.total, one.share, one.sheets, one.rated) == (85, F("0.8"), 3, 2)

    def test_nothing_rated_is_not_rated(self):
        one = final([sheet(None, "0.4"), sheet(None, "0.2")], Way.MEAN, BANDS)
        assert (one.total, one.band, one.share, one.low, one.high, one.sections) == (None, None, F("0.3"), None, None, {})

    def test_checkpoints_are_combined_each_on_its_own_and_need_not_add_up(self):
        # Equal weights: 10/90 -> 50, 90/10 -> 50, 40/40 -> 40. Medians: 40, 40 and a total of 50.
        one = final([sheet(50, s1=10, s2=90), sheet(50, s1=90, s2=10), sheet(40, s1=40, s2=40)], Way.MEDIAN, BANDS)
        assert one.total == 50
        assert one.sections == {1: (40, 1), 2: (40, 1)}

    def test_a_checkpoint_is_combined_over_those_who_scored_it(self):
        one = final([sheet(80, s1=80), sheet(90, s1=90, s2=70)], Way.MEDIAN, BANDS)
        assert one.sections == {1: (85, 1), 2: (70, 1)}

    def test_a_vetoed_sheet_takes_part_with_what_the_veto_left(self):
        # Two saw no veto: the median follows them. Two vetoed: it follows those.
        assert final([sheet(0), sheet(88), sheet(92)], Way.MEDIAN, BANDS).total == 88
        assert final([sheet(0), sheet(0), sheet(92)], Way.MEDIAN, BANDS).total == 0

    def test_a_consensus_is_the_total_and_nothing_else(self):
        one = final([sheet(70, s1=70), sheet(95, s1=95)], Way.MEDIAN, BANDS, D("90.5"))
        assert (one.way, one.total, one.band, one.sections) == (Way.CONSENSUS, F("90.5"), "good", {1: (F("82.5"), 1)})
        assert (one.low, one.high) == (70, 95)

    @pytest.mark.parametrize("typed", ["0", "100", "86.5", "86.1234"])
    def test_a_consensus_is_a_total(self, typed):
        assert agreed(D(typed)) == D(typed)

    @pytest.mark.parametrize("typed", ["-0.1", "100.1", "86.12345", "NaN", "Infinity"])
    def test_a_consensus_is_no_other_number(self, typed):
        with pytest.raises(NotATotal):
            agreed(D(typed))


totals = st.decimals("0", "100", places=6)
shares = st.decimals("0.6", "1", places=6)
ways = st.sampled_from(COMPUTED)


@st.composite
def sheets(draw, rated=True):
    total = draw(totals if rated else st.one_of(totals, st.none()))
    parts = draw(st.dictionaries(st.integers(1, 3), st.tuples(totals, shares), max_size=3))
    return Scored(total, draw(shares), None if total is None else band(BANDS, F(total)), parts)


class TestLaws:
    @given(st.lists(sheets(), min_size=1, max_size=7), ways)
    def test_it_lies_between_the_lowest_and_the_highest(self, many, way):
        one = final(many, way, BANDS)
        assert min(F(s.total) for s in many) == one.low <= one.total <= one.high == max(F(s.total) for s in many)
        assert min(s.share for s in many) <= one.share <= max(s.share for s in many)
        for section, (score, _) in one.sections.items():
            mine = [F(s.sections[section][0]) for s in many if section in s.sections]
            assert min(mine) <= score <= max(mine)

    @given(st.lists(sheets(rated=False), min_size=1, max_size=7), ways, st.randoms())
    def test_the_order_does_not_matter(self, many, way, random):
        one = final(many, way, BANDS)
        random.shuffle(many)
        assert final(many, way, BANDS) == one

    @given(sheets(rated=False), ways, st.integers(1, 4))
    def test_sheets_that_agree_are_the_final(self, one, way, n):
        found = final([one] * n, way, BANDS)
        assert (found.total, found.share, found.band) == (one.total, one.share, one.band)
        assert found.sections == ({} if one.total is None else one.sections)

    @given(st.lists(sheets(), min_size=1, max_size=7), ways, st.data())
    def test_a_better_sheet_never_lowers_it(self, many, way, data):
        place = data.draw(st.integers(0, len(many) - 1))
        old = many[place]
        better = data.draw(totals)
        assume(better >= old.total)
        raised = [*many[:place], Scored(better, old.share, band(BANDS, F(better)), old.sections), *many[place + 1 :]]
        assert final(raised, way, BANDS).total >= final(many, way, BANDS).total

    @given(st.lists(sheets(), min_size=1, max_size=5), st.lists(sheets(rated=False), max_size=3), ways)
    def test_what_has_no_number_changes_no_number(self, many, others, way):
        unrated = [Scored(None, one.share, None, one.sections) for one in others]
        one, found = final(many, way, BANDS), final([*many, *unrated], way, BANDS)
        assert (one.total, one.share, one.band, one.sections) == (found.total, found.share, found.band, found.sections)

    @given(st.lists(sheets(), min_size=1, max_size=7), ways)
    def test_its_band_is_that_of_its_exact_total(self, many, way):
        one = final(many, way, BANDS)
        assert one.band == band(BANDS, one.total)
