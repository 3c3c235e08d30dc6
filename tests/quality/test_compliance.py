"""Norms and who was trained on them, assessments clause by clause, and analysis meetings: on both databases."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from core import clock, work
from core.errors import NotFound, NotPermitted, TooLong
from core.followup.rules import OwnVerifier
from core.quality.checks import actions as checks
from core.quality.checks.rules import Given, Mark
from core.quality.compliance import actions, queries, rules
from core.quality.compliance.rules import Method, NormText, Standing, State
from core.quality.meetings import actions as meetings
from core.quality.meetings import queries as meeting_queries
from core.quality.meetings import rules as meeting_rules
from core.quality.meetings.rules import Decision, Sort
from core.quality.nonconformities import actions as nonconformities
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.rules import Origin, Severity
from core.quality.standards import actions as standards
from core.quality.standards.records import Standard
from core.quality.standards.rules import Norm
from core.quality.standards.rules import Sort as Sort_
from pages.parts.quality import norm_flow
from tests.house.compliance_deeds import DEMAND, OTHER, TEXT

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(START):
        yield


def test_a_new_version_has_to_be_trained_anew(house, do, ask, refused):
    made = do(actions.write, "lin", name="Hotline", department_id=house.departments["service"], text=TEXT, effective_on=DAY)
    people = [house.people["ming"], house.people["mo"]]
    with refused(rules.TrainedLater):
        do(actions.train, "hu", made, people=people, trained_on=DAY + timedelta(days=1), trainer="Lin")
    do(actions.train, "hu", made, people=people, trained_on=DAY, trainer="Lin")
    (norm,) = ask(queries.norms, "lin")
    assert sorted(one.name["en"] for one in norm.missing) == ["Hu"]
    (hers,) = ask(queries.norms, "ming")
    assert ([one.person_id for one in hers.people], hers.may_confirm) == ([house.people["ming"]], True)
    do(actions.confirm, "ming", made)
    with refused(NotFound):
        do(actions.confirm, "mei", made)
    for text, effective_on, refusal in ((TEXT, DAY, rules.NothingNew), (OTHER, DAY - timedelta(days=1), rules.NormInPast)):
        with refused(refusal):
            do(actions.revise, "lin", made, text=text, effective_on=effective_on, reason="Better.", version=1)
    do(actions.revise, "lin", made, text=OTHER, effective_on=DAY + timedelta(days=7), reason="Better.", version=1)
    assert len(ask(queries.norms, "lin")[0].missing) == 1  # the version before still holds
    with clock.at(START + timedelta(days=7)):
        (norm,) = ask(queries.norms, "lin")
        assert (norm.in_force, len(norm.missing), len(norm.versions)) == (2, 3, 2)


def plan(house, do, who="mei", **more) -> int:
    told = {"method": Method.INTERNAL, "scope": "Hotline", "assessor_id": house.people[who], "due_on": DAY} | more
    return do(actions.plan, "lin", house.projects["hotline"], **told)


def test_an_assessment_closes_when_every_breach_is_registered(house, do, ask, refused):
    with refused(rules.NoRequirements):
        plan(house, do)
    do(actions.demand, "lin", **DEMAND)
    do(actions.demand, "lin", **DEMAND | {"text": "Complaints are answered"})
    for who in ("mo", "ming", "hu"):
        with refused(rules.AuditorInvolved):
            plan(house, do, who)
    with refused(rules.BodyMissing):
        plan(house, do, method=Method.THIRD_PARTY)
    with refused(rules.AuditInPast):
        plan(house, do, due_on=DAY - timedelta(days=1))
    made = plan(house, do)
    code = ask(queries.assessments, "mei")[0].code
    first, second = ask(queries.view, "mei", code).clauses
    with refused(rules.EvidenceNeeded):
        do(actions.assess, "mei", first.id, standing=Standing.COMPLIES, version=1)
    with refused(rules.FindingNeeded):
        do(actions.assess, "mei", first.id, standing=Standing.FAILS, evidence="Ten calls.", version=1)
    with refused(NotPermitted):
        do(actions.assess, "kit", first.id, standing=Standing.COMPLIES, evidence="Ten calls.", version=1)
    do(actions.assess, "mei", first.id, standing=Standing.COMPLIES, evidence="Ten calls.", version=1)
    with refused(rules.ClausesOpen):
        do(actions.close, "mei", made, conclusion="Well.")
    do(actions.assess, "mei", second.id, standing=Standing.FAILS, finding="Two of five were not.", version=1)
    with refused(rules.FindingsOpen):
        do(actions.close, "mei", made, conclusion="Well.")
    do(actions.register, "mei", second.id, class_="law", severity=Severity.MAJOR)
    do(actions.close, "mei", made, conclusion="One breach.")
    seen = ask(queries.view, "lin", code)
    assert (seen.row.state, seen.row.counts, bool(seen.clauses[1].nonconformity)) == (State.CLOSED, {Standing.COMPLIES: 1, Standing.FAILS: 1}, True)
    with pytest.raises(NotFound):
        ask(queries.view, "pei", code)


def test_the_agenda_is_what_the_period_calls_for_and_decisions_become_actions(house, do, ask, refused):
    from tests.quality.test_checks import planned, points

    late = do(nonconformities.register, "mo", house.projects["hotline"], Finding("Wrong bills", "Three.", "content", Severity.MINOR, Origin.WORK, DAY))
    do(nonconformities.register, "pei", house.projects["harbour"], Finding("Wrong bills", "Three.", "content", Severity.MINOR, Origin.WORK, DAY))
    failed = planned(house, do)
    for point, said in zip(points(failed), (Given(mark=Mark.FAILS), Given(mark=Mark.NOT_APPLICABLE)), strict=True):
        do(checks.answer, "mei", failed, point_id=point, given=said)
    do(checks.contain, "mei", failed, point_id=points(failed)[0], containment="Stopped.")
    do(checks.finish, "mei", failed)
    planned(house, do)
    with clock.at(START + timedelta(days=20)):
        today = DAY + timedelta(days=20)
        told = {"title": "March", "first": DAY, "last": today, "planned_on": today}
        for wrong, refusal in (({"last": DAY - timedelta(days=1)}, meeting_rules.PeriodUpsideDown), ({"last": today + timedelta(days=1)}, meeting_rules.PeriodToCome)):
            with refused(refusal):
                do(meetings.prepare, "hu", house.departments["service"], **told | wrong)
        made = do(meetings.prepare, "hu", house.departments["service"], **told)
        (row,) = ask(meeting_queries.meetings, "hu")
        view = ask(meeting_queries.view, "hu", row.code)
        assert [one.sort for one in view.agenda] == [Sort.OVERDUE, Sort.FAILED, Sort.MISSED]
        assert view.agenda[0].code == work.ask(lambda session: session.get_one(nonconformities.Nonconformity, late).code)
        with refused(meeting_rules.HeldLater):
            do(meetings.hold, "hu", made, held_on=today + timedelta(days=1), attendees=[], minutes="Better.", causes="", version=1)
        do(meetings.hold, "hu", made, held_on=today, attendees=[house.people["mo"]], minutes="Better.", causes="No plan.", version=1)
        with refused(OwnVerifier):
            do(meetings.decide, "hu", made, said=Decision("Train.", house.projects["hotline"], house.people["mo"], house.people["mo"], today))
        do(meetings.decide, "hu", made, said=Decision("Train.", house.projects["hotline"], house.people["ming"], house.people["mo"], today))
        (decided,) = ask(meeting_queries.view, "lin", row.code).decisions
        assert (decided.text, decided.owner["en"], decided.due_on) == ("Train.", "Ming", today)


def test_a_norm_needs_steps_and_standards():
    with pytest.raises(rules.Refusal):
        rules.cleaned(NormText("", "Fast."))


FLOW = "Answer | Agent\nSolved? | Agent | | 4\n Tell the customer ｜ Agent ｜｜ 5\nHand over | Team lead\n\nAsk | Agent"


def test_a_flow_chart_is_read_as_it_is_typed():
    steps = rules.steps_of(FLOW)
    assert [(one.name, one.who, one.to, one.asks) for one in steps] == [
        ("Answer", "Agent", 0, False), ("Solved?", "Agent", 4, True), ("Tell the customer", "Agent", 5, False), ("Hand over", "Team lead", 0, False), ("Ask", "Agent", 0, False),
    ]  # fmt: skip
    assert rules.steps_of(rules.written(steps)) == steps
    assert rules.steps_of("Ask | Agent | std-1，STD-2, std-1")[0].standards == ("STD-1", "STD-2")
    for text, refusal in (
        ("Answer", rules.StepUnclear), ("Answer | Agent | | two", rules.StepUnclear), ("A | B | | 1 | x", rules.StepUnclear), ("A | B | | 2", rules.StepNowhere),
        ("A | B\n" * 31, rules.TooManySteps), ("A" * 81 + " | B", TooLong),
    ):  # fmt: skip
        with pytest.raises(refusal):
            rules.steps_of(text)


def test_the_drawing_holds_every_step_and_no_text_escapes_from_it():
    nasty = rules.Step('A"]; evil [label="x\\', "B\nC", ("STD-1",))
    told = norm_flow.dot([*rules.steps_of(FLOW), nasty])
    assert "1 -> 2;" in told
    assert '2 -> 3 [label="yes"];' in told
    assert '2 -> 4 [label="no" style=dashed];' in told
    assert "3 -> 5;" in told
    assert "6 -> finish;" in told
    quoted = re.sub(r'"(?:[^"\\]|\\.)*"', '""', told)
    assert "evil" not in quoted
    assert "STD-1" in told


def test_a_norm_is_held_to_standards_that_exist(house, do, ask, refused):
    text = NormText("Greet.", "In 30 s.", steps=rules.steps_of("Answer | Agent | STD-2026-0001"))
    told = {"name": "Hotline", "department_id": house.departments["service"], "effective_on": DAY}
    with refused(rules.NotAStandard):
        do(actions.write, "lin", text=text, **told)
    code = ask(lambda session, actor: standard_code(session), "lin") if do(standards.enter, "lin", sort=Sort_.PROCESS, name="Quick", step="Answer", norm=Norm("s", None, None, D(30), ""), effective_on=DAY, review_on=DAY + timedelta(days=90)) else ""
    held = rules.steps_of(f"Answer | Agent | {code}\nClose | Agent")
    made = do(actions.write, "lin", text=NormText("Greet.", "In 30 s.", steps=held), **told)
    (norm,) = ask(queries.norms, "ming")
    assert norm.versions[0].text.steps == held
    assert ask(queries.standards_named, "ming", {code}) == {code: "Quick"}
    with refused(rules.NothingNew):
        do(actions.revise, "lin", made, text=NormText("Greet.", "In 30 s.", steps=held), effective_on=DAY, reason="Better.", version=1)


def standard_code(session) -> str:
    return session.scalars(select(Standard.code)).one()
