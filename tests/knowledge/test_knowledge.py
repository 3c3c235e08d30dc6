"""The library: from a draft to an approved edition, found in Chinese and in English, pushed where it fits, counted where it is adopted."""

from dataclasses import replace

import pytest

from core import db
from core.clock import today
from core.errors import NotFound, NotPermitted, Stale, TooLong
from core.insight import queries as insight
from core.knowledge import actions, queries, rules
from core.knowledge.queries import Search
from core.knowledge.records import Article
from core.knowledge.rules import Applies, Kind, Outcome, Readers, State, Text
from core.likeness import grams, likeness
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.reference.rules import NotAnEntry

pytestmark = pytest.mark.usefixtures("database")

CALLS = Text(Kind.LESSON, "Two on each shift", "One of five calls was lost at noon.", "A second person took the noon shift.", "One of fifty is lost.", "Plan two on each shift from the start.")
INVOICE = Text(Kind.SOLVED_CASE, "发票金额错误的处理", "客户收到的发票金额与合同不符。", "核对合同附件后重新开票。", "客户当天确认。", "开票前先核对合同附件的单价。", Applies(classes=("process",)))


def version(made: int) -> int:
    with db.reading() as session:
        return session.get_one(Article, made).version


def code_of(made: int) -> str:
    with db.reading() as session:
        return session.get_one(Article, made).code


def approved(do, house, text=CALLS, *, author="ming", **more) -> int:
    made = do(actions.write, author, text, submit=True, **more)
    do(actions.approve, "lin", made, version=version(made))
    return made


class TestItsWay:
    def test_others_read_it_once_somebody_else_has_approved_it(self, house, do, ask, refused, traced):
        made = do(actions.write, "ming", CALLS, project_id=house.projects["hotline"])
        code = code_of(made)
        with refused(NotFound):
            ask(queries.article, "pei", code)
        do(actions.submit, "ming", made, version=version(made))
        assert ask(queries.waiting, "hu") == 1  # head of the department
        with refused(NotPermitted):
            do(actions.approve, "pei", made, version=version(made))  # manages another project
        with traced("article:approve", "hu"):
            do(actions.approve, "hu", made, version=version(made))
        assert ask(queries.article, "pei", code).row.text.title == CALLS.title

    def test_nobody_approves_the_own(self, house, do, refused):
        made = do(actions.write, "lin", CALLS, submit=True)
        with refused(rules.OwnArticle):
            do(actions.approve, "lin", made, version=version(made))

    def test_a_change_is_read_by_others_after_it_is_approved_and_editions_stay(self, house, do, ask, refused):
        made = approved(do, house)
        do(actions.edit, "ming", made, replace(CALLS, title="Three on each shift", situation="Umbrellas"), readers=Readers.EVERYBODY, version=version(made))
        seen = ask(queries.article, "pei", code_of(made))
        assert seen.row.text.title == "Two on each shift"
        assert ask(queries.article, "ming", code_of(made)).row.text.title == "Three on each shift"
        for words in ("umbrellas", "Three on"):
            assert ask(queries.articles, "pei", Search(words=words)) == ([], 0)  # found by what was approved
        assert [(one.kind, one.name, one.key) for one in ask(insight.found, "pei", "on each shift")] == [("article", "Two on each shift", code_of(made))]
        do(actions.submit, "ming", made, version=version(made))
        with refused(rules.ArticlePastThis):
            do(actions.submit, "ming", made, version=version(made))
        do(actions.give_back, "lin", made, reason="Say how many calls.", version=version(made))
        do(actions.edit, "ming", made, replace(CALLS, title="Four on each shift"), readers=Readers.EVERYBODY, version=version(made))
        do(actions.submit, "ming", made, version=version(made))
        do(actions.approve, "lin", made, version=version(made))
        whole = ask(queries.article, "pei", code_of(made))
        assert [(one.number, one.text.title) for one in whole.editions] == [(2, "Four on each shift"), (1, "Two on each shift")]

    def test_what_cannot_be_is_refused_and_an_old_page_too(self, house, do, refused):
        with refused(TooLong):
            do(actions.write, "ming", replace(CALLS, title="x" * 161))
        with refused(NotAnEntry):
            do(actions.write, "ming", replace(CALLS, applies=Applies(kinds=("moon",))))
        with refused(rules.NoProjectToRead):
            do(actions.write, "ming", CALLS, readers=Readers.PROJECT)
        with refused(rules.TooManyApplies):
            do(actions.write, "ming", replace(CALLS, applies=Applies(phases=tuple("x" * n for n in range(21)))))
        made = do(actions.write, "ming", CALLS)
        with refused(Stale):
            do(actions.edit, "ming", made, CALLS, readers=Readers.EVERYBODY, version=99)
        with refused(NotPermitted):
            do(actions.edit, "mo", made, CALLS, readers=Readers.EVERYBODY, version=1)

    def test_an_article_of_one_project_is_read_by_who_sees_the_project(self, house, do, ask, refused):
        made = approved(do, house, project_id=house.projects["hotline"], readers=Readers.PROJECT)
        assert ask(queries.article, "mo", code_of(made))
        with refused(NotFound):
            ask(queries.article, "pei", code_of(made))
        assert ([one.kind for one in ask(insight.found, "mo", "each shift")], ask(insight.found, "pei", "each shift")) == (["article"], [])

    def test_a_retired_one_is_pushed_to_nobody_but_opens(self, house, do, ask):
        made = approved(do, house)
        do(actions.retire, "lin", made, reason="Out of date.", version=version(made))
        assert ask(queries.fitting, "mo", kind="hotline") == []
        assert ask(queries.articles, "mo", Search())[1] == 0
        assert ask(queries.article, "mo", code_of(made)).row.state is State.RETIRED


