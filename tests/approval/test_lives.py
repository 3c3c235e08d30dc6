"""Whole lives of submissions, driven at random on both databases, against a second opinion written here."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from core import db, work
from core.access import Role
from core.approval import actions
from core.approval.chains import actions as chains
from core.approval.chains.queries import chain_for_update
from core.approval.chains.rules import How, Step, Who
from core.approval.deputies import actions as deputies
from core.approval.deputies.queries import on
from core.approval.records import Approval, Decision
from core.approval.rules import State, Verdict
from core.audit.actions import NOBODY
from core.clock import at, now, today
from core.errors import Refusal
from tests.cast import CAST, mark, sound_chain, trail

EVERYBODY = ["ada", *CAST]
ABOVE = {"mo": "hu", "ming": "hu"}
"""Line managers by hand: Hu heads the service department, where she herself has nobody above; quality has no head."""
ROLES = {"ada": Role.ADMINISTRATOR} | {who: next(iter(roles)) for who, (_, roles, _) in CAST.items()}
CONFIRMS, LEADS = {"ada", "lin", "yan"}, {"lin", "yan"}
SUBMITS = {"ada", "lin", "yan"}
STEPS = st.builds(
    lambda who, role, person, how: (who, role, person, how),
    st.sampled_from(Who), st.sampled_from([Role.LEADERSHIP, Role.INSPECTOR, Role.PROJECT_MANAGER]), st.sampled_from(["mei", "hu", "ming", "lin"]), st.sampled_from([How.ALL, How.ALL, How.ANY]),
)  # fmt: skip
MOVES = st.lists(st.tuples(st.sampled_from(["yes", "yes", "yes", "yes", "return", "change", "late"]), st.integers(0, 3)), max_size=8)


def machine(house, things):
    names = {id_: who for who, id_ in house.people.items()}

    class Lives(RuleBasedStateMachine):
        @initialize(
            author=st.sampled_from(["ada", "lin", "mei"]), steps=st.lists(STEPS, min_size=1, max_size=3), by=st.sampled_from(sorted(SUBMITS)), moves=MOVES,
        )  # fmt: skip
        def begin(self, author, steps, by, moves):
            self.author, self.steps = author, steps
            self.thing = things.add(house.people[author])
            self.effects = (len(things.approved), len(things.returned))
            self.copies, self.ends = {}, {State.APPROVED: 0, State.RETURNED: 0}
            self.open = None
            with db.reading() as session:
                kept = chain_for_update(session, "thing")
            work.do(chains.edit, house.actor("ada"), "thing", version=kept.version if kept else 0, steps=[self.step(one) for one in steps])
            with db.reading() as session:  # the periods of lives before this one still hold
                away = on(session, today())
            self.deputies = {names[one]: {names[other] for other in stand} for one, stand in away.items()}
            self.submitted(by, "Here it is.")
            self.lived(moves)

        def lived(self, moves):
            """What those do whose part it is, so that lives begin at every depth."""
            for move, which in moves:
                able = [one for one in EVERYBODY if self.may(one)]
                if move == "change":
                    self.change(5 + which % 3)
                elif move == "late" and self.open and not self.open["late"]:
                    self.becomes_overdue()
                elif move in ("yes", "return") and able:
                    self.decided(able[which % len(able)], Verdict.APPROVE if move == "yes" else Verdict.RETURN, "So it is.")
                self.promises_hold()

        def step(self, one):
            who, role, person, how = one
            return Step(who, role, house.people[person], how)

        # The second opinion.

        def seats(self, number, submitter):
            who, role, person, _ = self.steps[number]
            barred = {submitter, self.author}
            found = {
                Who.HOLDERS: CONFIRMS, Who.ROLE: {one for one in EVERYBODY if ROLES[one] is role}, Who.PERSON: {person},
                Who.MANAGER: {ABOVE[submitter]} if submitter in ABOVE else set(),
            }[who] - barred  # fmt: skip
            return found or LEADS - barred

        def may(self, person):
            """For whom `person` may decide now: a name, "above", or None."""
            life = self.open
            if life is None or person in {life["by"], self.author, "cora"} or person in life["spoke"]:
                return None
            waiting = self.seats(life["step"], life["by"]) - life["seats"]
            if person in waiting:
                return person
            for one in sorted(waiting, key=house.people.get):
                if person in self.deputies.get(one, set()):
                    return one
            asked = self.seats(life["step"], life["by"])
            above = {ABOVE[one] for one in asked if one in ABOVE} - asked - {life["by"], self.author}
            return "above" if life["late"] and person in (above or LEADS - asked - {life["by"], self.author}) else None

        def attempt(self, expected, deed, who, *args, **kwargs):
            """Do it; whether it is done is what was expected, one entry is left, and a refused one leaves nothing."""
            before, entries, reason = mark(), len(trail()), None
            try:
                done = work.do(deed, house.actor(who), *args, **kwargs)
            except Refusal as refusal:
                done, reason = None, refusal
            assert (reason is None) is bool(expected), f"{who} met {reason!r}"
            if reason is not None:
                assert mark() == before
                return None
            assert len(trail()) == entries + 1
            return done

        # What can happen.

        @rule(number=st.integers(5, 7))
        def change(self, number):
            if self.open is not None:
                self.open["changed"] = str(number) != self.open["weight"]
            things.known[self.thing].document = {"name": "A thing", "parts": [{"code": "one", "weight": str(number)}]}

        @rule(who=st.sampled_from(EVERYBODY), comment=st.sampled_from(["", "Once more."]))
        def submit(self, who, comment):
            self.submitted(who, comment)

        @precondition(lambda self: not self.open)
        @rule(who=st.sampled_from(sorted(SUBMITS)))
        def hand_in(self, who):
            self.submitted(who, "Here it is.")

        def submitted(self, who, comment):
            weight = things.known[self.thing].document["parts"][0]["weight"]
            sent_back = self.copies and self.last_state in (State.RETURNED, State.REJECTED) and self.last_weight == weight
            somebody = all(self.seats(number, who) for number in range(len(self.steps)))
            expected = who in SUBMITS and self.open is None and somebody and not (sent_back and not comment)
            made = self.attempt(expected, actions.submit, who, "thing", self.thing, comment=comment)
            if made is not None:
                self.open = {"id": made, "by": who, "step": 0, "spoke": set(), "seats": set(), "late": False, "changed": False, "weight": weight}
                self.last_weight, self.last_state = weight, State.SUBMITTED
                with db.reading() as session:
                    row = session.get_one(Approval, made)
                    self.copies[made] = (row.frozen, row.digest, row.steps)

        @precondition(lambda self: self.copies)
        @rule(who=st.sampled_from(EVERYBODY), verdict=st.sampled_from([Verdict.APPROVE] * 4 + [Verdict.RETURN, Verdict.REJECT]), comment=st.sampled_from(["", "So it is."]))
        def decide(self, who, verdict, comment):
            self.decided(who, verdict, comment)

        def decided(self, who, verdict, comment):
            seat, life = self.may(who), self.open
            allowed = seat is not None and (comment != "" or verdict is Verdict.APPROVE) and not (life["changed"] and verdict is Verdict.APPROVE)
            last, step = max(self.copies), life["step"] if life else 0
            if self.attempt(allowed, actions.decide, who, last, step=step, verdict=verdict, comment=comment) is None:
                return
            life["spoke"].add(who)
            if seat != "above":
                life["seats"].add(seat)
            if verdict is not Verdict.APPROVE:
                self.end(State.RETURNED if verdict is Verdict.RETURN else State.REJECTED)
            elif self.steps[life["step"]][3] is How.ANY or seat == "above" or self.seats(life["step"], life["by"]) <= life["seats"]:
                if life["step"] + 1 == len(self.steps):
                    self.end(State.APPROVED)
                else:
                    life |= {"step": life["step"] + 1, "spoke": set(), "seats": set(), "late": False}
            self.attempt(False, actions.decide, who, last, step=step, verdict=verdict, comment=comment)  # nobody decides twice in one step

        @precondition(lambda self: self.open and any(map(self.may, EVERYBODY)))
        @rule(moves=MOVES)
        def goes_on(self, moves):
            """The way forward, so that lives come to their end."""
            self.lived(moves)

        @precondition(lambda self: self.copies)
        @rule(who=st.sampled_from(["ada", "lin", "mei"]))
        def withdraw(self, who):
            done = self.attempt(self.open is not None and who == self.open["by"], actions.withdraw, who, max(self.copies))
            if done is not None:
                self.end(State.WITHDRAWN)

        @rule(who=st.sampled_from(["lin", "mei", "hu"]), deputy=st.sampled_from(["yan", "kit", "ada", "lin", "cora"]))
        def delegate(self, who, deputy):
            allowed = who != deputy and deputy != "cora" and deputy not in self.deputies.get(who, set())
            if self.attempt(allowed, deputies.name_deputy, who, house.people[deputy], first=today(), last=today()) is not None:
                self.deputies.setdefault(who, set()).add(deputy)

        @precondition(lambda self: self.open and not self.open["late"])
        @rule()
        def becomes_overdue(self):
            before = len(trail("approval:escalate"))
            with at(now() + timedelta(days=60)):
                assert work.do(actions.take_further, NOBODY) == 1
                assert work.do(actions.take_further, NOBODY) == 0
            self.open["late"] = True
            assert len(trail("approval:escalate")) == before + 1

        def end(self, state):
            self.open, self.last_state = None, state
            self.ends[State.APPROVED if state is State.APPROVED else State.RETURNED] += 1

        def teardown(self):
            if getattr(self, "open", None):
                work.do(actions.withdraw, house.actor(self.open["by"]), self.open["id"])
            assert sound_chain()

        # What holds whatever happens.

        def rows(self):
            with db.reading() as session:
                found = session.scalars(select(Approval).where(Approval.kind == "thing", Approval.subject_id == self.thing).order_by(Approval.id))
                rows = list(found)
                for row in rows:
                    _ = row.frozen
                said = list(session.scalars(select(Decision).where(Decision.approval_id.in_([row.id for row in rows]))))
            return rows, said

        @invariant()
        def promises_hold(self):
            if not hasattr(self, "thing"):
                return
            rows, said = self.rows()
            assert {row.id: (row.frozen, row.digest, row.steps) for row in rows} == self.copies
            assert [row.id for row in rows if row.state == State.SUBMITTED] == ([self.open["id"]] if self.open else [])
            assert (len(things.approved), len(things.returned)) == (self.effects[0] + self.ends[State.APPROVED], self.effects[1] + self.ends[State.RETURNED])
            for row in rows:
                mine = [one for one in said if one.approval_id == row.id]
                assert not {one.person_id for one in mine} & {row.submitter_id, house.people[self.author]}
                if row.state == State.APPROVED:
                    for number in range(len(self.steps)):
                        yes = [one for one in mine if one.step == number]
                        assert yes
                        assert all(one.verdict == Verdict.APPROVE for one in yes)
                        over = any(one.seat_id is None for one in yes)
                        if self.steps[number][3] is How.ALL and not over:
                            assert {names[one.seat_id] for one in yes} == self.seats(number, names[row.submitter_id])

    return Lives


@pytest.mark.slow
def test_every_life_of_a_submission_keeps_its_promises(database, house, things):
    run_state_machine_as_test(
        machine(house, things), settings=settings(max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    )
    assert things.approved, "the lives that were driven must reach their end now and then"
