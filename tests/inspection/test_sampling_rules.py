"""Drawing a sample: examples by hand and from the textbooks, then its laws."""

import hashlib
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inspection.sampling import rules
from core.inspection.sampling.rules import By, Method, Plan, Unit, allotted, changed, draw, enough, frame_hash

CODES = st.lists(st.from_regex(r"P[A-Z0-9]{1,4}", fullmatch=True), min_size=1, max_size=40, unique=True)
FRAMES = CODES.flatmap(
    lambda codes: st.lists(st.sampled_from("abcd"), min_size=len(codes), max_size=len(codes)).map(
        lambda strata: [Unit(code, stratum) for code, stratum in zip(codes, strata, strict=True)]
    )
)
SEEDS = st.text("0123456789abcdef", min_size=1, max_size=16)


def units(**sizes):
    return [Unit(f"{name}{number}", name) for name, size in sizes.items() for number in range(size)]


class TestExamples:
    def test_the_order_can_be_checked_with_any_tool(self):
        """printf %s 7:P1 | sha256sum"""
        assert rules.rank("7", "P1") == hashlib.sha256(b"7:P1").hexdigest()
        by_hand = sorted(("P1", "P2", "P3"), key=lambda code: hashlib.sha256(f"7:{code}".encode()).hexdigest())
        assert draw([Unit("P1"), Unit("P2"), Unit("P3")], Plan(size=2), seed="7").chosen == tuple(by_hand[:2])

    def test_the_frame_hash_is_that_of_its_sorted_lines(self):
        assert frame_hash([Unit("B", "x"), Unit("A", "y")]) == hashlib.sha256(b"A\ty\nB\tx\n").hexdigest()

    def test_groups_get_their_share_by_largest_remainder(self):
        # 10 of 47, 16 and 37: quotas 4.7, 1.6, 3.7 -> 4, 1, 3 and the two places left go to .7 twice, the larger first.
        assert allotted({"a": 47, "b": 16, "c": 37}, {"a": 1, "b": 1, "c": 1}, 10) == {"a": 5, "b": 1, "c": 4}

    def test_a_small_group_gets_one_and_the_others_give_it(self):
        # 4 of 90, 8 and 2: the two small ones take one each, 2 are left for the large one.
        assert allotted({"a": 90, "b": 8, "c": 2}, {"a": 1, "b": 1, "c": 1}, 4) == {"a": 2, "b": 1, "c": 1}

    def test_more_groups_than_places_make_the_sample_larger(self):
        assert len(draw(units(a=5, b=5, c=5), Plan(Method.STRATIFIED, size=2, by=By.STAGE), seed="1").chosen) == 3

    def test_what_must_be_checked_is_taken_and_counts(self):
        sample = draw(units(a=20), Plan(size=5), seed="1", must={"a3", "a4", "not there"})
        assert {"a3", "a4"} <= set(sample.chosen)
        assert len(sample.chosen) == 5
        assert sample.strata == (rules.Stratum("", 20, 2, 5),)
        assert sample.strata[0].chance == Fraction(3, 18)

    def test_more_that_must_be_checked_than_places_are_all_taken(self):
        assert len(draw(units(a=9), Plan(size=2), seed="1", must={"a1", "a2", "a3"}).chosen) == 3

    def test_what_is_left_out_is_not_drawn_even_if_a_rule_calls_for_it(self):
        sample = draw(units(a=3), Plan(Method.ALL, excluded={"a1": "Moving house"}), seed="1", must={"a1"})
        assert sorted(sample.chosen) == ["a0", "a2"]

    @pytest.mark.parametrize(
        ("plan", "refusal"),
        [
            (Plan(size=4), rules.SizeOutOfRange),
            (Plan(), rules.SizeOutOfRange),
            (Plan(percent=101), rules.SizeOutOfRange),
            (Plan(Method.ALL, excluded=dict.fromkeys(("a0", "a1", "a2"), "Closed")), rules.NothingToDraw),
            (Plan(size=1, named=("a1",), excluded={"a1": "Closed"}), rules.NamedAndLeftOut),
        ],
    )
    def test_what_cannot_be_drawn_is_refused(self, plan, refusal):
        with pytest.raises(refusal):
            draw(units(a=3), plan, seed="1")

    def test_a_share_is_rounded_up(self):
        assert len(draw(units(a=21), Plan(percent=10), seed="1").chosen) == 3

    def test_a_share_of_the_sample_is_scored_twice(self):
        sample = draw(units(a=21), Plan(size=11, double=20), seed="1")
        assert len(sample.doubled) == 3
        assert set(sample.doubled) <= set(sample.chosen)

    def test_what_became_of_a_frame(self):
        change = changed([Unit("A", "x"), Unit("B", "x"), Unit("C")], [Unit("A", "y"), Unit("C"), Unit("D")])
        assert (change.came, change.went, change.moved) == (("D",), ("B",), ("A",))
        assert change.any
        assert not changed([Unit("A")], [Unit("A")]).any

    def test_a_plan_survives_being_kept(self):
        plan = Plan(Method.STRATIFIED, 3, 0, By.KIND, ("planning",), True, True, "good", ("A",), {"B": "Moving"}, 20)
        assert rules.plan_of(plan.kept) == plan

    def test_another_python_draws_the_same(self):
        """Whatever the interpreter's hash seed."""
        code = (
            "from core.inspection.sampling.rules import *;"
            "print(draw({Unit(f'P{i}', 'ab'[i % 2]) for i in range(30)}, Plan(Method.STRATIFIED, 7, by=By.KIND, double=30), seed='s', must={'P4', 'P9'}))"
        )
        said = {subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, text=True, check=True).stdout for seed in "12"}
        assert len(said) == 1


