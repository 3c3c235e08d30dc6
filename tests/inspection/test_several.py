"""Several inspectors on one project: blind, compared, talked about before the release."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.access import Role
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rules import Given, Mark, Method, Scale
from core.inspection.several import actions, queries, rules
from core.inspection.several.rules import Apart, Scored, Standing, apart
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.people import actions as people
from core.people.queries import people as everybody
from tests.cast import rated

D = Decimal
LEVELS = Scale(Method.LEVELS, levels=(D(0), D(25), D(50), D(100)))
SCALES = {1: LEVELS, 2: LEVELS, 3: Scale(Method.NUMERIC, maximum=D(10))}


def scored(total, *raws):
    return Scored("", None if total is None else D(total), {item: Given(Mark.RATED, D(raw)) for item, raw in enumerate(raws, 1) if raw is not None})


class TestRules:
    def test_an_item_is_apart_in_steps_of_its_levels_not_in_points(self):
        # 0 and 50 are two steps, 50 and 100 one; a number has no steps.
        assert apart(SCALES, [scored(80, 0, 50, 0), scored(90, 50, 100, 10)], 2) == Apart(D(10), ((1, 2),))

    def test_the_widest_item_comes_first(self):
        assert apart(SCALES, [scored(0, 0, 0), scored(0, 50, 100)], 2).items == ((2, 3), (1, 2))

    def test_what_one_did_not_rate_is_not_apart(self):
        assert apart(SCALES, [scored(80, 0), scored(None, None, 100)], 1) == Apart(None)

    @pytest.mark.parametrize(("distance", "over"), [(Apart(D(15)), False), (Apart(D("15.000001")), True), (Apart(D(0), ((1, 2),)), True), (Apart(None), False)])
    def test_over_the_limit_means_more_than_it(self, distance, over):
        assert distance.over(D(15)) is over

    @given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from([0, 25, 50, 100])), min_size=2, max_size=5), st.randoms())
    def test_the_order_does_not_matter_and_one_more_sheet_never_brings_them_closer(self, found, random):
        many = [scored(total, raw) for total, raw in found]
        fewer = apart(SCALES, many[:-1], 1)
        whole = apart(SCALES, many, 1)
        random.shuffle(many)
        assert apart(SCALES, many, 1) == whole
        assert (whole.points or 0) >= (fewer.points or 0)
        assert len(whole.items) >= len(fewer.items)


@pytest.fixture
def twice(house, do):
    """Hotline's sheets of a running round: Mei's and Kit's."""
    round_id, given_ = house.open_round("Twice", hotline="mei")
    kits = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
    return round_id, given_["hotline"], kits


@pytest.mark.usefixtures("database")
class TestInTheHouse:
    def one(self, ask, round_id, who="lin"):
        (found,) = ask(queries.targets, who, round_id)
        return found

    def test_a_project_with_one_inspector_needs_no_comparing(self, house, ask, submitted):
        assert ask(queries.targets, "lin", house.round) == []

    def test_close_scores_need_no_talk(self, house, do, ask, twice):
        round_id, meis, kits = twice
        house.finish(meis, speed="9")
        assert self.one(ask, round_id).standing is Standing.SCORING
        house.finish(kits, who="kit")
        found = self.one(ask, round_id)
        assert (found.standing, found.apart) == (Standing.CLOSE, Apart(D("1.8")))
        do(rounds.close, "lin", round_id)
        house.approve("round", round_id)
        assert house.state(meis) == "released"

    def test_far_apart_is_not_released_before_a_talk(self, house, do, ask, twice, refused, traced):
        round_id, meis, kits = twice
        house.finish(meis, greeting="0")
        with refused(rules.StillScoring):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="Agreed.", held_on=clock.today())
        house.finish(kits, who="kit")
        found = self.one(ask, round_id)
        assert (found.standing, found.apart.points, found.apart.items) == (Standing.TO_TALK, D(30), ((house.items["greeting"], 2),))
        do(rounds.close, "lin", round_id)
        with refused(rules.TalkNeeded) as caught:
            house.approve("round", round_id)
        assert caught.value.facts == {"projects": found.code}
        with refused(Empty):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome=" ", held_on=clock.today())
        with refused(rules.NotHeldYet):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="So.", held_on=clock.today() + timedelta(days=1))
        with traced("round:record_talk", "lin"):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="Mei heard no greeting; both stay.", held_on=clock.today())
        assert self.one(ask, round_id).talk.outcome == "Mei heard no greeting; both stay."
        house.approve("round", round_id)
        with refused(WrongState):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="Again.", held_on=clock.today())

    def test_a_correction_makes_the_talk_one_about_other_sheets(self, house, do, ask, twice):
        round_id, meis, kits = twice
        house.finish(meis, greeting="0")
        house.finish(kits, who="kit")
        do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="Mei corrects.", held_on=clock.today())
        revision = do(sheets.revise, "mei", meis, reason="Heard the recording again.")
        assert self.one(ask, round_id).standing is Standing.TALKED  # an open revision changes nothing yet
        house.answer(revision, "speed", rated(5), seen=1)
        house.submit(revision)
        assert self.one(ask, round_id).standing is Standing.TO_TALK
        again = do(sheets.revise, "mei", revision, reason="The greeting too.")
        house.answer(again, "greeting", rated(100), seen=1)
        house.answer(again, "speed", rated(10), seen=1)
        house.submit(again)
        assert self.one(ask, round_id).standing is Standing.CLOSE

    def test_a_missed_sheet_leaves_one(self, house, do, ask, twice):
        round_id, meis, _ = twice
        house.finish(meis)
        do(rounds.close, "lin", round_id, count_as_missed=True)
        assert ask(queries.targets, "lin", round_id) == []

    def test_only_who_leads_the_round_compares(self, house, do, ask, twice, refused):
        round_id, *_ = twice
        for who in ("hu", "mo", "mei", "cora"):
            with pytest.raises(NotPermitted):
                ask(queries.targets, who, round_id)
        with refused(NotFound):
            do(actions.record_talk, "lin", round_id, project_id=house.projects["harbour"], outcome="So.", held_on=clock.today())

    @pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.ADMINISTRATOR])
    def test_an_inspector_with_another_role_is_blind_until_all_have_submitted(self, house, do, ask, twice, role):
        round_id, meis, kits = twice
        mei = next(one for one in ask(everybody, "ada") if one.username == "mei")
        do(people.update, "ada", mei.id, version=mei.version, name=mei.name, roles=[*mei.roles, role], department_id=mei.department_id, active=True)
        house.finish(kits, who="kit")
        code = house.row(kits).code
        for stage in ("open", "submitted"):
            if stage == "submitted":
                house.finish(meis)
            blind = stage == "open"
            seen = {one.code for one in sheet_list(ask(sheet_queries.sheets, "mei", sheet_queries.Filter(size=100)))}
            assert (code not in seen) is blind
            totals = dict(ask(round_queries.progress, "mei", round_id)[["code", "total"]].itertuples(index=False))
            assert (totals[code] is None) is blind
            others = next(one for one in self.one(ask, round_id, "mei").sheets if one.code == code)
            assert (others.total is None) is blind
            if blind:
                with pytest.raises(NotFound):
                    ask(sheet_queries.sheet, "mei", code)
            else:
                assert ask(sheet_queries.sheet, "mei", code).head.total == 100
        assert ask(sheet_queries.sheet, "lin", code).head.total == 100


def sheet_list(found):
    frame, _ = found
    return frame.itertuples(index=False)
