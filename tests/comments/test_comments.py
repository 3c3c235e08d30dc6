"""Comments on records: who may write and read, who is told, what stays of what was changed or struck."""

from datetime import timedelta

import pytest

from core import clock, db
from core.comments import actions, queries, rules
from core.errors import Empty, NotFound, Stale, TooLong
from core.notice import queries as notices
from core.notice.rules import told
from core.people.queries import person_for_update
from core.words import Language
from tests.cast import trail

pytestmark = pytest.mark.usefixtures("database")


def sentences(ask, who, language=Language.ENGLISH):
    return [told(line.message, line.values, language, None) for line in ask(notices.inbox, who)[0]]


class TestWriting:
    def test_whoever_sees_the_record_reads_it_and_nobody_else(self, house, do, ask, traced, refused):
        with traced("comment:write", "mo") as entry:
            made = do(actions.write, "mo", "project", house.projects["hotline"], body="First\nsecond line ")
        assert (entry[0].subject_kind, entry[0].subject_id, entry[0].project_id) == ("comment", made, house.projects["hotline"])
        (one,), total = ask(queries.thread, "ming", "project", house.projects["hotline"])
        assert (one.id, one.body, one.author["en"], one.mine, one.editable, total) == (made, "First\nsecond line", "Mo", False, False, 1)
        with refused(NotFound):
            ask(queries.thread, "pei", "project", house.projects["hotline"])
        with refused(NotFound):
            do(actions.write, "pei", "project", house.projects["hotline"], body="Let me in")
        with refused(NotFound):
            do(actions.write, "mo", "no such kind", 1, body="x")

    @pytest.mark.parametrize(("body", "refusal"), [("", Empty), (" \n\t", Empty), ("\x00\x07", Empty), ("x" * 4001, TooLong)])
    def test_what_is_no_comment_is_refused(self, house, do, refused, body, refusal):
        with refused(refusal):
            do(actions.write, "mo", "project", house.projects["hotline"], body=body)

    def test_newest_first_in_pages(self, house, do, ask):
        for number in range(5):
            do(actions.write, "lin", "round", house.round, body=f"n{number}")
        pages = [ask(queries.thread, "lin", "round", house.round, page=page, size=2) for page in (1, 2, 3)]
        assert [one.body for said, _ in pages for one in said] == ["n4", "n3", "n2", "n1", "n0"]
        assert {total for _, total in pages} == {5}


class TestCalling:
    def test_who_is_called_is_told_once_in_her_own_language(self, house, do, ask):
        do(actions.write, "ada", "project", house.projects["hotline"], body="@mo and @mo, see *this*", mention_ids=[house.people["mo"]])
        (line,) = sentences(ask, "mo")
        assert line.startswith("Ada mentions you on ")
        assert line.endswith("(Hotline): @mo and @mo, see *this*")
        (line,) = sentences(ask, "mo", Language.SIMPLIFIED)
        assert line.startswith("艾达在")
        assert "（热线）中提到了您" in line

    def test_who_has_to_do_with_it_is_told_of_a_comment_and_the_author_of_nothing(self, house, do, ask):
        do(actions.write, "ada", "project", house.projects["hotline"], body="So.")
        assert sentences(ask, "mo")[0].startswith("Ada comments on ")
        assert sentences(ask, "ming") == []
        assert not any("comments" in line for line in sentences(ask, "ada"))

    def test_who_may_not_see_it_cannot_be_called(self, house, do, ask, refused):
        with refused(rules.MayNotSee) as caught:
            do(actions.write, "mo", "project", house.projects["hotline"], body="@pei look")
        assert caught.value.facts == {"person": "Pei"}
        with refused(rules.MayNotSee):
            do(actions.write, "mo", "project", house.projects["hotline"], body="Look", mention_ids=[house.people["pei"]])
        assert sentences(ask, "pei") == []

    def test_a_word_with_an_at_that_is_nobody_is_a_word(self, house, do):
        assert do(actions.write, "mo", "project", house.projects["hotline"], body="Meet @home, write to mo@example.cn, @mo")

    def test_an_unreleased_sheet_s_comment_does_not_reach_the_inspected_side(self, house, submitted, do, ask, refused):
        do(actions.write, "lin", "sheet", house.sheet, body="Strange.")
        assert sentences(ask, "mei")[0].startswith("Lin comments on INS-")
        assert sentences(ask, "mo") == []
        with refused(rules.MayNotSee):
            do(actions.write, "lin", "sheet", house.sheet, body="@mo?")

    def test_offered_for_calling_is_exactly_who_may_see_it(self, house, ask, released):
        def offered(who, kind, number):
            return {username for _, username, _ in ask(queries.mentionable, who, kind, number)}

        assert offered("mo", "project", house.projects["hotline"]) == {"ada", "lin", "yan", "hu", "ming"}
        assert offered("mei", "sheet", house.sheet) == {"ada", "lin", "yan", "hu", "mo", "ming"}
        assert offered("lin", "template_version", house.version) >= {"ada", "hu", "mo", "ming", "pei", "mei", "kit"}


