"""The rules of acceptance and closing: examples, and a machine that tries whatever people could do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.closing.acceptance import queries, rules
from core.closing.acceptance.rules import BY_LINK, SEATS, Seat, Signed, State, Verdict
from core.closing.archive import rules as archive
from core.closing.endings import rules as endings
from core.closing.readiness.rules import TOLD, Blocker, open_ones
from core.closing.scorecard import rules as scorecard
from core.closing.scorecard.rules import Figure
from core.closing.signing import rules as signing
from core.errors import Refusal

PEOPLE = [rules.account(one) for one in range(1, 5)] + [rules.written(one) for one in ("Ferry", "Other")]


class Life(RuleBasedStateMachine):
    """An acceptance and a closing of one project, in the hands of people who try everything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.signed, self.remarks = State.PRELIMINARY, [], 0
        self.closing, self.signers, self.others = endings.State.OPEN, [], dict.fromkeys(Blocker, 0)
        self.closed_with: dict[Blocker, int] | None = None

    @property
    def counts(self) -> dict[Blocker, int]:
        return self.others | {Blocker.ACCEPTANCE: int(self.state is not State.PASSED), Blocker.SIGNATURES: max(0, 2 - len(self.signers))}

    @rule(seat=st.sampled_from(Seat), who=st.sampled_from(PEOPLE), verdict=st.sampled_from([Verdict.ACCEPT, Verdict.ACCEPT, Verdict.REMARKS]))
    def sign(self, seat: Seat, who: str, verdict: Verdict) -> None:
        try:
            rules.check_seat(self.state, "ACC", self.signed, seat, {who}, who)
        except Refusal:
            return
        self.signed.append(Signed(seat, who, verdict))
        self.remarks += verdict is Verdict.REMARKS
        self.state = rules.after(self.state, self.signed, self.remarks)

    @rule()
    @precondition(lambda self: self.remarks)
    def put_right(self) -> None:
        self.remarks -= 1
        self.state = rules.after(self.state, self.signed, self.remarks)

    @rule(presented=st.booleans())
    def open_formal(self, presented: bool) -> None:
        try:
            rules.check_formal(self.state, "ACC", self.signed, self.remarks, presented=presented, unscored=0, score=D(90), least=80)
        except Refusal:
            return
        assert presented
        self.state = State.FORMAL

    @rule(which=st.sampled_from([one for one in Blocker if one not in (Blocker.ACCEPTANCE, Blocker.SIGNATURES)]), count=st.sampled_from([0, 0, 1, 3]))
    def happen(self, which: Blocker, count: int) -> None:
        self.others[which] = count

    @rule(person=st.integers(1, 3))
    def sign_closing(self, person: int) -> None:
        try:
            endings.check_sign(self.closing, "CLO", self.counts, self.signers, person, 2)
        except Refusal:
            return
        self.signers.append(person)

    @rule()
    def close(self) -> None:
        before = self.counts
        try:
            endings.check_close(self.closing, "CLO", before)
        except Refusal:
            return
        self.closing, self.closed_with = endings.State.CLOSED, before

    @invariant()
    def nobody_accepts_alone(self) -> None:
        if self.state is not State.PASSED:
            return
        assert self.remarks == 0
        for phase, seats in SEATS.items():
            here = [one for one in self.signed if one.seat in seats]
            assert {one.seat for one in here} == set(seats), phase
            assert len({one.key for one in here}) == len(seats) == len(here), phase

    @invariant()
    def nothing_is_closed_that_is_blocked(self) -> None:
        if self.closed_with is not None:
            assert not any(self.closed_with.values())
            assert len(set(self.signers)) == len(self.signers) >= 2


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_straight_way_ends_accepted_and_closed():
    """The machine's refusals are worth something only if there is a way."""
    life = Life()
    for seat, who in zip((Seat.TEAM, Seat.CUSTOMER), PEOPLE[:2], strict=True):
        life.sign(seat, who, Verdict.ACCEPT)
    life.open_formal(True)
    for seat, who in zip((Seat.FIRST, Seat.SECOND, Seat.OUTSIDE), PEOPLE[:3], strict=True):
        life.sign(seat, who, Verdict.REMARKS if seat is Seat.FIRST else Verdict.ACCEPT)
    assert life.state is State.FORMAL
    life.put_right()
    life.sign_closing(1)
    life.sign_closing(2)
    life.close()
    assert (life.state, life.closing) == (State.PASSED, endings.State.CLOSED)


def test_a_fourth_signature_is_refused():
    signed = [Signed(seat, who, Verdict.ACCEPT) for seat, who in zip(SEATS[State.FORMAL], PEOPLE, strict=False)]
    for seat in Seat:
        with pytest.raises(rules.FullySigned):
            rules.check_seat(State.FORMAL, "ACC", signed, seat, {"n:late"}, "Late")
    with pytest.raises(rules.SeatTaken):
        rules.check_seat(State.FORMAL, "ACC", signed[:1], Seat.FIRST, {"n:late"}, "Late")


