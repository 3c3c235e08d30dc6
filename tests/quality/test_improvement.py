"""Series, charts, objectives, standards, cards and suggestions as they are kept, on both databases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from core import clock
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, Stale
from core.quality.improvement import actions as cards
from core.quality.improvement import queries as card_queries
from core.quality.improvement import rules as card_rules
from core.quality.improvement.rules import Outcome, Sign, State, Verdict
from core.quality.objectives import actions as objectives
from core.quality.objectives import queries as objective_queries
from core.quality.objectives import rules as objective_rules
from core.quality.objectives.rules import Outlook
from core.quality.objectives.rules import Verdict as Attained
from core.quality.rules import Direction, Source
from core.quality.spc import actions as charts
from core.quality.spc import queries as chart_queries
from core.quality.spc.rules import series as series_rules
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.series import Mark
from core.quality.standards import actions as standards
from core.quality.standards import queries as standard_queries
from core.quality.standards import rules as standard_rules
from core.quality.standards.rules import Norm, Sort
from core.quality.suggestions import actions as suggestions
from core.quality.suggestions import queries as suggestion_queries
from core.quality.suggestions import rules as suggestion_rules
from core.work import ask as look

pytestmark = pytest.mark.usefixtures("database")

DAY = date(2026, 11, 6)


@pytest.fixture(autouse=True)
def friday():
    with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
        yield


def begin(do, house, shares, *, last=DAY, size=100) -> Source:
    """A series of Hotline, a share a day, ending on `last`."""
    made = do(charts.begin, "mo", name="Calls answered", unit="", kind=Kind.P, project_id=house.projects["hotline"])
    for back, share in enumerate(reversed(shares)):
        do(charts.enter, "ming", made, on=last - timedelta(days=back), value=D(share), size=D(size))
    return Source(series_id=made)


class TestASeries:
    def test_is_corrected_with_a_reason_and_never_overwritten(self, house, do, ask, refused, traced):
        source = begin(do, house, [80, 90])
        with refused(series_rules.CorrectionNeedsReason):
            do(charts.enter, "ming", source.series_id, on=DAY, value=D(70), size=D(100))
        with traced("series:enter", "ming"):
            do(charts.enter, "ming", source.series_id, on=DAY, value=D(70), size=D(100), remark="Counted twice.")
        rows = ask(chart_queries.entered, "mo", source.series_id)
        assert [(one.value, one.current) for one in rows] == [(D(70), True), (D(90), False), (D(80), True)]
        assert [one.value for one in ask(chart_queries.drawn, "mo", source, DAY - timedelta(days=9), DAY).points] == [80.0, 70.0]
        for wrong, said in ((dict(value=D(9), size=D(8)), series_rules.AboveSize), (dict(value=D(9)), series_rules.SizeMissing), (dict(value=D("0.5"), size=D(8)), series_rules.NotCounted)):
            with refused(said):
                do(charts.enter, "ming", source.series_id, on=DAY - timedelta(days=5), **wrong)
        with refused(series_rules.ValueToCome):
            do(charts.enter, "ming", source.series_id, on=DAY + timedelta(days=1), value=D(1), size=D(2))

    def test_is_seen_by_who_sees_its_project(self, house, do, ask):
        source = begin(do, house, [80])
        assert [one.days for one in ask(chart_queries.series, "ming")] == [1]
        assert ask(chart_queries.series, "pei") == []
        with pytest.raises(NotFound):
            ask(chart_queries.drawn, "pei", source, DAY, DAY)
        with pytest.raises(NotPermitted):
            ask(chart_queries.series, "cora")

    def test_a_point_left_out_and_a_phase_change_the_limits_until_they_are_lifted(self, house, do, ask, refused):
        source = begin(do, house, [80, 82, 79, 81, 20, 80, 90, 91, 89, 90])
        span = (DAY - timedelta(days=30), DAY)
        before = ask(chart_queries.drawn, "mo", source, *span).charts[0]
        out = do(charts.mark, "mo", source, sort=Mark.EXCLUDE, on=DAY - timedelta(days=5), reason="The line was down.")
        do(charts.mark, "mo", source, sort=Mark.PHASE, on=DAY - timedelta(days=3), reason="Two more people.")
        with refused(series_rules.MarkedAlready):
            do(charts.mark, "mo", source, sort=Mark.EXCLUDE, on=DAY - timedelta(days=5), reason="Again.")
        with refused(series_rules.NoSuchPoint):
            do(charts.mark, "mo", source, sort=Mark.EXCLUDE, on=DAY - timedelta(days=25), reason="None.")
        after = ask(chart_queries.drawn, "mo", source, *span)
        assert (after.charts[0].center[0], after.charts[0].center[-1]) == (pytest.approx(0.804), pytest.approx(0.9))
        assert after.charts[0].points == before.points
        do(charts.lift, "mo", source, out, reason="It counts.")
        assert len(ask(chart_queries.drawn, "mo", source, *span).marks) == 1


def test_a_measure_is_drawn_from_its_records_week_by_week(house, do, ask):
    source = Source("followup.in_time", project_id=house.projects["hotline"])
    found = ask(chart_queries.drawn, "mo", source, DAY - timedelta(days=90), DAY)
    assert [one.first for one in found.points] == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    assert found.charts[0].reasons
    with pytest.raises(NotPermitted):
        ask(chart_queries.drawn, "mo", Source("followup.in_time"), DAY, DAY)


class TestAnObjective:
    def aim(self, do, source, who="mo", target="85", **more):
        days = {"first": DAY - timedelta(days=20), "last": DAY + timedelta(days=60), "review_on": DAY + timedelta(days=7)}
        return do(objectives.aim, who, **({"name": "Answer more", "source": source, "direction": Direction.UP, "target": D(target), "owner_id": more.pop("owner", 1)} | days | more))

    def test_is_computed_shared_out_reviewed_and_closed(self, house, do, ask, refused, traced):
        source = begin(do, house, [95, 94, 96, 95, 97, 96])
        ming = house.people["ming"]
        with traced("objective:aim", "mo"):
            whole = self.aim(do, source, owner=ming)
        part = self.aim(do, source, owner=ming, target="99", parent_id=whole, weight=D(60), place="Reception", tier=objective_rules.Tier.POST)
        for wrong, said in (({"weight": D(50)}, objective_rules.TooMuchWeight), ({"weight": None}, objective_rules.NotAWeight)):
            with refused(said):
                self.aim(do, source, owner=ming, parent_id=whole, **wrong)
        with refused(objective_rules.WithinItself):
            self.aim(do, source, owner=ming, parent_id=part, weight=D(10))
        code = ask(objective_queries.objectives, "ming", DAY)[0].code
        found = ask(objective_queries.objective, "ming", code, DAY)
        assert (found.standing.verdict, found.standing.level.n, found.outlook) == (Attained.MET, 600, Outlook.REACHES)
        assert (found.shared.missed, found.shared.left) == (D(60), D(40))
        assert found.forecast.high <= 100
        with clock.at(datetime(2026, 11, 14, 4, tzinfo=UTC)):
            assert do(objectives.remind, NOBODY) == 2
            assert do(objectives.remind, NOBODY) == 0
            with refused(Stale):
                do(objectives.review, "mo", whole, target=D(90), last=DAY + timedelta(days=60), review_on=DAY + timedelta(days=30), reason="Too low.", version=1)
            do(objectives.review, "mo", whole, target=D(90), last=DAY + timedelta(days=60), review_on=DAY + timedelta(days=30), reason="Too low.", version=2)
            found = ask(objective_queries.objective, "ming", code, DAY)
            assert (found.reviews[0].old_target, found.reviews[0].new_target, found.reviews[0].stood["verdict"]) == (D(85), D(90), "met")
            do(objectives.close, "mo", part, reason="Given up.", version=2)
            self.aim(do, source, owner=ming, parent_id=whole, weight=D(100), review_on=DAY + timedelta(days=20))
        assert ask(objective_queries.objectives, "pei", DAY) == []

    def test_bad_days_are_refused(self, house, do, refused):
        source = begin(do, house, [95])
        for wrong, said in (
            ({"last": DAY - timedelta(days=30)}, objective_rules.EndsBefore), ({"review_on": DAY}, objective_rules.ReviewOutside), ({"owner": 10**6}, objective_rules.NoSuchOwner),
            ({"last": DAY - timedelta(days=1)}, objective_rules.EndsInPast),
        ):  # fmt: skip
            with refused(said):
                self.aim(do, source, **({"owner": house.people["mo"]} | wrong))


class TestAStandard:
    def test_a_change_holds_from_its_day_on(self, house, do, ask, refused):
        norm = Norm("s", None, D(20), D(30), "")
        made = do(standards.enter, "lin", sort=Sort.PROCESS, name="Answer calls", step="", norm=norm, effective_on=DAY - timedelta(days=100), review_on=DAY + timedelta(days=9))
        code = ask(standard_queries.standards, "mei", DAY)[0].code
        later = {"effective_on": DAY + timedelta(days=10), "review_on": DAY + timedelta(days=90), "reason": "Faster."}
        for wrong, said in (
            (Norm("s", D(30), None, D(30), ""), standard_rules.ToleranceUpsideDown), (Norm("s", None, D(31), D(30), ""), standard_rules.TargetOutside),
            (Norm("", None, None, None, ""), standard_rules.NothingToKeep), (norm, standard_rules.SameAsBefore),
        ):  # fmt: skip
            with refused(said):
                do(standards.revise, "lin", made, norm=wrong, version=1, **later)
        with refused(standard_rules.EffectiveInPast):
            do(standards.revise, "lin", made, norm=Norm("s", None, None, D(25), ""), version=1, **(later | {"effective_on": DAY - timedelta(days=1)}))
        do(standards.revise, "lin", made, norm=Norm("s", None, None, D(25), ""), version=1, **later)
        at = [look(standard_queries.standard_at, code, DAY + timedelta(days=days)) for days in (-101, 0, 9, 10)]
        assert [one and one.number for one in at] == [None, 1, 1, 2]
        assert (at[1].norm.kept(D(30)), at[3].norm.kept(D(30))) == (True, False)
        do(standards.retire, "lin", made, reason="No phone any more.", version=2)
        assert look(standard_queries.standard_at, code, DAY) is None
        assert look(standard_queries.standard_at, code, DAY - timedelta(days=1)).number == 1


class TestACard:
    def opened(self, do, house, source, owner="ming"):
        return do(cards.open_card, "mo", title="Answer more", problem="Every fifth call is lost.", source=source, direction=Direction.UP, target=D(90), owner_id=house.people[owner])

    def checked(self, do, house, after):
        """A card in its check, with figures before and after the change."""
        with clock.at(datetime(2026, 11, 6, 4, tzinfo=UTC)):
            source = begin(do, house, [80, 79, 81, 80, 82, 80])
            made = self.opened(do, house, source)
            measure = do(cards.add_measure, "ming", made, what="Train", sort="training", owner_id=house.people["ming"], due_on=DAY)
            do(cards.start, "ming", made, version=1)
        with clock.at(datetime(2026, 11, 7, 4, tzinfo=UTC)):
            do(cards.end_measure, "ming", measure, done=True, result="All trained.")
            do(cards.changed, "ming", made, changed_on=DAY + timedelta(days=1), version=2)
        for number, share in enumerate(after, 1):
            with clock.at(datetime(2026, 11, 6 + number, 5, tzinfo=UTC)):
                do(charts.enter, "ming", source.series_id, on=DAY + timedelta(days=number), value=D(share), size=D(100))
        return made

    def test_goes_from_plan_to_a_proven_effect_judged_by_somebody_else(self, house, do, ask, refused, traced):
        made = self.checked(do, house, [93, 95, 92, 94])
        code = ask(card_queries.cards, "ming", DAY)[0].code
        with clock.at(datetime(2026, 11, 10, 6, tzinfo=UTC)):
            found = ask(card_queries.card, "mo", code, DAY + timedelta(days=4))
            assert (found.check.proposal, found.check.points_after, sorted(found.drawn.begins)) == (Verdict.EFFECTIVE, 4, [6])
            assert found.check.low > 0
            with refused(card_rules.NotByOwner):
                do(cards.judge, "ming", made, verdict=Verdict.EFFECTIVE, version=3)
            with refused(card_rules.VerdictNeedsReason):
                do(cards.judge, "mo", made, verdict=Verdict.NOT, version=3)
            with traced("pdca:judge", "mo"):
                do(cards.judge, "mo", made, verdict=Verdict.EFFECTIVE, version=3)
            do(cards.act, "ming", made, outcome=Outcome.STANDARDISE, lesson="Everybody is trained in the first week.", version=4)
            do(cards.share, "mo", made, version=5)
            assert [one.code for one in ask(card_queries.cards, "ming", DAY, shared=True)] == [code]

    def test_an_effect_cannot_be_claimed_without_data_and_failure_begins_anew(self, house, do, ask, refused):
        made = self.checked(do, house, [95])
        with clock.at(datetime(2026, 11, 8, 6, tzinfo=UTC)):
            with refused(card_rules.NoEffectShown):
                do(cards.judge, "mo", made, verdict=Verdict.EFFECTIVE, reason="I feel it.", version=3)
            do(cards.judge, "mo", made, verdict=Verdict.TOO_LITTLE, version=3)
            source = Source(series_id=1)
        for number, share in enumerate([79, 80, 78, 80], 2):
            with clock.at(datetime(2026, 11, 6 + number, 7, tzinfo=UTC)):
                source = ask(card_queries.card, "mo", ask(card_queries.cards, "mo", DAY)[0].code, DAY).source
                do(charts.enter, "ming", source.series_id, on=DAY + timedelta(days=number), value=D(share), size=D(100))
        with clock.at(datetime(2026, 11, 12, 6, tzinfo=UTC)):
            found = ask(card_queries.card, "mo", ask(card_queries.cards, "mo", DAY)[0].code, DAY + timedelta(days=6))
            assert found.check.proposal is Verdict.NOT
            do(cards.judge, "mo", made, verdict=Verdict.NOT, version=4)
            with refused(card_rules.NotEffective):
                do(cards.act, "ming", made, outcome=Outcome.STANDARDISE, lesson="So.", version=5)
            again = do(cards.act, "ming", made, outcome=Outcome.REDO, lesson="Training alone is not enough.", version=5)
            first = ask(card_queries.cards, "ming", DAY)
            assert [one.state for one in first] == [State.PLAN, State.CLOSED]
            assert ask(card_queries.card, "ming", first[0].code, DAY).before == first[1].code
            assert first[0].id == again

    def test_steps_out_of_turn_are_refused(self, house, do, refused):
        source = begin(do, house, [80, 80, 80])
        made = self.opened(do, house, source)
        with refused(card_rules.NoMeasures):
            do(cards.start, "ming", made, version=1)
        with refused(card_rules.CardPastThis):
            do(cards.judge, "mo", made, verdict=Verdict.EFFECTIVE, version=1)
        with refused(card_rules.MeasureDueInPast):
            do(cards.add_measure, "ming", made, what="Train", sort="training", owner_id=house.people["ming"], due_on=DAY - timedelta(days=1))
        with refused(card_rules.TargetNoBetter):
            do(cards.open_card, "mo", title="Less", problem="So.", source=source, direction=Direction.UP, target=D(70), owner_id=house.people["ming"])
        do(cards.add_measure, "ming", made, what="Train", sort="training", owner_id=house.people["ming"], due_on=DAY)
        do(cards.start, "ming", made, version=1)
        with refused(card_rules.MeasuresOpen):
            do(cards.changed, "ming", made, changed_on=DAY, version=2)

    def test_a_figure_that_gets_worse_opens_one_card_with_its_points(self, house, do, ask, refused):
        source = begin(do, house, [90, 89, 88, 86, 84], last=DAY - timedelta(days=1))
        with refused(card_rules.BadThreshold):
            do(cards.watch_for, "mo", name="Fewer", source=source, direction=Direction.UP, sign=Sign.ROW, threshold=D("2.5"), owner_id=house.people["ming"])
        made = do(cards.watch_for, "mo", name="Fewer answered", source=source, direction=Direction.UP, sign=Sign.ROW, threshold=D(4), owner_id=house.people["ming"])
        assert do(cards.watch, NOBODY) == 1
        assert do(cards.watch, NOBODY) == 0
        (one,) = ask(card_queries.cards, "ming", DAY)
        found = ask(card_queries.card, "ming", one.code, DAY)
        assert (one.by_house, len(found.data), found.data[-1]["value"]) == (True, 5, 84.0)
        do(cards.end_watch, "mo", made)
        assert ask(card_queries.triggers, "mo") == []


def test_a_suggestion_is_assessed_by_somebody_else_and_rewarded_for_its_effect(house, do, ask, refused):
    made = do(suggestions.suggest, "ming", title="A list", text="Of what callers ask.", project_id=house.projects["hotline"])
    mine = do(suggestions.suggest, "mo", title="Mine", text="Of Mo.", project_id=house.projects["hotline"])
    with refused(suggestion_rules.OwnSuggestion):
        do(suggestions.assess, "mo", mine, accepted=True, benefit=3, feasibility=3, reason="Good.", version=1)
    with refused(suggestion_rules.NotAGrade):
        do(suggestions.assess, "mo", made, accepted=True, benefit=9, feasibility=3, reason="Good.", version=1)
    do(suggestions.assess, "mo", made, accepted=True, benefit=4, feasibility=5, reason="Good.", version=1)
    with refused(suggestion_rules.NoEffect):
        do(suggestions.award, "mo", made, what="A book", version=2)
    do(suggestions.finish, "mo", made, effect="Shorter calls.", before="6 min", after="4 min", version=2)
    do(suggestions.award, "mo", made, what="A book", amount=D("50.5"), version=3)
    do(suggestions.share, "mo", made, version=4)
    assert [(one.award, one.amount, one.shared) for one in ask(suggestion_queries.suggestions, "ming", shared=True)] == [("A book", D("50.50"), True)]
    assert ask(suggestion_queries.suggestions, "pei") == []
    with pytest.raises(NotFound):
        do(suggestions.suggest, "pei", title="Elsewhere", text="So.", project_id=house.projects["hotline"])