class TestChanging:
    def write(self, do, house, body="First words"):
        return do(actions.write, "mo", "project", house.projects["hotline"], body=body)

    def test_the_author_puts_it_right_and_the_first_words_stay_to_be_read(self, house, do, ask, traced):
        made = self.write(do, house)
        with traced("comment:edit", "mo") as entry:
            do(actions.edit, "mo", made, version=1, body="Better words, @ming")
        assert (entry[0].facts["before"]["body"], entry[0].facts["after"]["body"]) == ("First words", "Better words, @ming")
        (one,), _ = ask(queries.thread, "ming", "project", house.projects["hotline"])
        assert (one.body, [body for _, body in one.former], one.edited_at is not None) == ("Better words, @ming", ["First words"], True)
        assert len(sentences(ask, "ming")) == 1
        do(actions.edit, "mo", made, version=2, body="Best words, @ming")
        assert len(sentences(ask, "ming")) == 1, "called once, told once"

    def test_nobody_else_and_not_later_and_not_over_a_change(self, house, do, refused):
        made = self.write(do, house)
        with refused(rules.NotYourWords):
            do(actions.edit, "ada", made, version=1, body="Mine")
        with refused(rules.NotYourWords):
            do(actions.strike, "lin", made)
        with refused(NotFound):
            do(actions.edit, "pei", made, version=1, body="Mine")
        with refused(NotFound):
            do(actions.strike, "mo", 9999)
        with refused(Stale):
            do(actions.edit, "mo", made, version=7, body="x")
        with clock.at(clock.now() + timedelta(minutes=16)), refused(rules.TooLate):
            do(actions.edit, "mo", made, version=1, body="x")

    def test_struck_words_are_gone_and_their_place_stays(self, house, do, ask, traced, refused):
        made = self.write(do, house, "Regrettable")
        do(actions.edit, "mo", made, version=1, body="Regrettable, still")
        with clock.at(clock.now() + timedelta(days=30)), traced("comment:strike", "mo"):
            do(actions.strike, "mo", made)
        (one,), total = ask(queries.thread, "ada", "project", house.projects["hotline"])
        assert (one.body, one.former, one.mentions, total, one.struck_at is not None) == ("", (), (), 1, True)
        assert trail("comment:strike")[0].facts["before"]["body"] == "Regrettable, still"
        with refused(rules.Struck):
            do(actions.strike, "mo", made)
        with refused(rules.Struck):
            do(actions.edit, "mo", made, version=3, body="Back")


class TestTheTimeline:
    def test_it_tells_who_did_what_newest_first_to_whoever_sees_the_record(self, house, do, ask, released, refused):
        do(actions.write, "mo", "sheet", house.sheet, body="Thank you")
        events, total = ask(queries.timeline, "mo", "sheet", house.sheet)
        assert (events[0].deed, events[0].who, events[0].words) == ("comment:write", {"en": "Mo", "zh_Hans": "莫"}, "Thank you")
        assert "sheet:submit" in {one.deed for one in events}
        assert total == len(events)
        assert [one.number for one in events] == sorted((one.number for one in events), reverse=True)
        assert {*vars(events[0])} == {"number", "at", "who", "deed", "words"}, "the facts are the trail's readers' affair"
        with refused(NotFound):
            ask(queries.timeline, "pei", "sheet", house.sheet)

    def test_people_are_named_as_they_are_called_today(self, house, do, ask):
        do(actions.write, "mo", "project", house.projects["hotline"], body="Well")
        with db.writing() as session:
            person_for_update(session, house.people["mo"]).name = {"en": "Mo Ying", "zh_Hans": "莫莹"}
        assert ask(queries.timeline, "lin", "project", house.projects["hotline"])[0][0].who == {"en": "Mo Ying", "zh_Hans": "莫莹"}

    def test_struck_words_are_not_told_and_other_records_neither(self, house, do, ask):
        made = do(actions.write, "mo", "project", house.projects["hotline"], body="Regrettable")
        do(actions.strike, "mo", made)
        events, _ = ask(queries.timeline, "mo", "project", house.projects["hotline"])
        assert [(one.deed, one.words) for one in events[:2]] == [("comment:strike", None), ("comment:write", None)]
        other, _ = ask(queries.timeline, "pei", "project", house.projects["harbour"])
        assert {one.deed for one in other} == {"project:create"}

    def test_pages_of_it_hold_every_event_once(self, house, do, ask):
        for number in range(7):
            do(actions.write, "lin", "project", house.projects["hotline"], body=f"{number}")
        _, total = ask(queries.timeline, "lin", "project", house.projects["hotline"])
        pages = [ask(queries.timeline, "lin", "project", house.projects["hotline"], page=page, size=3)[0] for page in (1, 2, 3, 4)]
        assert len({one.number for page in pages for one in page}) == total >= 8
        assert max(map(len, pages)) == 3
