"""Whatever people do in whatever order, on both databases: a follow-up keeps its promises."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from core import db
from core.audit.actions import NOBODY
from core.audit.records import AuditEntry
from core.clock import at, today
from core.errors import Refusal
from core.followup import actions
from core.followup.records import FollowUp, FollowUpStep
from core.followup.rules import Answer, State
from tests.cast import sound_chain
from tests.faults.failing import watching

SHANGHAI = ZoneInfo("Asia/Shanghai")

PEOPLE = st.sampled_from(["mo", "ming", "mei", "kit", "hu", "lin"])
NEXT = {
    ("todo", "plan"): "in_hand", ("in_hand", "plan"): "in_hand", ("in_hand", "report"): "to_verify", ("to_verify", "pass"): "closed",
    ("to_verify", "return"): "in_hand", ("closed", "effective"): "closed", ("closed", "reopen"): "todo", ("todo", "cancel"): "cancelled",
    ("in_hand", "cancel"): "cancelled", ("to_verify", "cancel"): "cancelled",
}  # fmt: skip
"""The whole life, written down a second time."""
START = datetime(2026, 11, 2, 2, tzinfo=UTC)


WORDS = st.lists(st.sampled_from([True, True, False]), max_size=12)
EFFECT_AFTER = timedelta(days=30)


def machine(desk, kept, reached):
    """`kept` is asked whether anything was kept since; `reached` collects what the lives have come to."""

    class Life(RuleBasedStateMachine):
        @initialize(demanded=st.booleans(), days=st.integers(0, 20), words=WORDS)
        def opens(self, demanded, days, words):
            self.now, self.done, self.versions = START, 0, []
            with at(self.now):
                self.before = self.trail()
                self.id = desk.open(evidence_needed=demanded, due_on=today() + timedelta(days=days))
            self.done += 1
            self.goes_on(words)

        def trail(self):
            with db.reading() as session:
                return session.scalar(select(func.count()).select_from(AuditEntry))

        def all(self):
            with db.reading() as session:
                steps = session.scalars(select(FollowUpStep).where(FollowUpStep.follow_up_id == self.id).order_by(FollowUpStep.id))
                return session.get_one(FollowUp, self.id), list(steps)

        def attempt(self, deed, who, *args, step=None, **kwargs):
            """Do it or be refused: then nothing has changed; else the state is what the table says."""
            (row, _), entries, before = self.all(), self.trail(), kept()
            try:
                with at(self.now):
                    desk.do(deed, NOBODY if who is None else who, *(() if who is None else (self.id,)), *args, **kwargs)
            except Refusal:
                assert kept() == before, "whatever is refused leaves nothing behind"
                return False
            assert self.trail() - entries == 1 or (self.trail() == entries and deed in (actions.attach, actions.remind)), "one entry a deed"
            self.done += self.trail() - entries
            if step:
                assert (row.state, step) in NEXT
                assert self.all()[0].state == NEXT[row.state, step]
                reached[step] += 1
            return True

        @rule(who=PEOPLE, text=st.sampled_from(["", "A second line.", "A third line."]))
        def plan(self, who, text):
            row, _ = self.all()
            done = self.attempt(actions.plan, who, measure=text, version=row.version, step="plan")
            assert done is (desk.house.people[who] == row.owner_id and row.state in ("todo", "in_hand") and bool(text))

        @rule(who=PEOPLE, data=st.binary(min_size=1, max_size=2))
        def attach(self, who, data):
            self.attempt(actions.attach, who, data=data, kind="jpeg", name="a.jpg")

        @rule(who=PEOPLE)
        def report(self, who):
            row, _ = self.all()
            shown = [one for one in desk.files(self.id) if one.pass_ == row.pass_]
            may = desk.house.people[who] == row.owner_id and row.state == "in_hand" and bool(row.measure)
            assert self.attempt(actions.report, who, step="report") is (may and (bool(shown) or not row.evidence_needed))

        @rule(who=PEOPLE, passed=st.booleans())
        def verify(self, who, passed):
            row, _ = self.all()
            done = self.attempt(actions.verify, who, passed=passed, remark="Seen.", step="pass" if passed else "return")
            assert done is (desk.house.people[who] == row.verifier_id and row.state == "to_verify")

        @rule(words=WORDS)
        def goes_on(self, words):
            """The straight way by those whose part it is, so that lives come to their end and begin again; `words` are the verifier's."""
            by = {id_: who for who, id_ in desk.house.people.items()}
            for word in words:
                row, _ = self.all()
                owner, verifier = by[row.owner_id], by[row.verifier_id]
                if row.state == "todo" or (row.state == "in_hand" and not row.measure):
                    self.plan(owner, "A second line.")
                elif row.state == "in_hand":
                    self.report(owner)  # perhaps without the evidence that is demanded
                    if self.all()[0].state == "in_hand":
                        self.attach(owner, b"a picture")
                        self.report(owner)
                elif row.state == "to_verify":
                    self.verify(verifier, word)
                elif row.effect == "pending":
                    self.now = max(self.now, datetime(*row.effect_due_on.timetuple()[:3], 4, tzinfo=UTC))
                    self.judge(verifier, word)

                self.out_of_turn()

        def out_of_turn(self):
            """What is not due yet or any more is refused to those whose part it would be."""
            row, by = self.all()[0], {id_: who for who, id_ in desk.house.people.items()}
            owner, verifier = by[row.owner_id], by[row.verifier_id]
            self.hand_over(verifier, verifier, verifier)
            self.hand_over(owner, owner, "hu")
            self.answer(owner, True)
            row = self.all()[0]
            self.verify("kit" if by[row.verifier_id] != "kit" else "mei", True)  # another one who verifies elsewhere
            if row.state != "to_verify":
                self.verify(by[row.verifier_id], True)
            if row.state != "in_hand":
                self.report(by[row.owner_id])
            with at(self.now):
                ripe = row.state == "closed" and row.effect == "pending" and row.effect_due_on <= today()
            if not ripe:
                self.judge(by[row.verifier_id], True)

        @precondition(lambda self: self.all()[0].state == "to_verify")
        @rule(who=st.sampled_from(["hu", "lin", "mei"]), other=PEOPLE)
        def changes_places(self, who, other):
            """Whoever reported it would be its verifier."""
            row, people = self.all()[0], desk.house.people
            reported = [one.by_id for one in self.all()[1] if one.step == "reported"][-1]
            done = self.attempt(actions.hand_over, who, owner_id=people[other], verifier_id=row.owner_id, version=row.version)
            assert not (done and reported == row.owner_id)

        @rule(who=PEOPLE, days=st.integers(-3, 30))
        def ask_for_time(self, who, days):
            row, _ = self.all()
            with at(self.now):
                wanted, day = row.due_on + timedelta(days=days), today()
            waiting = any(one.answer == Answer.WAITING for one in desk.wishes(self.id))
            done = self.attempt(actions.ask_extension, who, wanted_on=wanted, reason="Late.")
            mine = desk.house.people[who] == row.owner_id and row.state in ("todo", "in_hand")
            assert done is (mine and days > 0 and wanted >= day and not waiting)

        @rule(who=PEOPLE, granted=st.booleans())
        def answer(self, who, granted):
            row, _ = self.all()
            if self.attempt(actions.decide_extension, who, granted=granted, reason="Because."):
                wish = [one for one in desk.wishes(self.id) if one.answer in (Answer.GRANTED, Answer.REFUSED)][-1]
                assert desk.house.people[who] not in (row.owner_id, wish.asked_by_id)
                assert self.all()[0].due_on == (wish.wanted_on if granted else row.due_on)

        @rule(who=PEOPLE, owner=PEOPLE, verifier=PEOPLE)
        def hand_over(self, who, owner, verifier):
            row, people = self.all()[0], desk.house.people
            if self.attempt(actions.hand_over, who, owner_id=people[owner], verifier_id=people[verifier], version=row.version):
                assert owner != verifier
                assert people[who] != row.owner_id or people[verifier] == row.verifier_id

        @precondition(lambda self: self.now.day % 5 == 0)  # else nothing would grow old
        @rule(who=PEOPLE)
        def cancel(self, who):
            row, _ = self.all()
            if self.attempt(actions.cancel, who, reason="Sold.", step="cancel"):
                assert desk.house.people[who] != row.owner_id

        @rule(who=PEOPLE, effective=st.booleans())
        def judge(self, who, effective):
            row, _ = self.all()
            with at(self.now):
                day = today()
            step = "effective" if effective else "reopen"
            done = self.attempt(actions.judge, who, effective=effective, remark="So it is.", due_on=day + timedelta(days=3), step=step)
            ripe = row.state == "closed" and row.effect == "pending" and row.effect_due_on <= day
            assert done is (desk.house.people[who] == row.verifier_id and ripe)

        @rule(days=st.integers(1, 40))
        def time_passes(self, days):
            self.now += timedelta(days=days)

        @rule()
        def remind(self):
            self.attempt(actions.remind, None)

        @invariant()
        def promises(self):
            if not hasattr(self, "id"):
                return
            row, steps = self.all()
            said = [one.step for one in steps]
            assert row.owner_id != row.verifier_id
            assert row.recurrences == said.count("reopened") == row.pass_ - 1
            if row.state == State.CLOSED:
                assert row.measure
                assert not row.evidence_needed or any(one.pass_ == row.pass_ for one in desk.files(self.id))
                last = max(place for place, one in enumerate(said) if one == "reported")
                assert "closed" in said[last:]
                closed = steps[said.index("closed", last)]
                assert closed.by_id != steps[last].by_id
                assert row.effect_due_on == closed.at.astimezone(SHANGHAI).date() + EFFECT_AFTER
                assert row.effect is not None
            else:
                assert row.effect is None
                assert row.closed_at is None
            since = max((place for place, one in enumerate(said) if one in ("opened", "extended", "reopened")), default=0)
            rungs = [one.text for one in steps[since:] if one.step == "reminded"]
            assert rungs == ["owner", "manager", "head"][: len(rungs)]
            assert len(rungs) == row.rung
            assert len([one for one in desk.wishes(self.id) if one.answer == Answer.WAITING]) <= (row.state in ("todo", "in_hand"))
            assert self.trail() == self.before + self.done
            assert [*self.versions, row.version] == sorted([*self.versions, row.version])
            self.versions.append(row.version)

        def teardown(self):
            """Done with: nothing of it may remind anybody in the next life."""
            if not hasattr(self, "id"):
                return
            assert sound_chain()
            row, _ = self.all()
            by = {id_: who for who, id_ in desk.house.people.items()}
            if row.state in ("todo", "in_hand", "to_verify"):
                desk.do(actions.cancel, by[row.verifier_id], self.id, reason="Over.")
            elif row.effect == "pending":
                with at(self.now + timedelta(days=400)):
                    desk.do(actions.judge, by[row.verifier_id], self.id, effective=True)

    return Life


@pytest.mark.slow
def test_a_follow_up_keeps_its_promises(database, house, desk):
    reached = Counter()
    with watching() as kept:
        run_state_machine_as_test(machine(desk, kept, reached), settings=settings(max_examples=12, stateful_step_count=15, deadline=None))
    assert reached["pass"] > 2 < reached["return"] + reached["effective"] + reached["reopen"], f"the lives that were driven must get on: {reached}"
