"""Follow-ups, and what opens and moves them."""

from datetime import timedelta
from typing import Any

from core.audit.actions import NOBODY
from core.clock import now, today
from core.followup import actions as followups
from core.followup.queries import Filter
from core.followup.rules import Kind as FollowUpKind
from core.inspection.sheets import actions as sheets
from tests.cast import rated
from tests.faults.stage import Stage, of


def opening(s: Stage, **facts: Any) -> dict[str, Any]:
    return {
        "project_id": s.house.projects["hotline"], "kind": FollowUpKind.CORRECTIVE, "title": "Callers wait", "finding": "Nine of ten waited.",
        "owner_id": s.person("mo"), "verifier_id": s.person("mei"), "due_on": today() + timedelta(days=10),
    } | facts  # fmt: skip


def opened(s: Stage, until: str = "opened", **facts: Any) -> int:
    """Mo's, verified by Mei, brought as far as `until`."""
    made = s.do(followups.open_, "hu", **opening(s, **facts))
    for name, step in (
        ("opened", lambda: None),
        ("planned", lambda: s.do(followups.plan, "mo", made, measure="A second line.", version=s.row(made).version)),
        ("reported", lambda: s.do(followups.report, "mo", made)),
        ("closed", lambda: s.do(followups.verify, "mei", made, passed=True)),
    ):
        step()
        if name == until:
            break
    return made


@of(followups.open_)
def a_follow_up_is_opened(s):
    return s.ready(followups.open_, "hu", **opening(s))


@of(followups.plan)
def the_measure_is_written(s):
    made = opened(s)
    return s.ready(followups.plan, "mo", made, measure="A second line.", version=s.row(made).version)


@of(followups.attach)
def a_photo_is_added(s):
    return s.ready(followups.attach, "mo", opened(s), data=b"a picture", kind="jpeg", name="line.jpg")


@of(followups.detach)
def a_photo_is_taken_away(s):
    made = opened(s)
    file_id = s.do(followups.attach, "mo", made, data=b"a picture", kind="jpeg", name="line.jpg")
    return s.ready(followups.detach, "mo", made, file_id=file_id)


@of(followups.report)
def it_is_reported_and_the_wish_for_time_lapses(s):
    made = opened(s, "planned")
    s.do(followups.ask_extension, "mo", made, wanted_on=today() + timedelta(days=20), reason="Late.")
    return s.ready(followups.report, "mo", made, remark="It rings twice now.")


@of(followups.ask_extension)
def more_time_is_asked_for(s):
    return s.ready(followups.ask_extension, "mo", opened(s), wanted_on=today() + timedelta(days=20), reason="Late.")


@of(followups.decide_extension)
def more_time_is_granted(s):
    made = opened(s)
    s.do(followups.ask_extension, "mo", made, wanted_on=today() + timedelta(days=20), reason="Late.")
    return s.ready(followups.decide_extension, "mei", made, granted=True)


@of(followups.decide_extension)
def more_time_is_refused(s):
    made = opened(s)
    s.do(followups.ask_extension, "mo", made, wanted_on=today() + timedelta(days=20), reason="Late.")
    return s.ready(followups.decide_extension, "hu", made, granted=False, reason="It is urgent.")


@of(followups.verify)
def it_is_verified_and_closed(s):
    return s.ready(followups.verify, "mei", opened(s, "reported"), passed=True)


@of(followups.verify)
def it_is_returned_to_its_owner(s):
    return s.ready(followups.verify, "mei", opened(s, "reported"), passed=False, remark="The line is dead.")


@of(followups.judge)
def it_helped(s):
    return s.ready(followups.judge, "mei", opened(s, "closed"), effective=True, when=now() + timedelta(days=40))


@of(followups.judge)
def it_did_not_help_and_is_opened_again(s):
    made = opened(s, "closed")
    again = today() + timedelta(days=50)
    return s.ready(followups.judge, "mei", made, effective=False, remark="They wait.", due_on=again, when=now() + timedelta(days=40))


@of(followups.hand_over)
def it_is_handed_over(s):
    made = opened(s)
    return s.ready(followups.hand_over, "hu", made, owner_id=s.person("ming"), verifier_id=s.person("mei"), version=s.row(made).version)


@of(followups.cancel)
def it_is_cancelled(s):
    return s.ready(followups.cancel, "mei", opened(s, "planned"), reason="The line was sold.")


@of(followups.remind)
def the_late_are_reminded_and_the_verifier_is_asked_for_the_effect(s):
    opened(s, owner_id=s.person("ming"))
    opened(s, "closed")
    return s.ready(followups.remind, NOBODY, when=now() + timedelta(days=60))


@of(followups.export)
def the_list_leaves_the_house(s):
    return s.ready(followups.export, "lin", Filter(), rows=0, sha256="0" * 64)


@of(sheets.submit)
def a_correction_moves_cancels_and_opens_follow_ups(s):
    s.house.fill(s.house.sheet, greeting="0", findings="2")
    s.house.submit(s.house.sheet)
    s.house.release()
    revision = s.do(sheets.revise, "mei", s.house.sheet, reason="Read the wrong list.")
    for code, raw in (("greeting", 100), ("speed", 0)):
        s.house.answer(revision, code, rated(raw), seen=1)
    return s.ready(sheets.submit, "mei", revision, signature="Mei")
