"""How each deed on follow-ups is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.followup import actions as followups
from core.followup.queries import Filter as FollowUpFilter
from core.followup.records import FollowUp
from core.followup.rules import Kind as FollowUpKind


def _open(session, actor, house, **facts):
    """About Hotline: Mo does it, Mei verifies it."""
    given = {"owner_id": house.people["mo"], "verifier_id": house.people["mei"], "due_on": today() + timedelta(days=7)} | facts
    return followups.open_(session, actor, project_id=house.projects["hotline"], kind=FollowUpKind.RISK, title="Fire", finding="Smoke.", **given)


def _followup(session, house, owner="mo", state="todo", asked=False):
    """One about Hotline in the given state; verified by Mei, or by Hu where Mei owns it."""
    verifier = "mei" if owner == "mo" else "hu"
    made = _open(session, house.actor("lin"), house, owner_id=house.people[owner], verifier_id=house.people[verifier])
    session.flush()
    row = session.get_one(FollowUp, made)
    row.state = state
    if state != "todo":
        row.measure = "Trained."
    if state == "closed":
        row.effect, row.effect_due_on = "pending", today()
    session.flush()
    if asked:
        followups.ask_extension(session, house.actor(owner), made, wanted_on=row.due_on + timedelta(days=1), reason="Late.")
    session.info.pop("noted", None)
    return made


def _detach_from_followup(session, actor, house):
    made, mei = _followup(session, house, owner="mei"), house.actor("mei")
    file_id = followups.attach(session, mei, made, data=b"x", kind="jpeg", name="x.jpg")
    session.info.pop("noted", None)
    return followups.detach(session, actor, made, file_id=file_id)


def _ask_extension(session, actor, house):
    made = _followup(session, house, owner="mei")
    return followups.ask_extension(session, actor, made, wanted_on=today() + timedelta(days=30), reason="Late.")


def _hand_over(session, actor, house):
    made, people_ = _followup(session, house), house.people
    return followups.hand_over(session, actor, made, owner_id=people_["ming"], verifier_id=people_["mei"], version=session.get_one(FollowUp, made).version)


def rows(row: Callable[..., Any], owned: frozenset[Any], of_lead: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """The rows; `row` is the test's own kind of row, the rest is how near records are known."""
    return {
        followups.open_: row(Permission.FOLLOWUP_OPEN, of_lead, lambda s, a, h: _open(s, a, h)),
        # The work is its owner's, the word of its verifier the verifier's, whatever the role.
        followups.plan: row(
            Permission.FOLLOWUP_WORK, owned, lambda s, a, h: followups.plan(s, a, _followup(s, h, owner="mei"), measure="Trained.", version=1)
        ),
        followups.attach: row(
            Permission.FOLLOWUP_WORK, owned, lambda s, a, h: followups.attach(s, a, _followup(s, h, owner="mei"), data=b"x", kind="jpeg", name="x.jpg")
        ),
        followups.detach: row(Permission.FOLLOWUP_WORK, owned, _detach_from_followup),
        followups.report: row(Permission.FOLLOWUP_WORK, owned, lambda s, a, h: followups.report(s, a, _followup(s, h, owner="mei", state="in_hand"))),
        followups.ask_extension: row(Permission.FOLLOWUP_WORK, owned, _ask_extension),
        followups.verify: row(Permission.FOLLOWUP_VERIFY, owned, lambda s, a, h: followups.verify(s, a, _followup(s, h, state="to_verify"), passed=True)),
        followups.judge: row(Permission.FOLLOWUP_VERIFY, owned, lambda s, a, h: followups.judge(s, a, _followup(s, h, state="closed"), effective=True)),
        followups.decide_extension: row(
            Permission.FOLLOWUP_STEER, whole, lambda s, a, h: followups.decide_extension(s, a, _followup(s, h, asked=True), granted=True)
        ),
        followups.hand_over: row(Permission.FOLLOWUP_STEER, whole, _hand_over),
        followups.cancel: row(Permission.FOLLOWUP_STEER, whole, lambda s, a, h: followups.cancel(s, a, _followup(s, h), reason="Sold.")),
        followups.export: row(Permission.FOLLOWUP_EXPORT, None, lambda s, a, h: followups.export(s, a, FollowUpFilter(), rows=0, sha256="0" * 64)),
    }  # fmt: skip
