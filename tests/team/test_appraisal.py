"""Appraisals: points from facts by bands, judgements with reasons, nothing told as nought; the person answers before it closes; nobody else sees it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.audit.actions import NOBODY
from core.errors import Empty, NotFound, NotPermitted, Refusal, Stale, WrongState
from core.metrics.rules import MEASURES, Measured
from core.team.appraisal import actions, kept, queries, rules
from core.team.appraisal.rules import Event, Item, KeyResult, Kind, Outcome, Part, Said, Scored, State
from tests.cast import trail

DAY = date(2026, 7, 3)
ITEMS = kept.shipped()
JUDGED = [one.code for one in ITEMS if one.kind is Kind.JUDGEMENT]
GOOD = {code: Said(80) for code in JUDGED}


def judgement(code: str, weight: int, part: Part = Part.PROCESS) -> Item:
    return Item(code, {"en": code}, part, Kind.JUDGEMENT, weight)


class TestRules:
    def test_the_shipped_template_keeps_its_own_rules_in_every_language(self):
        rules.check_items(ITEMS)
        assert {one.group for one in ITEMS} == set(rules.GROUPS) - {"cooperation"}
        assert all(set(one.title) == {"en", "zh_Hans", "zh_Hant"} for one in ITEMS)
        assert [kept.item_of(kept.kept_item(one)) for one in ITEMS] == list(ITEMS)

    def test_weights_come_to_a_hundred_and_both_parts_count(self):
        for items, refusal in (
            ([judgement("a", 60), judgement("b", 30, Part.RESULT)], rules.WeightsNotHundred), ([judgement("a", 100)], rules.OnePartOnly),
            ([replace(judgement("a", 50), kind=Kind.FACT), judgement("b", 50, Part.RESULT)], rules.NotAnItem), ([], rules.NotAnItem),
        ):  # fmt: skip
            with pytest.raises(refusal):
                rules.check_items(items)

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from([one for one in ITEMS if one.kind is Kind.FACT]), st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
    def test_a_better_figure_is_never_worth_less(self, item, one, two):
        better, worse = (max(one, two), min(one, two)) if MEASURES[item.measure].higher_is_better else (min(one, two), max(one, two))
        assert rules.points_of(item, Measured(item.measure, better, 9)) >= rules.points_of(item, Measured(item.measure, worse, 9))
        assert rules.points_of(item, Measured(item.measure, None, 2)) is None

    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 30), st.one_of(st.none(), st.integers(0, 100))), min_size=1, max_size=8))
    def test_what_is_missing_is_named_and_never_nought(self, many):
        items = [judgement(str(number), weight, list(Part)[number % 2]) for number, (weight, _) in enumerate(many)]
        found = rules.total(items, [Scored(str(number), points) for number, (_, points) in enumerate(many)])
        told = [points for _, points in many if points is not None]
        assert found.missing == tuple(str(number) for number, (_, points) in enumerate(many) if points is None)
        assert (found.value is None) == (not told)
        if told:
            assert min(told) <= found.value <= max(told), "the mean of what is told, untouched by what is not"

    def test_key_results_tell_how_much_of_the_way_is_done(self):
        assert KeyResult("o", "r", D(85), D(92), D("88.5")).share == 0.5
        assert (KeyResult("o", "r", D(10), D(5), D(12)).share, KeyResult("o", "r", D(10), D(5), D(3)).share) == (0, 1)
        with pytest.raises(rules.NotAResult):
            rules.check_results([KeyResult("o", "r", D(1), D(1), D(1))])

    def test_a_judgement_far_from_the_own_view_or_the_figure_needs_a_reason(self):
        item = next(one for one in ITEMS if one.code == "time")
        assert rules.far(item, 80, Said(60), None, 15)
        assert not rules.far(item, 80, Said(65), Measured(item.measure, None, 1), 15)
        assert rules.far(item, 80, None, Measured(item.measure, D(50), 9), 15)
        with pytest.raises(rules.NeedsWhyOpen):
            rules.check_reasons([item], {}, {}, {}, 15, lambda one: one.code)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(Event), st.integers(0, 6)), max_size=14), st.integers(3, 10))
    def test_nothing_closes_before_the_person_could_answer(self, steps, days):
        """Whatever is tried in whatever order: a closed sheet was answered by the person, or she had all the days to do it."""
        state, today, published, answered, answer_by = State.OPEN, DAY, None, False, None
        for event, pause in steps:
            today += timedelta(days=pause)
            try:
                state = rules.after(state, event, today=today, answer_by=answer_by)
            except Refusal:
                continue
            if event is Event.SIGN:
                published, answer_by = today, rules.answered_by(today, days)
            answered = answered or event in (Event.CONFIRM, Event.CONTEST)
        if state is State.CLOSED:
            assert published is not None
            assert answered or (today - published).days > days

    def test_who_decides_is_neither_of_the_two(self):
        rules.check_decider(3, person_id=1, appraiser_id=2)
        for who, refusal in ((1, rules.Oneself), (2, rules.NotTheDecider)):
            with pytest.raises(refusal):
                rules.check_decider(who, person_id=1, appraiser_id=2)


@pytest.fixture
def now():
    with clock.at(datetime(2026, 7, 3, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def sheet(house, do, ask, now):
    """Ming's sheet of the first half year, which Mo writes; Hu leads."""
    do(actions.adopt, "lin")
    do(actions.open_cycle, "hu", name="First half", first=date(2026, 1, 1), last=date(2026, 6, 30), pairs={house.people["ming"]: house.people["mo"]})
    (head,) = ask(queries.mine, "ming")
    return head


