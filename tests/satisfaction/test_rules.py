"""Figures, templates and key words, by themselves."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import comb

import pytest
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as some

from core.metrics import figures
from core.satisfaction.health.rules import Band, Inputs, health
from core.satisfaction.rules import Dimension, Kind, average, is_low, net_promoters, promoting, satisfied
from core.satisfaction.tally.rules import EVERYTHING, Cell, rows
from core.satisfaction.templates import rules as templates
from core.satisfaction.templates.queries import shipped
from core.satisfaction.templates.rules import (
    FaultySurvey,
    Option,
    Question,
    Unanswered,
    cleaned,
    given,
    packed,
    unpacked,
    untranslated,
)
from core.satisfaction.themes import rules as themes
from core.satisfaction.themes.queries import shipped as shipped_words
from core.words import Language
from tests.cast import named

CODE, NAME, SERVICE = shipped()


def overall(code="overall", **more):
    return Question(code, Kind.CSAT, Dimension.OVERALL, named("How was it?"), **more)


def test_what_ships_can_be_asked_in_every_language():
    assert cleaned(SERVICE.introduction, SERVICE.questions) == SERVICE
    assert untranslated(SERVICE) == []
    assert {one.kind for one in SERVICE.questions} == set(Kind)
    assert {one.dimension for one in SERVICE.questions} == set(Dimension)
    assert set(NAME) == {language.value for language in Language}
    assert unpacked(packed(SERVICE)) == SERVICE


def test_the_share_of_the_satisfied_counts_fours_and_fives():
    told = satisfied({5: 3, 4: 3, 3: 2, 1: 2}, 5)
    assert (told.value, told.n) == (60.0, 10)
    assert told.figure.low == pytest.approx(31.27, abs=0.01)  # Wilson for 6 of 10, worked out by hand
    assert told.figure.high == pytest.approx(83.18, abs=0.01)
    assert average({5: 3, 4: 3, 3: 2, 1: 2}, 5).value == 3.5


def test_too_few_and_none_are_no_figures_and_say_so():
    few, none = satisfied({5: 4}, 5), net_promoters({}, 5)
    assert (few.figure, few.n) == (None, 4)
    assert "Too few" in few.why
    assert (none.figure, none.n) == (None, 0)
    assert "Nobody" in none.why


def test_net_promoters_are_those_from_nine_on_less_those_up_to_six():
    assert [promoting(value) for value in range(11)] == [-1] * 7 + [0, 0] + [1, 1]
    assert net_promoters({10: 5, 9: 1, 8: 2, 6: 1, 0: 1}, 5).value == 40.0
    assert net_promoters({7: 10}, 5).value == 0.0


def test_an_interval_of_net_promoters_does_not_vanish_where_all_agree():
    told = net_promoters({10: 12}, 5)
    assert told.value == told.figure.high == 100.0
    assert 50 < told.figure.low < 95


@pytest.mark.parametrize(("up", "down"), [(0.6, 0.15), (0.9, 0.05), (0.2, 0.2)])
def test_the_interval_covers_the_truth_in_nineteen_of_twenty_samples(up, down):
    """All samples of 20 with their probabilities: no dice."""
    n, covered = 20, 0.0
    for a, b in product(range(n + 1), repeat=2):
        if a + b <= n:
            found = figures.net({1: a, -1: b, 0: n - a - b})
            if found.low <= 100 * (up - down) <= found.high:
                covered += comb(n, a) * comb(n - a, b) * up**a * down**b * (1 - up - down) ** (n - a - b)
    assert 0.93 <= covered <= 0.995


@supposing(some.dictionaries(some.integers(-1, 1), some.integers(0, 50)))
@settings(max_examples=40)
def test_an_interval_holds_its_value_and_mirrors(cells):
    found, mirrored = figures.net(cells), figures.net({-value: count for value, count in cells.items()})
    if found is None:
        assert not sum(cells.values())
        return
    assert -100 <= found.low <= float(found.value) <= found.high <= 100
    assert mirrored.value == -found.value
    assert mirrored.low == pytest.approx(-found.high)


def test_low_is_low_by_either_score_and_not_by_none():
    limits = {"low_csat": 2, "low_nps": 6}
    assert is_low(2, None, **limits)
    assert is_low(5, 6, **limits)
    assert not is_low(3, 7, **limits)
    assert not is_low(None, None, **limits)
    assert not is_low(1, 0, low_csat=0, low_nps=-1)


def test_a_faulty_template_tells_all_of_it_at_once():
    wrong = [overall("Overall"), overall("overall"), Question("choose", Kind.CHOICE, Dimension.QUALITY, {}, options=(Option(named("Yes")),))]
    with pytest.raises(FaultySurvey) as caught:
        cleaned({}, wrong)
    told = [(fault.row, fault.told(Language.ENGLISH)) for fault in caught.value.faults]
    assert [row for row, _ in told] == [1, 3, 3, 0]
    with pytest.raises(FaultySurvey, match="1 faults"):
        cleaned({}, [Question("why", Kind.TEXT, Dimension.OVERALL, named("Why?"))])
    with pytest.raises(FaultySurvey):
        cleaned({}, [overall(f"q{number}") for number in range(templates.MOST_QUESTIONS + 1)])


def test_answers_are_taken_as_offered_and_nothing_else():
    typed = {"overall": "4", "efficiency": "", "recommend": "10", "expectation": "2", "comment": "  fine \x00\r\nthanks ", "nothing": "7"}
    said = given(SERVICE, typed)
    assert dict(said.scores) == {"overall": 4, "recommend": 10, "expectation": 2}
    assert dict(said.texts) == {"comment": "fine \nthanks"}
    assert (said.csat, said.nps) == (4, 10)


@pytest.mark.parametrize("value", ["0", "6", "4.0", "four", "-1", "1e0", "४", "9" * 5000])
def test_a_score_that_was_not_offered_is_refused(value):
    with pytest.raises(Unanswered) as caught:
        given(SERVICE, {"overall": value})
    assert caught.value.faults[0].row == 1


def test_what_is_missing_and_what_is_too_long_is_told_together():
    with pytest.raises(Unanswered) as caught:
        given(SERVICE, {"comment": "x" * 100_000, "expectation": "3"})
    assert [fault.row for fault in caught.value.faults] == [1, 6, 7]
    assert caught.value.faults[2].facts == {"limit": 4000, "length": 100_000}
    with pytest.raises(Unanswered):
        given(templates.Draft({}, (overall(),)), {})


def test_words_are_found_as_words_and_chinese_anywhere():
    words = shipped_words()
    offered = set(words)
    assert themes.found("Far too SLOW, and the fee was wrong", words, offered) == ["speed", "price"]
    assert themes.found("The coffee was late", {"price": {"en": ["fee*"]}, "speed": {"en": ["late"]}}, offered) == ["speed"]
    assert themes.found("I was translated", {"speed": {"en": ["late"]}}, offered) == []
    assert themes.found("我要投诉，处理太慢", words, offered) == ["complaint", "speed"]
    assert themes.found("服務人員態度很好", words, offered) == ["attitude", "praise"]
    assert themes.found("我要投诉", words, offered - {"complaint"}) == []
    assert themes.found("slow (.*", {"speed": {"en": ["(.*", "*"]}}, offered) == ["speed"]


def test_key_words_are_kept_clean_and_bounded():
    kept = themes.cleaned({"en": [" slow ", "slow", "", "*"], "zh_Hans": ["慢"]})
    assert kept == {"en": ["slow"], "zh_Hans": ["慢"], "zh_Hant": []}
    with pytest.raises(themes.TooManyWords):
        themes.cleaned({"en": [f"w{number}" for number in range(themes.MOST_WORDS + 1)]})


def test_kept_sums_hold_each_project_and_all_of_them_and_take_back_what_they_took():
    from datetime import date

    one = Cell(7, date(2026, 5, 1), "csat", "overall", "service/overall", "email", "link", 4)
    added = rows([one, one])
    assert [(row["project_id"], row["count"]) for row in added] == [(EVERYTHING, 2), (7, 2)]
    assert rows([one], [one]) == []


def test_health_is_the_weighted_mean_of_what_is_known():
    day = date(2026, 1, 5)
    whole = health(Inputs(4, 16, 10, 2, 1, day + timedelta(days=45)), day)
    assert [one.points for one in whole.parts] == [75, 80, 50, 50]
    assert (whole.score, whole.band) == (69, Band.FAIR)  # (75*40 + 80*30 + 50*15 + 50*15) / 100
    assert health(Inputs(answers=1, scores=5), day).score == 100
    assert health(Inputs(complaints=3, until=day), day).score is None  # nothing is known of how it is served
    assert health(Inputs(judged=1, late=1, complaints=9), day).score == 0


@supposing(some.integers(0, 50), some.integers(0, 200), some.integers(0, 9), some.integers(0, 400))
def test_health_never_rises_with_more_late_clocks_or_complaints(answers, judged, complaints, left):
    day = date(2026, 1, 5)
    known = Inputs(answers, answers * 3, judged, judged // 2, complaints, day + timedelta(days=left))
    one, worse = health(known, day), health(replace(known, late=known.late + (known.late < judged), complaints=complaints + 1), day)
    assert (one.score is None) == (worse.score is None) == (not answers and not judged)
    if one.score is not None:
        assert 0 <= worse.score <= one.score <= 100
