"""Setting, inheriting, taking back; on both databases, and from one process to the next."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from core import db, work
from core.audit.kept import Kept
from core.errors import Empty, NotANumber, NotFound, NotPermitted, Stale
from core.people import actions as people
from core.settings import actions, queries, rules
from core.settings.rules import Origin, Setting
from tests.cast import named

pytestmark = pytest.mark.usefixtures("database")

DAYS = Setting("test.days", rules.FOLLOW_UP, "Days", "How many.", 30, least=1, most=365, unit=rules.DAYS, per_department=True)
TRIES = Setting("test.tries", rules.SIGN_IN, "Tries", "How many.", 5, least=3, most=20)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    monkeypatch.setattr(rules, "_DECLARED", {})
    rules.declare(DAYS)
    rules.declare(TRIES)


def days(department_id=None):
    return work.ask(queries.value, DAYS, department_id)


def row(ask, who, code, department_id=None):
    return next(one for one in ask(queries.listed, who, department_id) if one.setting.code == code)


def test_a_value_holds_from_now_on_and_its_reset_brings_back_the_default(house, do, ask, traced):
    assert days() == 30
    with traced("settings:change", "ada") as entry:
        do(actions.change, "ada", DAYS.code, text=" 14", version=0)
    assert days() == 14
    assert (entry[0].subject_code, entry[0].facts) == (DAYS.code, {"department_id": None, "before": None, "after": "14"})
    now = row(ask, "ada", DAYS.code)
    assert (now.now.value, now.now.origin, now.own, now.editable) == (14, Origin.ORGANISATION, True, True)
    with traced("settings:reset", "ada"):
        do(actions.reset, "ada", DAYS.code, version=now.version)
    assert days() == 30
    assert not row(ask, "ada", DAYS.code).own


def test_a_department_differs_and_what_lies_below_follows(house, do, ask):
    service, quality = house.departments["service"], house.departments["quality"]
    desk = do(people.create_department, "ada", code="desk", name=named("Desk"), parent_id=service)
    do(actions.change, "ada", DAYS.code, text="20", version=0)
    do(actions.change, "hu", DAYS.code, text="10", version=0, department_id=service)
    assert (days(), days(service), days(desk), days(quality)) == (20, 10, 10, 20)
    assert row(ask, "hu", DAYS.code, desk).now.origin is Origin.ABOVE
    assert row(ask, "ada", DAYS.code).differing == 1
    do(people.update_department, "ada", desk, version=1, name=named("Desk"), parent_id=quality, head_id=None)
    assert days(desk) == 20  # it moved


def test_what_is_not_a_value_changes_nothing(house, do, refused):
    for text, refusal in (("0", rules.OutOfRange), ("soon", NotANumber), ("1.5", rules.NotWhole), ("", Empty)):
        with refused(refusal):
            do(actions.change, "ada", DAYS.code, text=text, version=0)
    with refused(NotFound):
        do(actions.change, "ada", "test.unknown", text="1", version=0)
    with refused(NotFound):
        do(actions.change, "ada", DAYS.code, text="1", version=0, department_id=9999)
    with refused(rules.NotForDepartments):
        do(actions.change, "hu", TRIES.code, text="4", version=0, department_id=house.departments["service"])


def test_who_may(house, do, ask, refused):
    service, quality = house.departments["service"], house.departments["quality"]
    for who, place in (("hu", None), ("hu", quality), ("lin", None), ("mo", service), ("mei", None)):
        with refused(NotPermitted):
            do(actions.change, who, DAYS.code, text="3", version=0, department_id=place)
    for who, place in (("hu", None), ("hu", quality), ("mo", service), ("cora", None)):
        with pytest.raises(NotPermitted):
            ask(queries.listed, who, place)
        with pytest.raises(NotPermitted):
            ask(queries.history, who, DAYS.code, place)
    assert [one.setting.code for one in ask(queries.listed, "hu", service)] == [DAYS.code]
    assert [one.editable for one in ask(queries.listed, "lin")] == [False, False]
    with pytest.raises(NotFound):
        ask(queries.listed, "ada", 9999)


def test_a_change_over_one_that_was_not_seen_is_refused(house, do, refused):
    do(actions.change, "ada", DAYS.code, text="14", version=0)
    with refused(Stale):
        do(actions.change, "ada", DAYS.code, text="15", version=0)
    with refused(Stale):
        do(actions.reset, "ada", DAYS.code, version=0)
    do(actions.change, "ada", DAYS.code, text="15", version=1)
    assert days() == 15


def test_of_two_first_values_at_once_one_is_kept(house, actor):
    ada = actor("ada")

    def set_(n):
        try:
            return work.do(actions.change, ada, DAYS.code, text=str(n), version=0)
        except Stale:
            return None

    with ThreadPoolExecutor(4) as threads:
        kept = [one for one in threads.map(set_, range(2, 10)) if one]
    assert len(kept) == 1


def test_the_history_tells_who_when_before_and_after(house, do, ask):
    service = house.departments["service"]
    do(actions.change, "ada", DAYS.code, text="14", version=0)
    do(actions.change, "ada", DAYS.code, text="15", version=1)
    do(actions.reset, "ada", DAYS.code, version=2)
    do(actions.change, "hu", DAYS.code, text="7", version=0, department_id=service)
    told = ask(queries.history, "ada", DAYS.code)
    assert [tuple(one) for one in told[["who", "deed", "before", "after"]].itertuples(index=False)] == [
        ("艾达", "settings:reset", "15", None), ("艾达", "settings:change", "14", "15"), ("艾达", "settings:change", None, "14"),
    ]  # fmt: skip
    assert list(ask(queries.history, "hu", DAYS.code, service)["after"]) == ["7"]
    assert ask(queries.history, "ada", TRIES.code).empty


class TestMemory:
    @pytest.fixture
    def statements(self):
        seen = []

        def watch(connection, cursor, statement, *_):
            seen.append(statement)

        event.listen(db.engine(), "before_cursor_execute", watch)
        yield seen
        event.remove(db.engine(), "before_cursor_execute", watch)

    def test_a_transaction_asks_one_small_question_however_many_values_it_wants(self, house, statements):
        days()
        statements.clear()

        def many(session):
            return [queries.value(session, one, place) for one in (DAYS, TRIES) for place in (None, *house.departments.values())]

        assert work.ask(many) == [30, 30, 30, 5, 5, 5]
        assert len([one for one in statements if "marks" in one]) == 1
        assert not [one for one in statements if "setting_values" in one]

    def test_another_process_sees_the_new_value_at_its_next_transaction(self, house, do, monkeypatch):
        assert days() == 30
        here = queries._kept
        elsewhere = Kept(queries.TOPIC, queries._values)  # what another process remembers
        monkeypatch.setattr(queries, "_kept", elsewhere)
        do(actions.change, "ada", DAYS.code, text="14", version=0)
        assert days() == 14
        monkeypatch.setattr(queries, "_kept", here)
        assert days() == 14

    def test_a_deed_sees_its_own_change_and_nobody_remembers_one_that_failed(self, house, actor):
        ada = actor("ada")

        class Broken(Exception):
            pass

        def change_then_fail(session, who):
            before = queries.value(session, DAYS)
            actions.change(session, who, DAYS.code, text="14", version=0)
            assert (before, queries.value(session, DAYS)) == (30, 14)
            raise Broken

        with pytest.raises(Broken):
            work.do(change_then_fail, ada)
        assert days() == 30
        work.do(actions.change, ada, DAYS.code, text="21", version=0)
        assert days() == 21

    def test_later_deeds_of_a_batch_see_the_change_and_ask_no_more_than_once(self, house, statements):
        ada, seen = house.actor("ada"), []

        def deeds(session):
            seen.append(queries.value(session, DAYS))
            for text, version in (("14", 0), ("21", 1)):
                actions.change(session, ada, DAYS.code, text=text, version=version)
                statements.clear()
                seen.extend(queries.value(session, DAYS) for _ in range(5))
                assert len([one for one in statements if "setting_values" in one]) == 1

        work.batch(deeds)
        assert seen == [30] + [14] * 5 + [21] * 5
        assert days() == 21

    def test_a_transaction_does_not_change_its_mind_half_way(self, house, do):
        with db.reading() as session:
            assert queries.value(session, DAYS) == 30
            do(actions.change, "ada", DAYS.code, text="14", version=0)
            assert queries.value(session, DAYS) == 30
        assert days() == 14
