"""Appeals: in time, with what is proposed, scored blind before they are decided, reviewed once more and then final."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from core import db, work
from core.clock import at, here, now
from core.config import settings as environment
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.inspection.appeals import queries as appeals
from core.inspection.rounds.records import Round
from core.inspection.rules import Mark, RawOutOfRange
from core.inspection.sheets import actions, queries, rules
from core.inspection.sheets.kept import Shown, Value
from core.inspection.sheets.objections import actions as objecting
from core.inspection.sheets.records import Contest
from core.inspection.sheets.rules import State
from core.inspection.sheets.waiting import queries as waiting_sheets
from core.people import actions as people
from core.people.queries import people as everybody
from core.settings import actions as settings
from core.words import Language
from tests.cast import mark, named, not_applicable, rated, tallies_match_a_recount

pytestmark = pytest.mark.usefixtures("database")
WHY = "The desk was being painted."


@pytest.fixture
def contests(house):
    """The open contests of a sheet by the code of their item ("" for the whole)."""

    def contests_(sheet_id=None):
        codes = {item: code for code, item in house.items.items()}
        with db.reading() as session:
            rows = session.scalars(select(Contest).where(Contest.sheet_id == (sheet_id or house.sheet), Contest.decided_at.is_(None)))
            return {codes.get(row.item_id, ""): row.id for row in rows}

    return contests_


@pytest.fixture
def view(house, ask):
    return lambda who, sheet_id=None: ask(queries.sheet, who, house.row(sheet_id).code)


@pytest.fixture
def appeal(house, do):
    """Ming contests items of a sheet."""

    def appeal_(*codes, sheet_id=None, who="ming", **more):
        return do(objecting.contest, who, sheet_id or house.sheet, reason=WHY, item_ids=[house.items[code] for code in codes], **more)

    return appeal_


def revision_of(sheet_id):
    with db.reading() as session:
        return queries.revision_of(session, sheet_id)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(environment().cockpit_timezone))


class TestInTime:
    def test_the_window_counts_working_days_from_the_first_release(self, house, view, released, appeal, refused):
        last = view("ming").contest_until
        assert last > here(now()).date() + timedelta(days=9)
        with at(noon(last + timedelta(days=1))), refused(rules.ContestTooLate):
            appeal("photos")
        with at(noon(last)):
            appeal("photos")
        assert house.state() == State.CONTESTED

    def test_a_correction_does_not_start_it_again(self, house, do, view, released, appeal, refused):
        last = view("ming").contest_until
        with at(noon(last + timedelta(days=1))):
            revision = do(actions.revise, "mei", released, reason="Read the wrong list.")
            house.answer(revision, "greeting", rated(100), seen=1)
            do(actions.submit, "mei", revision, signature="Mei")
            with refused(rules.ContestTooLate):
                appeal("photos", sheet_id=revision)
            do(objecting.acknowledge, "ming", revision)

    def test_the_window_is_a_setting(self, house, do, view, released):
        before = view("ming").contest_until
        do(settings.change, "ada", rules.APPEAL_DAYS.code, text="1", version=0)
        assert view("ming").contest_until < before


class TestWhatIsSaid:
    def test_each_item_has_its_proposal_reason_and_files(self, house, view, released, appeal, traced):
        with traced("sheet:contest", "ming"):
            appeal(
                "greeting", "photos", proposed={house.items["greeting"]: rated(100)}, reasons={house.items["photos"]: "See the picture."},
                files={house.items["photos"]: [Shown(b"a photo", "jpeg", "desk.jpg")]},
            )  # fmt: skip
        told = {one.item_id: one for one in view("ming").objections}
        greeting, photos = told[house.items["greeting"]], told[house.items["photos"]]
        assert (greeting.proposed.mark, greeting.proposed.raw, greeting.reason) == (Mark.RATED, 100, WHY)
        assert (photos.proposed, photos.reason, [one.name for one in photos.files]) == (None, "See the picture.", ["desk.jpg"])
        assert tallies_match_a_recount()

    def test_what_the_scale_refuses_cannot_be_proposed(self, house, released, appeal, refused):
        with refused(RawOutOfRange):
            appeal("speed", proposed={house.items["speed"]: rated(11)})
        with refused(rules.ReasonUnknown):
            appeal("speed", proposed={house.items["speed"]: not_applicable("tired")})
        with refused(rules.TooManyFiles):
            appeal("speed", files={house.items["speed"]: [Shown(str(n).encode(), "jpeg", "a.jpg") for n in range(13)]})


class TestBlind:
    def test_nobody_decides_before_scoring_the_items(self, house, do, released, appeal, contests, refused):
        appeal("greeting")
        with refused(rules.NotRescored):
            do(objecting.decide, "hu", released, corrected=False, decision="So it is.")
        do(objecting.rescore, "lin", released, values={contests()["greeting"]: rated(100)})
        with refused(rules.NotRescored):  # what another one scored does not count
            do(objecting.decide, "hu", released, corrected=False, decision="So it is.")
        do(objecting.decide, "lin", released, corrected=False, decision="So it is.")

    def test_until_then_the_answers_and_every_sum_of_them_are_hidden(self, house, do, view, released, appeal, contests):
        appeal("greeting", proposed={house.items["greeting"]: rated(100)})
        seen = view("hu")
        assert (seen.mine_to_rescore, seen.mine_to_decide) == (True, True)
        assert seen.answer(house.items["greeting"]).mark is None
        assert {one.loss for one in seen.answers.values()} == {None}
        assert (seen.head.total, seen.head.before_veto, seen.head.band, seen.sections) == (None, None, None, ())
        assert seen.objections[0].proposed is None
        do(objecting.rescore, "hu", released, values={contests()["greeting"]: rated(0)})
        seen = view("hu")
        assert (seen.mine_to_rescore, seen.answer(house.items["greeting"]).raw, seen.head.total) == (False, 50, 85)
        assert [(one.by_id, one.position.raw) for one in seen.objections[0].blind] == [(house.people["hu"], 0)]
        assert not view("ming").mine_to_rescore

    def test_all_of_them_once_and_as_the_scale_takes_it(self, house, do, released, appeal, contests, refused, traced):
        appeal("greeting", "speed")
        one, two = contests()["greeting"], contests()["speed"]
        for values in ({}, {one: rated(50)}, {one: rated(50), two: Value(None)}):
            with refused(rules.Incomplete):
                do(objecting.rescore, "hu", released, values=values)
        with refused(RawOutOfRange):
            do(objecting.rescore, "hu", released, values={one: rated(50), two: rated(99)})
        with traced("sheet:rescore", "hu") as entry:
            do(objecting.rescore, "hu", released, values={one: rated(50), two: not_applicable()})
        assert set(entry[0].facts["scores"]) == {"greeting", "speed"}
        with refused(rules.RescoredAlready):
            do(objecting.rescore, "hu", released, values={one: rated(100), two: rated(1)})

    def test_others_do_not_score_blind(self, house, do, released, appeal, contests, refused):
        appeal("greeting")
        for who in ("ada", "mo", "ming", "pei", "mei", "kit", "cora"):
            with refused(NotPermitted):
                do(objecting.rescore, who, released, values={contests()["greeting"]: rated(50)})

    def test_a_whole_sheet_needs_no_blind_score(self, house, do, view, released, appeal):
        appeal()
        assert not view("hu").mine_to_rescore
        do(objecting.decide, "hu", released, corrected=False, decision="So it is.")


class TestItemByItem:
    def test_a_partial_acceptance_changes_what_it_names_and_counts_at_once(self, house, do, view, released, appeal, contests, traced):
        appeal("greeting", "speed", proposed={house.items["greeting"]: rated(100), house.items["speed"]: rated(10)})
        house.rescore("hu", raw=0)
        open_ = contests()
        with traced("sheet:decide", "hu") as entry:
            do(objecting.decide, "hu", released, corrected=True, decision="Two of three callers were greeted.", values={open_["greeting"]: rated(100)})
        revision = revision_of(released)
        assert (house.state(), revision.state, revision.total) == (State.SUPERSEDED, State.RELEASED, 100)
        assert (house.row().total, house.kept("greeting").raw) == (85, 50)  # the old result is kept as it was
        facts = entry[0].facts
        assert (Decimal(facts["before"]["greeting"]["raw"]), Decimal(facts["after"]["greeting"]["raw"])) == (50, 100)
        assert (Decimal(facts["replaced_total"]), Decimal(facts["total"])) == (85, 100)
        told = {one.item_id: one for one in view("ming", revision.id).objections}
        assert (told[house.items["greeting"]].corrected, told[house.items["greeting"]].ruled.raw) == (True, 100)
        assert (told[house.items["speed"]].corrected, told[house.items["speed"]].ruled) == (False, None)
        assert tallies_match_a_recount()

    def test_the_answer_that_stands_makes_no_revision(self, house, do, released, appeal, contests):
        appeal("greeting")
        house.rescore("hu")
        do(objecting.decide, "hu", released, corrected=True, decision="As it was.", values={contests()["greeting"]: rated(50)})
        assert (house.state(), revision_of(released)) == (State.UPHELD, None)

    def test_a_ruling_is_an_answer_that_the_item_takes(self, house, do, released, appeal, contests, refused):
        appeal("speed")
        house.rescore("hu", raw=1)
        for kind, value in ((RawOutOfRange, rated(11)), (rules.ReasonUnknown, not_applicable("tired")), (Empty, Value(None))):
            with refused(kind):
                do(objecting.decide, "hu", released, corrected=True, decision="So.", values={contests()["speed"]: value})

    def test_a_ruling_may_make_the_sheet_unratable(self, house, do, released, appeal, contests):
        appeal("greeting", "speed", "consent")
        house.rescore("hu", raw=0)
        do(objecting.decide, "hu", released, corrected=True, decision="Closed.", values={one: not_applicable() for one in contests().values()})
        assert revision_of(released).total is None
        assert tallies_match_a_recount()


class TestFinalReview:
    def decided(self, house, do, appeal):
        appeal("greeting", "photos")
        house.rescore("hu")
        do(objecting.decide, "hu", house.sheet, corrected=False, decision="So it is.")

    def test_it_is_asked_once_and_decided_by_somebody_else(self, house, do, ask, view, released, appeal, refused):
        self.decided(house, do, appeal)
        assert view("ming").mine_to_respond
        appeal("greeting")
        assert (house.state(), view("ming").objections[-1].final) == (State.CONTESTED, True)
        assert (view("hu").mine_to_decide, ask(waiting_sheets.to_decide, "hu")) == (False, [])
        assert [head.id for head in ask(waiting_sheets.to_decide, "lin")] == [released]
        for deed, facts in ((objecting.decide, {"corrected": False, "decision": "Again."}), (objecting.rescore, {"values": {}})):
            with refused(rules.DecidedBefore):
                do(deed, "hu", released, **facts)
        house.rescore("lin")
        do(objecting.decide, "lin", released, corrected=False, decision="It stands.")
        assert house.state() == State.UPHELD
        assert not view("ming").mine_to_respond
        with refused(rules.ContestedAlready):
            appeal("greeting")

    def test_it_looks_at_what_was_contested(self, house, do, released, appeal, refused):
        self.decided(house, do, appeal)
        for codes in (("speed",), ("greeting", "speed"), ()):
            with refused(rules.OnlyWhatWasContested):
                appeal(*codes)

    def test_it_has_a_window_of_its_own(self, house, do, view, released, appeal, refused):
        self.decided(house, do, appeal)
        last = view("ming").contest_until
        with at(noon(last + timedelta(days=1))), refused(rules.ContestTooLate):
            appeal("greeting")
        with at(noon(last)):
            appeal("greeting")

    def test_what_it_changes_is_final(self, house, do, view, released, appeal, contests, refused):
        self.decided(house, do, appeal)
        appeal("greeting")
        house.rescore("lin")
        do(objecting.decide, "lin", released, corrected=True, decision="She was greeted.", values={contests()["greeting"]: rated(100)})
        revision = revision_of(released)
        assert (revision.state, revision.total) == (State.UPHELD, 100)
        with refused(rules.ContestedAlready):
            appeal("greeting", sheet_id=revision.id)
        assert not view("ming", revision.id).mine_to_respond
        assert tallies_match_a_recount()

    def test_after_a_correction_it_is_asked_of_the_correction(self, house, do, ask, view, released, appeal, refused):
        appeal("greeting")
        house.rescore("hu")
        do(objecting.decide, "hu", released, corrected=True, decision="Look again.")
        with refused(WrongState):  # while it is being corrected
            appeal("greeting")
        [head] = ask(waiting_sheets.to_score, "mei")
        do(actions.submit, "mei", head.id, signature="Mei")
        appeal("greeting", sheet_id=head.id)
        assert view("lin", head.id).mine_to_rescore
        with refused(rules.DecidedBefore):
            do(objecting.decide, "hu", head.id, corrected=False, decision="Again.")
        assert ask(waiting_sheets.to_decide, "hu") == []

    def test_an_acknowledged_result_is_over(self, house, do, released, appeal, refused):
        do(objecting.acknowledge, "ming", released)
        with refused(WrongState):
            appeal("greeting")

    def test_the_inspected_side_never_decides_even_with_the_role(self, house, do, ask, released, appeal, refused):
        appeal("greeting")
        ming = next(one for one in ask(everybody, "ada") if one.username == "ming")
        do(
            people.update, "ada", ming.id, version=ming.version, name=named("Ming"), roles=["team_member", "leadership"],
            department_id=ming.department_id, active=True,
        )  # fmt: skip
        with refused(rules.NotYourDecision):
            do(objecting.rescore, "ming", released, values={})


class TestHowTheyEnd:
    def test_overturned_by_item_and_by_inspector(self, house, do, ask, released, appeal, contests):
        assert ask(appeals.overturned, "hu").empty
        appeal("greeting", "photos")
        rows = ask(appeals.overturned, "hu").set_index(["by", "code"])
        assert list(rows.loc["item", "greeting"][["contested", "changed", "open"]]) == [1, 0, 1]
        house.rescore("hu")
        do(objecting.decide, "hu", released, corrected=True, decision="One of two.", values={contests()["greeting"]: rated(100)})
        rows = ask(appeals.overturned, "hu").set_index(["by", "code"])
        assert list(rows.loc["item", "greeting"][["contested", "changed", "open"]]) == [1, 1, 0]
        assert list(rows.loc["item", "photos"][["contested", "changed", "open"]]) == [1, 0, 0]
        assert list(rows.loc["inspector", "mei"][["contested", "changed", "open"]]) == [2, 1, 0]

    def test_only_who_decides_sees_it(self, house, ask, released):
        for who in ("ada", "mei", "mo", "ming", "cora"):
            with pytest.raises(NotPermitted):
                ask(appeals.overturned, who)


def test_items_of_another_checklist_cannot_be_contested(house, released, do, refused):
    before = mark()
    with refused(NotFound):
        do(objecting.contest, "ming", released, reason=WHY, item_ids=[9999])
    assert mark() == before


PAGE = "pages/Scoring_sheet.py"


class TestOnTheScreen:
    def texts(self, at_):
        assert not at_.exception, at_.exception[0].stack_trace
        kinds = (at_.markdown, at_.caption, at_.info, at_.error)
        return "\n".join(one.value for kind in kinds for one in kind).replace("\\", "")

    def opened(self, house, screen, who, sheet_id=None, **more):
        return screen(PAGE, who, query={"sheet": house.row(sheet_id).code}, **more)

    def test_from_the_objection_to_the_final_word(self, house, screen, released):
        greeting = house.items["greeting"]
        at_ = self.opened(house, screen, "ming")
        at_.multiselect(f"contest_items:{released}").set_value([greeting]).run()
        at_.selectbox(f"appeal:{released}:{greeting}:proposed").select("100").run()
        at_.text_area(f"contest_reason:{released}").set_value(WHY).run()
        at_.button(f"contest:{released}").click().run()
        assert "Proposed: 100 · Good" in self.texts(at_)
        at_ = self.opened(house, screen, "hu")
        told = self.texts(at_)
        assert "First score the contested items yourself" in told
        assert "50 · Fair" not in told
        assert "85.0" not in told
        contest = next(one.key for one in at_.selectbox if one.key.startswith("rescore:"))
        at_.selectbox(contest).select("100").run()
        at_.button(f"keep_blind:{released}").click().run()
        assert "Scored blind: 100 · Good" in self.texts(at_)
        ruling = next(one for one in at_.radio if one.key.startswith("ruling:"))
        ruling.set_value("proposed").run()
        next(one for one in at_.text_area if one.key.startswith("decision:")).set_value("Two of three were.").run()
        at_.button(f"rule:{released}").click().run()
        revision = revision_of(released)
        assert (revision.total, revision.state) == (100, State.RELEASED)
        at_ = self.opened(house, screen, "ming", revision.id)
        assert "Decision: changed to 100 · Good" in self.texts(at_)
        assert at_.button(f"contest:{revision.id}").label == "Ask for the final review"

    @pytest.mark.parametrize("language", Language)
    def test_who_decides_sees_it_in_each_language(self, house, screen, contested, language):
        at_ = self.opened(house, screen, "lin", language=language)
        words = {Language.ENGLISH: "Your decision", Language.SIMPLIFIED: "盲评", Language.TRADITIONAL: "盲評"}
        assert words[language] in self.texts(at_)

    def test_the_list_says_how_contests_ended(self, house, screen, contested):
        at_ = screen("pages/Sheets.py", "lin")
        assert not at_.exception, at_.exception[0].stack_trace
        assert any("photos" in set(one.value["code"]) for one in at_.dataframe if "code" in one.value.columns)

    def test_after_the_window_only_the_acknowledgement_is_left(self, house, screen, released):
        long_ago = now() - timedelta(days=90)
        work.do(lambda session, _: session.execute(update(Round).values(released_at=long_ago)), house.actor("lin"))
        at_ = self.opened(house, screen, "ming")
        assert "could be contested; since then it stands" in self.texts(at_)
        keys = {one.key for one in at_.button}
        assert f"acknowledge:{released}" in keys
        assert f"contest:{released}" not in keys
