"""A change of a channel is judged by the same figures, as the published interval says, and only when whole weeks can speak."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.customers import actions as customers
from core.errors import NotPermitted, Stale
from core.followup import queries as followups
from core.followup.rules import OwnVerifier
from core.service.analysis.queries import Asked
from core.service.intake import actions as intake
from core.service.requests.rules import Intake
from core.service.tuning import actions, queries, rules
from core.service.tuning.rules import Aspect, Verdict
from core.words import Language

NOW = datetime(2026, 3, 30, 4, tzinfo=UTC)  # a Monday
DAY = date(2026, 3, 30)


def test_a_difference_is_told_as_published():
    """Newcombe 1998, table II, method 10: 56 of 70 against 48 of 80."""
    found = rules.judged([48, 80], [56, 70])
    assert (found.verdict, round(found.low, 4), round(found.high, 4)) == (Verdict.BETTER, 0.0524, 0.3339)
    assert rules.judged([48, 80], [56, 70], up=False).verdict is Verdict.WORSE
    assert rules.judged([56, 70], [48, 80]).verdict is Verdict.WORSE


def test_little_data_say_so_and_many_alike_are_the_same():
    assert rules.judged([0, 0], [5, 9]) == rules.Change(Verdict.TOO_LITTLE)
    assert rules.judged([0, 9], [90, 90]).verdict is Verdict.TOO_LITTLE
    assert rules.judged([15, 20], [17, 20]).verdict is Verdict.TOO_LITTLE
    assert rules.judged([450, 500], [455, 500]).verdict is Verdict.SAME


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_both_ways_tell_the_same(k, more, l, most):  # noqa: E741
    one, other = rules.judged([k, k + more], [l, l + most]), rules.judged([l, l + most], [k, k + more])
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert other.verdict is turned.get(one.verdict, one.verdict)
    if one.low is not None:
        assert -1 - 1e-9 <= one.low <= one.difference + 1e-9 <= one.high + 2e-9 <= 1 + 1e-8


def test_weeks_before_and_after_leave_the_week_of_the_change_out():
    assert rules.before(4, DAY) == (date(2026, 3, 2), date(2026, 3, 23))
    assert rules.after(date(2026, 3, 4), DAY) == (date(2026, 3, 9), date(2026, 3, 23))
    assert rules.after(date(2026, 3, 2), DAY) == (date(2026, 3, 2), date(2026, 3, 23)), "a whole week speaks for itself"


@pytest.mark.usefixtures("database")
def test_a_decision_keeps_its_figures_becomes_a_follow_up_and_is_judged(house, hotline, do, ask, refused):
    def call(moment, channel="phone", times=1):
        with clock.at(moment):
            for _ in range(times):
                do(intake.register, "ming", house.projects["hotline"], Intake(ferries, channel, "Invoices are wrong"))

    def told(**more):
        given = {"channel": "phone", "weeks": 4, "aspect": Aspect.USAGE, "up": False, "change": "A form in the app.", "owner_id": house.people["ming"], "verifier_id": house.people["mo"], "due_on": DAY}
        return given | more

    with clock.at(NOW - timedelta(days=40)):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    with clock.at(NOW), refused(rules.NothingCame):
        do(actions.decide, "mo", house.projects["hotline"], **told())
    call(NOW - timedelta(days=10), times=12)
    call(NOW - timedelta(days=9), "chat", 3)
    call(NOW - timedelta(hours=1), times=2)  # of the running week
    with clock.at(NOW):
        with refused(OwnVerifier):
            do(actions.decide, "mo", house.projects["hotline"], **told(verifier_id=house.people["ming"]))
        made = do(actions.decide, "mo", house.projects["hotline"], **told())
        (one,) = ask(queries.listed, "lin", Asked())
        assert (one.before["usage"], one.before["content"], one.verdict, one.may_edit) == ([12, 15], [0, 0], None, True)
        view = ask(followups.followup, "ming", one.follow_up)
        assert (view.row.source_kind, view.row.owner_id) == ("tuning", house.people["ming"])
        assert not ask(queries.listed, "ming", Asked())[0].may_edit
        assert ask(queries.listed, "pei", Asked()) == []
        assert ask(queries.listed, "mo", Asked(channel="chat")) == []
        with refused(rules.NotInEffect):
            do(actions.judge, "mo", made, version=2)
        with refused(rules.EffectToCome):
            do(actions.changed, "mo", made, changed_on=DAY + timedelta(days=1), version=2)
        do(actions.changed, "mo", made, changed_on=DAY, version=2)
        with refused(rules.TooEarly):
            do(actions.judge, "mo", made, version=3)
        with refused(Stale):
            do(actions.judge, "mo", made, version=1)
    later = NOW + timedelta(days=28)
    with clock.at(later):
        do(actions.judge, "mo", made, version=3)
        (one,) = ask(queries.listed, "mo", Asked())
        assert (one.verdict, one.after["usage"], one.after_first) == (Verdict.TOO_LITTLE, [2, 2], DAY), "the change was on a Monday"
    call(later - timedelta(days=10), "app", 30)
    call(later - timedelta(days=9), times=3)
    with clock.at(later):
        do(actions.judge, "mo", made, version=4)
        (one,) = ask(queries.listed, "mo", Asked())
        assert (one.verdict, one.after["usage"]) == (Verdict.BETTER, [5, 35])
        assert one.found.high < 0
        with refused(rules.JudgedAlready):
            do(actions.judge, "mo", made, version=5)
        with pytest.raises(NotPermitted):
            do(actions.decide, "ming", house.projects["hotline"], **told())


@pytest.mark.usefixtures("sqlite_database")
def test_on_the_screen_a_channel_is_decided_on_and_said_to_be_changed(house, hotline, do, ask, screen):
    with clock.at(clock.now() - timedelta(days=10)):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        for _ in range(12):
            do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", "Invoices are wrong"))
    page = screen("pages/Service_analysis.py", "mo", query={"part": "channels"})
    assert page.button(key="tuning:save").disabled
    for name, value in (("project", hotline), ("channel", "phone"), ("owner", house.people["ming"]), ("verifier", house.people["mo"])):
        page.selectbox(key=f"tuning:{name}").set_value(value).run()
    page.button(key="tuning:save").click().run()
    assert len(page.error) == 1, "what is changed is not said yet"
    page.text_area(key="tuning:change").set_value("A form <b>in the app</b>.").run()
    page.button(key="tuning:save").click().run()
    assert not page.error
    (one,) = ask(queries.listed, "mo", Asked())
    assert (one.channel, one.change, one.changed_on) == ("phone", "A form <b>in the app</b>.", None)
    page = screen("pages/Service_analysis.py", "mo", query={"part": "channels"})
    assert any(r"\<b\>in the app\</b\>" in shown.value for shown in page.markdown)
    page.button(key=f"tuning:{one.id}:changed").click().run()
    assert not page.error
    assert ask(queries.listed, "mo", Asked())[0].changed_on == clock.today()
    for language in Language:
        page = screen("pages/Service_analysis.py", "ming", query={"part": "channels"}, language=language)
        assert not page.exception
        assert not [box for box in page.button if (box.key or "").startswith("tuning:")], "who may not decide is offered nothing"