@pytest.mark.usefixtures("database")
class TestDeeds:
    def test_a_sheet_goes_from_the_own_view_to_a_decision_by_a_third(self, house, do, ask, sheet, refused, traced):
        it = sheet.id
        do(actions.agree, "mo", it, [KeyResult("Answer faster", "Median below an hour", D(90), D(60), D(75))], version=1)
        do(actions.view_self, "ming", it, {"time": Said(100)}, version=2)
        for code in ("mo", "hu"):
            with refused(NotPermitted):
                do(actions.view_self, code, it, {}, version=3)
        with refused(rules.NotTheAppraiser):
            do(actions.sign, "ming", it, GOOD, version=3)
        with refused(rules.NeedsReason):
            do(actions.sign, "mo", it, GOOD, version=3)
        with refused(rules.NotPoints):
            do(actions.sign, "mo", it, GOOD | {"resolved": Said(100)}, version=3)
        assert not ask(queries.sheet, "ming", sheet.code).views, "what is not signed is not seen"
        with traced("appraisal:sign", "mo") as entries:
            do(actions.sign, "mo", it, GOOD | {"time": Said(60, "Late in May and June")}, version=3)
        assert "Late" not in str(entries) + str([entry.facts for entry in trail("appraisal:sign")]), "the trail tells a fingerprint, never what was written"
        found = ask(queries.sheet, "ming", sheet.code)
        assert (found.head.state, found.head.answer_by, found.views["time"].points) == (State.PUBLISHED, DAY + timedelta(days=7), 60)
        assert set(found.total.missing) == {"tasks", "responded", "resolved", "satisfied", "complaints"}
        assert found.total.told == 60, "five facts without records are left out of a hundred"
        assert found.head.total == found.total.value == round((D(46 * 80) + D(4 * 60) + D(10 * 50)) / 60, 2)
        with refused(Empty):
            do(actions.contest, "ming", it, words=" ", version=4)
        do(actions.contest, "ming", it, words="The system was down in May", version=4)
        with refused(NotPermitted):
            do(actions.decide, "mo", it, reason="No", points={}, version=5)
        with refused(NotPermitted):
            do(actions.decide, "ming", it, reason="Yes", points={}, version=5)
        do(actions.decide, "hu", it, reason="It was down", points={"time": 80, "integrity": 80}, version=5)
        found = ask(queries.sheet, "mo", sheet.code)
        assert (found.head.outcome, found.changed, found.head.total) == (Outcome.CHANGED, {"time": 80}, round((D(50 * 80) + D(10 * 50)) / 60, 2))
        with refused(Stale):
            do(actions.decide, "hu", it, reason="Again", points={}, version=5)

    def test_nobody_else_sees_it(self, house, do, ask, sheet):
        for who in ("ming", "mo", "hu", "lin"):
            assert ask(queries.sheet, who, sheet.code).head.code == sheet.code
        for who in ("ada", "pei", "mei", "kit"):
            with pytest.raises(NotFound):
                ask(queries.sheet, who, sheet.code)
            with pytest.raises((NotFound, NotPermitted)):
                ask(queries.place, who, sheet.id)
            assert ask(queries.mine, who) == ask(queries.to_write, who) == []
        with pytest.raises(NotPermitted):
            ask(queries.sheet, "cora", sheet.code)

    def test_what_nobody_answers_closes_after_the_last_day_and_not_before(self, house, do, ask, sheet, refused):
        do(actions.sign, "mo", sheet.id, GOOD, version=1)
        assert do(actions.lapse, NOBODY) == 0
        with clock.at(datetime(2026, 7, 9, 4, tzinfo=UTC)):
            assert (do(actions.lapse, NOBODY), do(actions.lapse, NOBODY)) == (1, 0), "reminded once"
        with clock.at(datetime(2026, 7, 10, 15, tzinfo=UTC)):
            assert do(actions.lapse, NOBODY) == 0, "the last day is still hers"
        with clock.at(datetime(2026, 7, 10, 17, tzinfo=UTC)):
            with refused(rules.AnswerTimeOver):
                do(actions.confirm, "ming", sheet.id, version=3)
            assert do(actions.lapse, NOBODY) == 1
        assert ask(queries.mine, "ming")[0].outcome is Outcome.UNANSWERED

    def test_nobody_appraises_oneself_and_a_cycle_keeps_its_version(self, house, do, ask, sheet, refused):
        people = house.people
        for pairs, refusal in (({people["ming"]: people["ming"]}, rules.Oneself), ({people["pei"]: people["mo"]}, NotPermitted), ({}, rules.NotAppraisable)):
            with refused(refusal):
                do(actions.open_cycle, "hu", name="Again", first=DAY, last=DAY, pairs=pairs)
        with refused(rules.PeriodUpsideDown):
            do(actions.open_cycle, "hu", name="Again", first=DAY, last=DAY + timedelta(days=1), pairs={people["ming"]: people["mo"]})
        heavier = [replace(one, weight=one.weight + {"time": 2, "values": -2}.get(one.code, 0)) for one in ITEMS]
        do(actions.revise, "lin", heavier, reason="Time counts more", number=1)
        with refused(Stale):
            do(actions.revise, "lin", heavier, reason="Again", number=1)
        assert next(one for one in ask(queries.sheet, "mo", sheet.code).items if one.code == "time").weight == 4
        do(actions.hand_over, "hu", sheet.id, appraiser_id=people["lin"], version=1)
        with refused(NotPermitted):
            do(actions.sign, "mo", sheet.id, GOOD, version=2)
        do(actions.sign, "lin", sheet.id, GOOD, version=2)
        do(actions.confirm, "ming", sheet.id, words="Thank you", version=3)
        with refused(WrongState):
            do(actions.contest, "ming", sheet.id, words="No", version=4)