def test_what_nobody_counted_blocks():
    assert open_ones({}) == tuple(Blocker)
    assert open_ones(dict.fromkeys(Blocker, 0)) == ()
    assert set(TOLD) == set(Blocker)


@given(target=st.decimals("0.1", "1000", places=2), given_=st.decimals("0", "2000", places=2), higher=st.booleans())
def test_points_are_full_exactly_where_the_contract_is_kept(target, given_, higher):
    got = rules.points(target, higher, given_)
    assert 0 <= got <= 100
    kept = given_ >= target if higher else given_ <= target
    assert (got == 100) == kept or abs(given_ - target) / target < D("0.0001")


@pytest.mark.parametrize(
    ("target", "higher", "given_", "points"),
    [(None, True, D(70), 70), (D(2), False, D(4), 50), (D(2), False, D(0), 100), (D("99.5"), True, D("99.6"), 100), (D(200), True, D(150), 75), (D(5), True, D(0), 0)],
)
def test_points_by_example(target, higher, given_, points):
    assert rules.points(target, higher, given_) == points


@pytest.mark.parametrize(("target", "given_"), [(None, D(101)), (None, D(-1)), (D(2), D(-1)), (None, D("NaN")), (None, D("1.00001"))])
def test_what_is_no_number_of_points_is_refused(target, given_):
    with pytest.raises(rules.NotScorePoints):
        rules.points(target, True, given_)


def test_the_score_is_weighted_and_undefined_while_one_is_missing():
    assert rules.score([(3, D(70)), (1, D(50))]) == 65
    assert rules.score([(3, D(70)), (1, None)]) is None
    assert rules.score([]) is None


def test_remarks_are_lines_without_their_bullets():
    assert rules.remarks(Verdict.REMARKS, "- One\n\n• Two  \n 、\nThree") == ("One", "Two", "Three")
    assert rules.remarks(Verdict.ACCEPT, "Thank you") == ()
    with pytest.raises(rules.TooManyRemarks):
        rules.remarks(Verdict.REMARKS, "\n".join(map(str, range(21))))


def test_the_same_name_is_the_same_however_it_is_written():
    assert rules.written("Zhang Wei") == rules.written(" ｚｈａｎｇ　wei") != rules.written("Zhang We")
    with pytest.raises(signing.NotOneOfUs):
        signing.check_stranger("王 伟", [{"en": "Wang Wei", "zh_Hans": "王伟"}])
    signing.check_stranger("王伟民", [{"en": "Wang Wei", "zh_Hans": "王伟"}])


def test_a_link_stands_open_used_replaced_or_late():
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    later = moment + timedelta(seconds=1)
    assert [signing.standing(later, *pair, moment) for pair in ((None, None), (moment, None), (None, moment), (moment, moment))] == ["open", "used", "revoked", "used"]
    assert signing.standing(moment, None, None, moment) == "late"


def test_templates_fit_and_every_one_of_them_is_whole():
    assert queries.templates("hotline", "regular")[0].code == "hotline"
    assert queries.templates("consulting", "key")[0].code in ("training", "key_customer")
    for one in queries.shipped():
        assert len(rules.cleaned([criterion for criterion, _ in one.criteria])) == len(one.criteria)
        assert {criterion.standard for criterion, _ in one.criteria} == set(rules.Standard), one.code
        assert all(set(text) == {"en", "zh_Hans", "zh_Hant"} for _, text in one.criteria)


def test_the_archive_knows_what_it_lacks():
    assert len(archive.missing(())) == 12
    filed = [archive.Part.SYSTEM, archive.Part.CONFIGURATION, archive.Part.DESIGN]
    assert archive.completeness(filed)[archive.Class.SYSTEM] == (2, 2)
    assert archive.completeness(filed)[archive.Class.DOCUMENTS] == (1, 4)


def test_a_figure_is_undefined_with_its_reason_and_survives_being_kept():
    ones = (scorecard.share(Figure.BUDGET, D(50), D(80), 3), scorecard.share(Figure.HOURS, D(5), None, 0, scorecard.NO_WORK), scorecard.share(Figure.COMPLETION, 0, 0, 0, scorecard.NO_TASKS))
    assert [one.percent for one in ones] == [D("62.5"), None, None]
    assert {one.figure: one for one in scorecard.of_kept(scorecard.kept(ones))} == {one.figure: one for one in ones}


def test_a_refusal_to_confirm_blocks_whoever_it_comes_from():
    assert endings.unconfirmed(["customer"], {"customer": True}) == 0
    assert endings.unconfirmed(["customer", "internal_audit"], {"customer": True}) == 1
    assert endings.unconfirmed(["customer"], {"customer": True, "third_party": False}) == 1


def test_who_signs_by_a_link_sits_outside():
    assert {seat for seat in Seat if seat in BY_LINK} == {Seat.CUSTOMER, Seat.OUTSIDE}
