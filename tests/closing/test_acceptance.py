"""Acceptance: the agreement, the pack, delivery standards, two phases with different signers, remarks that hold it up, links, the next attempt."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from core import clock, db, work
from core.audit.actions import NOBODY
from core.clock import now, today
from core.closing.acceptance import actions, queries, rules
from core.closing.acceptance.rules import Criterion, Paper, Seat, Standard, State, Verdict
from core.closing.signing import actions as signing
from core.closing.signing import queries as signing_queries
from core.closing.signing import rules as link_rules
from core.errors import NotPermitted, Stale
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup.rules import Effect
from core.followup.rules import State as FollowUpState
from core.notice import queries as notices
from core.words import Language
from tests.closing import (
    OUTSIDE,
    TOKEN,
    accepted,
    agreed,
    agreement,
    by_link,
    formal,
    packed,
    preliminary,
    scored,
    state,
    version,
)

pytestmark = pytest.mark.usefixtures("database")


def test_a_project_is_accepted_by_team_and_customer_then_by_two_acceptors_and_the_customer(house, do, ask, hotline, traced):
    made = formal(do, house)
    with traced("acceptance:sign", "hu"):
        do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    assert state(made) == State.FORMAL
    by_link(do, made, Seat.OUTSIDE, OUTSIDE)
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    assert (one.state, one.score, [signed.seat for signed in one.signatures]) == (State.PASSED, 100, [Seat.TEAM, Seat.CUSTOMER, Seat.FIRST, Seat.SECOND, Seat.OUTSIDE])
    assert one.decided_on == today()
    assert ask(notices.inbox, "hu", kind="to_sign")[1] == 1
    assert ask(queries.acceptances, "ming", hotline).editable is False


def test_what_is_missing_is_named_before_anybody_signs(house, do, refused):
    project = house.projects["hotline"]
    made = do(actions.begin, "mo", project, template="hotline")
    with refused(rules.NotAgreed):
        do(actions.submit, "mo", made, version=1)
    with refused(rules.SameSigners):
        do(actions.agree, "mo", made, agreement(house, second_id=house.people["hu"]), version=1)
    with refused(rules.CannotSign):  # Pei sees other projects only
        do(actions.agree, "mo", made, agreement(house, first_id=house.people["pei"]), version=1)
    with refused(rules.InvitedLater):
        do(actions.agree, "mo", made, agreement(house, invited_on=today() + timedelta(days=1)), version=1)
    do(actions.agree, "mo", made, agreement(house), version=1)
    with refused(Stale):
        do(actions.agree, "mo", made, agreement(house, place="Pier 4"), version=1)
    with refused(rules.PackIncomplete):
        do(actions.submit, "mo", made, version=2)
    with refused(rules.AttemptOpen):
        do(actions.begin, "mo", project)
    for paper in Paper:
        do(actions.attach, "mo", made, paper, data=b"x", kind="pdf", name="x.pdf")
        do(actions.judge, "mo", made, paper, complete=True, whole=True, correct=paper is not Paper.TEST_REPORT)
    with refused(rules.PackIncomplete) as caught:
        do(actions.submit, "mo", made, version=2)
    assert caught.value.facts["missing"] == "Test report"
    with refused(NotPermitted):
        do(actions.judge, "pei", made, Paper.TEST_REPORT, complete=True, whole=True, correct=True)


def test_nobody_signs_twice_and_nobody_for_somebody_else(house, do, refused):
    made = preliminary(do, house)
    with refused(NotPermitted):
        do(signing.sign, "hu", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    with refused(rules.NotBeingSigned):  # an acceptor before the formal phase
        do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    with refused(rules.SignedAlready):
        do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    for name in ("Ming", " ｍing ", "明", "lin", "Mo"):  # whoever has an account here does not sign as the customer too
        with refused(link_rules.NotOneOfUs):
            do(signing.link, "mo", made, Seat.CUSTOMER, token=TOKEN, name=name)
    do(signing.link, "mo", made, Seat.CUSTOMER, token=TOKEN, name="Ms Ferry")
    with refused(link_rules.NotOneOfUs):
        do(signing.sign_by_link, NOBODY, TOKEN, name="MING", office="Northern Ferries", verdict=Verdict.ACCEPT)
    with refused(link_rules.SignedInHere):
        do(signing.sign_by_link, NOBODY, TOKEN, name="Ms Ferry", office="Northern Ferries", verdict=Verdict.ACCEPT, signed_in=house.people["kit"])
    with refused(link_rules.NotByLink):
        do(signing.link, "mo", made, Seat.TEAM, token=OUTSIDE, name="Ms Ferry")
    do(signing.sign_by_link, NOBODY, TOKEN, name="Ms Ferry", office="Northern Ferries", verdict=Verdict.ACCEPT)
    with refused(rules.FullySigned):
        do(signing.link, "mo", made, Seat.CUSTOMER, token=OUTSIDE, name="Mr Other")
    scored(do, made)
    do(actions.open_formal, "mo", made, version=version(made))
    do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    with refused(NotPermitted):  # Hu in the other seat
        do(signing.sign, "hu", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    by_link(do, made, Seat.OUTSIDE, OUTSIDE, name="Mr Other")
    with refused(rules.Finished):  # a fourth signature
        do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)


def test_a_link_signs_once_in_time_and_the_same_form_twice_is_one_signature(house, do, ask, refused):
    made = preliminary(do, house)
    do(signing.link, "mo", made, Seat.CUSTOMER, token=TOKEN, name="Ms Ferry", language=Language.ENGLISH)
    given = {"name": "Ms Ferry", "office": "Northern Ferries", "verdict": Verdict.ACCEPT}
    with clock.at(now() + timedelta(days=15)), refused(link_rules.LinkLate):
        do(signing.sign_by_link, NOBODY, TOKEN, **given)
    do(signing.link, "mo", made, Seat.CUSTOMER, token="n" * 43, name="Ms Ferry")
    with refused(link_rules.LinkRevoked):
        do(signing.sign_by_link, NOBODY, TOKEN, **given)
    with refused(link_rules.LinkUnknown):
        do(signing.sign_by_link, NOBODY, "never", **given)
    shown = ask_link("n" * 43)
    assert (shown.standing, shown.seat, len(shown.standards), shown.papers) == (link_rules.Standing.OPEN, Seat.CUSTOMER, 5, tuple(Paper))
    key = link_rules.attempt("n" * 43, "form")
    assert [work.do_once(key, signing.sign_by_link, NOBODY, "n" * 43, **given) for _ in range(2)] == [made, made]
    with refused(link_rules.LinkUsed):
        do(signing.sign_by_link, NOBODY, "n" * 43, **given)
    assert ask_link("n" * 43).standing is link_rules.Standing.USED
    assert ask_link("never" + "n" * 38) is None


def ask_link(token: str):
    return work.ask(signing_queries.opened, token)


def test_remarks_become_follow_ups_and_the_acceptance_waits_until_they_are_verified(house, do, ask, hotline, refused):
    made = preliminary(do, house)
    do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    do(signing.link, "mo", made, Seat.CUSTOMER, token=TOKEN, name="Ms Ferry")
    with refused(rules.RemarkMissing):
        do(signing.sign_by_link, NOBODY, TOKEN, name="Ms Ferry", office="Northern Ferries", verdict=Verdict.REMARKS, text=" \n - ")
    do(signing.sign_by_link, NOBODY, TOKEN, name="Ms Ferry", office="Northern Ferries", verdict=Verdict.REMARKS, text="- The manual lacks a chapter\n- <b>Colours</b>")
    scored(do, made)
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    assert [(remark.text, remark.open) for remark in one.remarks] == [("The manual lacks a chapter", True), ("<b>Colours</b>", True)]
    with refused(rules.RemarksOpen):
        do(actions.open_formal, "mo", made, version=one.version)
    done(do, one.remarks[0].followup)
    do(followups.cancel, "lin", row_of(one.remarks[1].followup).id, reason="A matter of taste.")
    with refused(rules.RemarksOpen):  # cancelled is not put right
        do(actions.open_formal, "mo", made, version=version(made))
    do(actions.raise_again, "mo", one.remarks[1].id)
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    assert [(remark.again, remark.open) for remark in one.remarks] == [(None, False), (3, False), (None, True)]
    done(do, one.remarks[2].followup)
    do(actions.open_formal, "mo", made, version=version(made))
    do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.REMARKS, text="Label the switch")
    do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    by_link(do, made, Seat.OUTSIDE, OUTSIDE)
    assert state(made) == State.FORMAL  # everybody has signed, and it waits
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    done(do, one.remarks[3].followup)
    assert state(made) == State.PASSED
    assert {row.effect for row in rows_of(made) if row.state == FollowUpState.CLOSED} == {Effect.EFFECTIVE}


def rows_of(made: int):
    with db.reading() as session:
        return followup_queries.of_source(session, "acceptance", made)


def row_of(code: str):
    with db.reading() as session:
        return followup_queries.by_code(session, code)


def done(do, code: str) -> None:
    made = row_of(code).id
    do(followups.plan, "mo", made, measure="Written.", version=1)
    do(followups.report, "mo", made)
    do(followups.verify, "ming", made, passed=True)


def test_one_refusal_ends_the_attempt_and_the_next_keeps_its_standards(house, do, ask, hotline, refused):
    made = formal(do, house)
    with refused(rules.ReasonMissing):
        do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.REJECT)
    do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.REJECT, text="Reports are late.")
    assert state(made) == State.REJECTED
    with refused(rules.Finished):
        do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    again = do(actions.begin, "mo", house.projects["hotline"])
    second, first = ask(queries.acceptances, "mo", hotline).attempts
    assert (second.id, second.attempt, first.why, len(first.signatures)) == (again, 2, "Reports are late.", 3)
    assert [one.plain for one in second.criteria] == [one.plain for one in first.criteria]
    assert all(one.points is None for one in second.criteria)
    do(actions.withdraw, "mo", again, version=1, why="Not yet.")
    with refused(rules.Finished):
        do(actions.withdraw, "mo", again, version=2, why="Not yet.")


def test_standards_are_measured_against_the_contract_and_a_low_score_holds_the_formal_phase(house, do, ask, hotline, refused):
    made = packed(do, house)
    do(actions.set_criteria, "mo", made, [Criterion(Standard.FUNCTION, "Works", 3), Criterion(Standard.PERFORMANCE, "Answer", 1, D(2), "s", higher=False)], version=version(made))
    do(actions.submit, "mo", made, version=version(made))
    do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    by_link(do, made, Seat.CUSTOMER, TOKEN)
    with refused(rules.NotPresented):
        do(actions.open_formal, "mo", made, version=version(made))
    do(actions.present, "mo", made, presented_on=today(), text="Shown.")
    with refused(rules.Unscored):
        do(actions.open_formal, "mo", made, version=version(made))
    first, second = ask(queries.acceptances, "mo", hotline).attempts[0].criteria
    with refused(rules.NotScorePoints):
        do(actions.score, "mo", made, {first.id: (D(101), "")})
    do(actions.score, "mo", made, {first.id: (D(70), ""), second.id: (D(4), "slow")})
    (one,) = ask(queries.acceptances, "mo", hotline).attempts
    assert ([line.points for line in one.criteria], one.score) == ([70, 50], 65)
    with refused(rules.ScoreTooLow):
        do(actions.open_formal, "mo", made, version=version(made))
    do(actions.score, "mo", made, {first.id: (D(90), "")})
    do(actions.open_formal, "mo", made, version=version(made))
    with refused(rules.NotInPreparation):
        do(actions.set_criteria, "mo", made, [Criterion(Standard.FUNCTION, "Works", 3)], version=version(made))


def test_an_accepted_project_is_not_accepted_again(house, do, refused):
    accepted(do, house)
    with refused(rules.ProjectAccepted):
        do(actions.begin, "mo", house.projects["hotline"])


def test_who_may_not_see_the_project_does_not_see_its_acceptance(house, do, ask, hotline):
    agreed(do, house)
    for who in ("pei", "mei", "cora"):
        with pytest.raises(NotPermitted):
            ask(queries.acceptances, who, hotline)
