"""Editing a table whole, on both databases, and what it means for projects."""

import pytest

from core import work
from core.errors import NotFound, NotPermitted, Stale
from core.projects import actions as projects
from core.projects import queries as project_queries
from core.projects.rules import KINDS, Stage
from core.reference import actions, queries, rules
from core.reference.rules import Line
from tests.cast import named

pytestmark = pytest.mark.usefixtures("database")


def lines(code, *, without=(), more=(), **names):
    table = work.ask(queries.table, code)
    present = [Line(n, one.code, names.get(one.code, one.name), one.retired) for n, one in enumerate(table.entries, 2) if one.code not in without]
    return [*present, *more]


def codes(code):
    return [one.code for one in work.ask(queries.table, code).entries]


def test_a_table_is_what_ships_until_somebody_edits_it(house, do, ask, traced):
    before = codes("channel")
    assert work.ask(queries.table, "channel").version == 0
    with traced("reference:save", "ada") as entry:
        do(actions.save, "ada", "channel", version=0, lines=lines("channel", without=["counter"], more=[Line(20, "letter", named("Letter"))], app=named("Phone app")))
    assert codes("channel") == [one for one in before if one != "counter"] + ["letter"]
    assert work.ask(queries.table, "channel").names["app"] == named("Phone app")
    facts = entry[0].facts
    assert (entry[0].subject_code, list(facts["added"]), list(facts["deleted"]), list(facts["changed"])) == ("channel", ["letter"], ["counter"], ["app"])
    assert facts["changed"]["app"]["after"]["name"] == named("Phone app")
    told = ask(queries.history, "ada", "channel")
    assert list(told["who"]) == ["艾达"]


def test_a_new_order_is_kept_and_told(house, do, traced):
    turned = lines("channel")[::-1]
    with traced("reference:save", "ada") as entry:
        do(actions.save, "ada", "channel", version=0, lines=turned)
    assert codes("channel") == [line.code for line in turned]
    assert list(entry[0].facts) == ["order"]


def test_what_is_wrong_changes_nothing(house, do, refused):
    with refused(rules.FaultyTable):
        do(actions.save, "ada", "channel", version=0, lines=[Line(2, "A", named("A"))])
    with refused(NotFound):
        do(actions.save, "ada", "no_such_table", version=0, lines=[Line(2, "a", named("A"))])
    with refused(NotPermitted):
        do(actions.save, "lin", "channel", version=0, lines=lines("channel"))
    with pytest.raises(NotPermitted):
        work.ask(queries.sheet, house.actor("mo"), "channel")
    with pytest.raises(NotFound):
        work.ask(queries.sheet, house.actor("ada"), "../../etc/passwd")


def test_a_change_over_one_that_was_not_seen_is_refused(house, do, refused):
    do(actions.save, "ada", "channel", version=0, lines=lines("channel", phone=named("Call")))
    with refused(Stale):
        do(actions.save, "ada", "channel", version=0, lines=lines("channel", phone=named("Ring")))
    do(actions.save, "ada", "channel", version=1, lines=lines("channel", phone=named("Ring")))
    assert work.ask(queries.table, "channel").names["phone"] == named("Ring")


class TestProjectKinds:
    def test_a_kind_in_use_is_retired_but_never_deleted(self, house, do, ask, refused):
        assert ask(queries.sheet, "ada", KINDS).used == {"service": 2}
        with refused(rules.EntryInUse):
            do(actions.save, "ada", KINDS, version=0, lines=lines(KINDS, without=["service"]))
        do(actions.save, "ada", KINDS, version=0, lines=lines(KINDS, without=["consulting"]))
        retired = [Line(one.row, one.code, one.name, one.code == "service") for one in lines(KINDS)]
        do(actions.save, "ada", KINDS, version=1, lines=retired)
        hotline = ask(project_queries.projects, "ada")[0]
        assert hotline.kind == "service"
        self.change(do, ask, hotline.code, kind="service")  # what it is, it may stay
        self.change(do, ask, hotline.code, kind="hotline")
        with refused(rules.NotAnEntry):
            self.change(do, ask, hotline.code, kind="service")

    def change(self, do, ask, code, **values):
        row = ask(project_queries.project, "ada", code)
        do(
            projects.update, "ada", row.id, version=row.version, name=row.name, customer=row.customer, stage=Stage.PLANNING, manager_id=row.manager_id,
            started_on=None, ends_on=None, member_ids=(), **values,
        )  # fmt: skip

    @pytest.mark.parametrize("kind", ["", "unknown", "Service", "' OR 1=1 --", "x" * 500])
    def test_a_kind_that_is_none_is_refused(self, house, do, refused, kind):
        with refused(rules.NotAnEntry):
            do(
                projects.create, "ada", name=named("New"), customer=named("New"), department_id=house.departments["service"],
                manager_id=house.people["mo"], kind=kind,
            )  # fmt: skip

    def test_without_a_word_it_stays(self, house, do, ask):
        code = ask(project_queries.projects, "ada")[0].code
        self.change(do, ask, code, kind="training")
        self.change(do, ask, code)
        assert ask(project_queries.project, "ada", code).kind == "training"