class TestSampleSize:
    def test_israel_1992(self):
        """G. D. Israel, Determining Sample Size (PEOD6): 2,000 farmers, ±5 %, 95 % confidence, p = 0.5 give 323."""
        assert enough(2000, margin=5) == 323

    @pytest.mark.parametrize(("population", "table"), [(10, 10), (50, 44), (100, 80), (200, 132), (500, 217), (1000, 278), (5000, 357), (10_000, 370), (75_000, 382)])
    def test_krejcie_and_morgan_1970(self, population, table):
        """Their table rounds to the nearest; we never go below it and at most one above."""
        assert enough(population, margin=5) - table in (0, 1)

    @given(st.integers(0, 5000), st.sampled_from([1, 3, 5, 10]), st.sampled_from([90, 95, 99]))
    def test_it_is_never_more_than_there_are_and_grows_with_them(self, population, margin, confidence):
        n = enough(population, margin=margin, confidence=confidence)
        assert 0 <= n <= population
        assert enough(population + 1, margin=margin, confidence=confidence) >= n
        assert enough(population, margin=margin, confidence=confidence, expected=Decimal("0.2")) <= n


class TestLaws:
    @given(FRAMES, SEEDS, st.sampled_from(Method), st.integers(1, 100), st.data())
    def test_the_order_of_the_frame_does_not_matter(self, frame, seed, method, percent, data):
        must = set(data.draw(st.lists(st.sampled_from([unit.code for unit in frame]))))
        plan = Plan(method, percent=percent, by=By.STAGE, double=30)
        shuffled = data.draw(st.permutations(frame))
        assert draw(frame, plan, seed=seed, must=must) == draw(shuffled, plan, seed=seed, must=must)
        assert frame_hash(frame) == frame_hash(shuffled)

    @given(FRAMES, SEEDS, st.sampled_from(Method), st.integers(1, 100), st.data())
    def test_it_holds_what_it_promises(self, frame, seed, method, percent, data):
        codes = [unit.code for unit in frame]
        must = set(data.draw(st.lists(st.sampled_from(codes))))
        plan = Plan(method, percent=percent, by=By.STAGE)
        sample = draw(frame, plan, seed=seed, must=must)
        assert len(set(sample.chosen)) == len(sample.chosen) == sum(group.taken for group in sample.strata)
        assert must <= set(sample.chosen) <= set(codes)
        assert len(sample.chosen) >= rules.wanted(plan, len(codes))
        stratum = {unit.code: unit.stratum for unit in frame}
        taken = Counter(stratum[code] for code in sample.chosen)
        if method is Method.STRATIFIED:
            assert {group.name: group.taken for group in sample.strata} == taken
            assert set(taken) == set(stratum.values())

    @given(CODES, SEEDS, st.data())
    def test_a_larger_sample_holds_the_smaller(self, codes, seed, data):
        size = data.draw(st.integers(1, len(codes)))
        frame = [Unit(code) for code in codes]
        assert set(draw(frame, Plan(size=size), seed=seed).chosen) <= set(draw(frame, Plan(Method.ALL), seed=seed).chosen)
        if size < len(codes):
            assert set(draw(frame, Plan(size=size), seed=seed).chosen) < set(draw(frame, Plan(size=size + 1), seed=seed).chosen)

    @given(CODES.filter(lambda codes: len(codes) > 1), SEEDS)
    def test_who_was_not_drawn_changes_nothing_by_leaving(self, codes, seed):
        frame = [Unit(code) for code in codes]
        sample = draw(frame, Plan(size=len(codes) - 1), seed=seed).chosen
        assert draw([unit for unit in frame if unit.code in sample], Plan(size=len(sample)), seed=seed).chosen == sample

    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=1), st.data())
    def test_shares_are_whole_fair_and_within_their_groups(self, sizes, data):
        least = {name: data.draw(st.integers(0, size)) for name, size in sizes.items()}
        n = data.draw(st.integers(1, sum(sizes.values())))
        shares = allotted(sizes, least, n)
        assert sum(shares.values()) == max(n, sum(least.values()))
        assert all(least[name] <= share <= sizes[name] for name, share in shares.items())
        if not any(least.values()):
            assert all(abs(share - Fraction(n * sizes[name], sum(sizes.values()))) < 1 for name, share in shares.items())

    def test_every_target_has_the_same_chance(self):
        """3,000 draws of 5 out of 20: a chi-square of 19 degrees of freedom stays below its 99.9 % point, 43.8."""
        frame = units(a=20)
        met = Counter(code for seed in range(3000) for code in draw(frame, Plan(size=5), seed=str(seed)).chosen)
        expected = 3000 * 5 / 20
        assert sum((met[unit.code] - expected) ** 2 / expected for unit in frame) / (1 - 5 / 20) < 43.8
