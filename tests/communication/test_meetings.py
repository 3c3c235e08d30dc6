"""Meetings and opinions: an agenda of facts, minutes that stand, actions that are followed up, answers in time; a box that keeps nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db
from core.access import Actor
from core.audit.records import AuditEntry
from core.clock import now, today
from core.communication.meetings import actions, queries, rules
from core.communication.meetings.rules import Said, Sort, State, Topic
from core.communication.opinions import actions as opinions
from core.communication.opinions import queries as voices
from core.communication.opinions import rules as answers
from core.communication.opinions.records import Opinion
from core.communication.opinions.rules import Outcome, Side
from core.communication.plans import actions as plans
from core.communication.plans import queries as planned
from core.communication.plans import rules as days
from core.communication.plans.rules import Frequency
from core.communication.rules import Means
from core.errors import Empty, NotPermitted, Stale
from core.followup.queries import by_code
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.notice.queries import inbox
from core.projects.records import Project
from tests.house.communication_deeds import line, told


class TestRules:
    @pytest.mark.parametrize(("typed", "kept"), [("9:30", "09:30"), (" 09：05 ", "09:05"), ("", ""), ("23:59", "23:59")])
    def test_a_time_of_day_is_read_as_people_write_it(self, typed, kept):
        assert rules.clock(typed) == kept

    @given(st.text(max_size=8))
    def test_whatever_is_typed_as_a_time_is_kept_as_one_or_refused(self, typed):
        try:
            kept = rules.clock(typed)
        except rules.NotAnHour:
            return
        assert kept == "" or (len(kept) == 5 and rules.clock(kept) == kept)

    def test_what_counts_nothing_stands_on_no_agenda(self):
        kept = rules.agenda({Topic.RISKS: 2, Topic.OVERDUE: 1, Topic.REQUESTS: 0})
        assert rules.points(kept) == [(Topic.OVERDUE, 1), (Topic.RISKS, 2)]

    def test_minutes_need_a_day_that_has_come_somebody_there_and_a_line(self):
        day = date(2026, 3, 2)
        for refusal, more in ((rules.NotHeldYet, {"held_on": day + timedelta(days=1)}), (rules.NobodyPresent, {"people": 0}), (rules.NothingSaid, {"lines": 0})):
            with pytest.raises(refusal):
                rules.check_issue(**({"held_on": day, "people": 1, "guests": "", "lines": 1, "today": day} | more))
        rules.check_issue(day, people=0, guests="Their manager", lines=1, today=day)


pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def hotline(house):
    with db.reading() as session:
        return session.get_one(Project, house.projects["hotline"]).code


def code_of(ask, hotline, who="mo"):
    return ask(queries.meetings, who, hotline)[0].code


def test_minutes_are_written_issued_followed_up_and_stand(house, do, ask, hotline):
    project, ming, mo = house.projects["hotline"], house.people["ming"], house.people["mo"]
    do(plans.write, "mo", project, line(house, means=Means.TEAM, frequency=Frequency.ONCE, first_on=today()))
    made = do(actions.prepare, "ming", project, told(house, starts="9:30", minutes=45))
    view = ask(queries.view, "ming", code_of(ask, hotline))
    assert (view.starts, view.row.state, view.agenda, view.may_meet) == ("09:30", State.DRAFT, (), True)
    with pytest.raises(rules.NothingSaid):
        do(actions.issue, "ming", made, version=1)
    with pytest.raises(rules.WhoDoesIt):
        do(actions.write, "ming", made, Said(Sort.ACTION, "Mend it."))
    for one in (Said(Sort.INFORMATION, "All well."), Said(Sort.PROBLEM, "It rains."), Said(Sort.OPINION, "Too slow.", Side.STAFF), Said(Sort.ACTION, "Mend it.", owner_id=ming, verifier_id=mo, due_on=today() + timedelta(days=3))):
        do(actions.write, "ming", made, one)
    do(actions.take_out, "ming", made, number=2)
    assert [one.one.state for one in ask(planned.plan, "mo", hotline).days] == [days.State.DUE]  # not before the minutes are issued
    do(actions.issue, "ming", made, version=1)
    assert [(one.one.state, one.one.met.code) for one in ask(planned.plan, "mo", hotline).days] == [(days.State.MET, view.row.code)]
    view = ask(queries.view, "mo", view.row.code)
    assert [(one.number, one.sort) for one in view.lines] == [(1, Sort.INFORMATION), (3, Sort.OPINION), (4, Sort.ACTION)]
    with db.reading() as session:
        action = by_code(session, view.lines[2].followup)
        assert (action.owner_id, action.verifier_id, action.source_kind, action.source_id, action.source_item) == (ming, mo, queries.KIND, made, 4)
    (opinion,) = ask(voices.voices, "ming", hotline).opinions
    assert (opinion.text, opinion.side, opinion.source, opinion.due_on) == ("Too slow.", Side.STAFF, view.row.code, today() + timedelta(days=5))
    assert ask(inbox, "mo", kind="communication_minutes")[1] == 1
    for deed, more in ((actions.write, (Said(Sort.PROBLEM, "More"),)), (actions.change, (told(house),))):
        with pytest.raises(rules.MinutesIssued):
            do(deed, "ming", made, *more, **({"version": 2} if deed is actions.change else {}))
    do(actions.correct, "ming", made, text="Not all well.")
    assert ask(queries.view, "mo", view.row.code).lines[-1].sort is Sort.CORRECTION
    later = do(actions.prepare, "mo", project, told(house, title="Next"))
    after = ask(queries.view, "mo", code_of(ask, hotline))
    assert (after.row.id, after.agenda, after.earlier) == (later, ((Topic.OPINIONS, 1),), ((view.lines[2].followup, "Mend it."),))


def test_a_draft_is_changed_by_one_at_a_time_and_read_by_the_project_only(house, do, ask, hotline):
    made = do(actions.prepare, "mo", house.projects["hotline"], told(house, held_on=today() + timedelta(days=9)))
    with pytest.raises(Stale):
        do(actions.change, "ming", made, told(house, title="Other"), version=9)
    do(actions.change, "ming", made, told(house, title="Other", held_on=today() + timedelta(days=9)), version=1)
    do(actions.write, "mo", made, Said(Sort.DECISION, "So be it."))
    with pytest.raises(rules.NotHeldYet):
        do(actions.issue, "mo", made, version=2)
    for who in ("pei", "cora"):
        with pytest.raises(NotPermitted):
            ask(queries.view, who, code_of(ask, hotline))
        with pytest.raises(NotPermitted):
            do(actions.write, who, made, Said(Sort.PROBLEM, "Mine"))


def test_the_box_keeps_nobody(house, do, ask, hotline):
    made = do(opinions.box, "ming", house.projects["hotline"], text="Too loud.")
    with db.reading() as session:
        row = session.get_one(Opinion, made)
        assert (row.by_id, row.side, row.heard_on) == (None, Side.BOX, today())
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "communication_opinion:box")).one()
        assert (entry.actor_id, entry.actor_name, entry.origin, entry.key, entry.facts) == (None, "", "", None, {})
    found = ask(voices.voices, "mo", hotline)
    assert (found.thin, found.team, found.opinions[0].by) == (True, 2, {})
    assert ask(inbox, "mo", kind="communication_opinion")[1] == 1
    with pytest.raises(Empty):
        do(opinions.box, "ming", house.projects["hotline"], text=" ")
    with pytest.raises(NotPermitted):
        do(opinions.box, "pei", house.projects["hotline"], text="From outside.")


def test_what_was_heard_changes_a_plan_or_is_refused_with_a_reason(house, do, ask, hotline):
    project = house.projects["hotline"]
    made = do(opinions.write, "ming", project, side=Side.CUSTOMER, text="Report every week.", heard_on=today())
    with pytest.raises(NotPermitted):
        do(opinions.answer, "ming", made, text="No.", version=1)
    with pytest.raises(answers.NothingChanged):
        do(opinions.handle, "mo", made, outcome=Outcome.PLAN, text="From now on.", version=1)
    with pytest.raises(answers.NothingChanged):
        do(opinions.handle, "mo", made, outcome=Outcome.BASELINE, text="From now on.", version=1)
    with pytest.raises(answers.NoSuchRecord):
        do(opinions.handle, "mo", made, outcome=Outcome.REQUEST, code="REQ-2026-0001", text="From now on.", version=1)
    with pytest.raises(Empty):
        do(opinions.handle, "mo", made, outcome=Outcome.NONE, text="", version=1)
    do(plans.write, "mo", project, line(house, means=Means.REPORT, frequency=Frequency.WEEKLY))
    do(opinions.answer, "mo", made, text="From now on.", version=1)
    do(opinions.handle, "mo", made, outcome=Outcome.PLAN, text="", version=2)
    (one,) = ask(voices.voices, "ming", hotline).opinions
    assert (one.answer, one.outcome, one.outcome_code, one.state) == ("From now on.", Outcome.PLAN, "v1", answers.State.HANDLED)
    with pytest.raises(answers.HandledAlready):
        do(opinions.answer, "mo", made, text="Again.", version=3)


def test_answers_in_time_are_counted_as_the_registry_counts(house, do, ask, hotline):
    project, many = house.projects["hotline"], []
    for number in range(6):
        many.append(do(opinions.write, "mo", project, side=Side.CUSTOMER, text=f"Number {number}", heard_on=today()))
    for made in many[:4]:
        do(opinions.answer, "mo", made, text="Yes.", version=1)
    asked = Asked(today(), today() + timedelta(days=30), project=hotline)
    assert ask(metrics.values, "mo", asked)["communication.answered"].n == 4
    with clock.at(now() + timedelta(days=6)):
        do(opinions.answer, "mo", many[4], text="At last.", version=1)
        found = ask(metrics.values, "mo", asked)["communication.answered"]
        assert (found.n, float(found.value)) == (6, pytest.approx(66.6667, abs=0.001))
        assert [one.overdue for one in ask(voices.voices, "mo", hotline).opinions if one.state is answers.State.OPEN] == [True]


def test_nobody_without_a_role_says_anything(house):
    with pytest.raises(NotPermitted), db.writing() as session:
        opinions.box(session, Actor(0, "", "", frozenset()), house.projects["hotline"], text="So.")