class TestFinding:
    def test_chinese_is_found_by_neighbouring_characters_and_english_by_words(self, house, do, ask):
        chinese, english = approved(do, house, INVOICE), approved(do, house)

        def found(words):
            return [one.id for one in ask(queries.articles, "pei", Search(words=words))[0]]

        assert found("发票金额") == [chinese]
        assert found("核对 合同附件") == [chinese]
        assert found("noon calls") == [english]
        assert found("noon umbrellas parrots") == []
        assert found("票") == [chinese]  # one character is a word
        assert [one.id for one in ask(queries.related, "ming", "客户说发票金额不对")] == [chinese]

    def test_filters_take_what_names_the_code_and_what_holds_for_all(self, house, do, ask):
        every, some = approved(do, house), approved(do, house, replace(CALLS, title="Only on site", applies=Applies(kinds=("on_site",), phases=("closing",))))
        assert {one.id for one in ask(queries.articles, "pei", Search(project_kind="on_site"))[0]} == {every, some}
        assert {one.id for one in ask(queries.articles, "pei", Search(project_kind="hotline"))[0]} == {every}
        assert ask(queries.articles, "pei", Search(kind=Kind.METHOD)) == ([], 0)
        assert [one.id for one in ask(queries.articles, "ming", Search(mine=True, phase="closing"))[0]] == [some, every]


class TestUse:
    def test_the_fitting_comes_first_and_what_is_adopted_goes_to_its_own_list(self, house, do, ask, refused, traced):
        every = approved(do, house)
        named = approved(do, house, replace(CALLS, title="Only on site", applies=Applies(kinds=("on_site",))))
        other = approved(do, house, replace(CALLS, title="Only training", applies=Applies(kinds=("training",))))
        late = approved(do, house, replace(CALLS, title="At the end", applies=Applies(phases=("closing",))))
        found = [one.id for one in ask(queries.fitting, "mo", kind="on_site", phase="planning", subject=("project", house.projects["hotline"]))]
        assert found == [named, late, every]
        assert other not in found
        with traced("article:adopt", "mo"):
            use = do(actions.adopt, "mo", named, kind="project", subject_id=house.projects["hotline"])
        with refused(rules.AdoptedAlready):
            do(actions.adopt, "ming", named, kind="project", subject_id=house.projects["hotline"])
        with refused(NotFound):
            do(actions.adopt, "pei", every, kind="project", subject_id=house.projects["hotline"])
        assert named not in [one.id for one in ask(queries.fitting, "mo", kind="on_site", subject=("project", house.projects["hotline"]))]
        do(actions.judge, "ming", use, outcome=Outcome.WORKED, said="No call was lost.")
        do(actions.judge, "mo", use, outcome=Outcome.NOT, said="Only at first.")  # said again: it is one use with one outcome
        row = ask(queries.article, "pei", code_of(named)).row
        assert (row.uses, row.worked, row.failed) == (1, 0, 1)
        (mine,) = ask(queries.adopted, "ming", "project", house.projects["hotline"])
        assert (mine.outcome, mine.said, mine.edition) == (Outcome.NOT, "Only at first.", 1)

    def test_what_was_left_by_projects_and_taken_up_by_others_is_a_measure(self, house, do, ask):
        lesson = approved(do, house, replace(CALLS, title="Left by Hotline"), project_id=house.projects["hotline"])
        kept = approved(do, house, replace(CALLS, title="Adopted by nobody"), project_id=house.projects["hotline"])
        do(actions.write, "ming", CALLS, project_id=house.projects["hotline"], submit=True)  # nobody has approved it
        do(actions.adopt, "mo", lesson, kind="project", subject_id=house.projects["hotline"])
        facts, count = ask(metrics.rows, "lin", "knowledge.adopted", Asked(today(), today()))
        assert (count, dict(zip(facts["code"], facts["value"], strict=True))) == (2, {code_of(lesson): 1, code_of(kept): 0})

    def test_a_draft_is_not_adopted(self, house, do, refused):
        made = do(actions.write, "mo", CALLS)
        with refused(rules.NotApproved):
            do(actions.adopt, "mo", made, kind="project", subject_id=house.projects["hotline"])

    def test_a_case_is_made_of_a_record_once(self, house, do, ask, refused):
        made = do(actions.write, "mo", replace(CALLS, kind=Kind.GOOD_CASE), origin=("project", house.projects["hotline"]))
        assert [one.id for one in ask(queries.made_of, "mo", "project", house.projects["hotline"])] == [made]
        with refused(rules.OriginUsed):
            do(actions.write, "mo", replace(CALLS, kind=Kind.GOOD_CASE), origin=("project", house.projects["hotline"]))
        with refused(NotFound):
            do(actions.write, "pei", replace(CALLS, kind=Kind.GOOD_CASE), origin=("project", house.projects["hotline"]))


def test_the_pieces_of_texts_are_the_same_in_all_widths_and_cases():
    assert grams("ＡＢＣ 发票") == grams("abc 发票")
    assert likeness(grams("发票金额错误"), grams("发票金额有误")) > 0.5
