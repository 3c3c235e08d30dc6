"""A spot check on a phone, a major nonconformity with its dedicated plan, rectified, verified by another, its effect proven a month later."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core import db, work
from core.approval import actions as approvals
from core.audit.actions import NOBODY
from core.clock import today
from core.followup import actions as followups
from core.followup.records import FollowUp
from core.followup.rules import State
from core.quality.checks import actions as checks
from core.quality.checks import queries as check_queries
from core.quality.checks.actions import Wanted
from core.quality.checks.rules import Kind, Point, Principle
from core.quality.nonconformities import actions
from core.quality.nonconformities.queries import KIND
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import Basis, Cause, Draft, Metric, Severity
from tests import cast
from tests.browser.person import Person

pytestmark = pytest.mark.browser
MONTH = timedelta(days=31)


def only(kind: Any) -> Any:
    with db.reading() as session:
        return session.scalars(select(kind).order_by(kind.id)).first()


def choose(who: Person, label: str, entry: str) -> None:
    who.page.get_by_label(label, exact=True).click()
    who.page.get_by_role("option", name=entry, exact=True).click()
    who.ready()


def test_a_spot_check_ends_in_a_proven_effect(sqlite_database: str, house: cast.House, person: Callable[..., Person], ask: Callable[..., Any]) -> None:
    wanted = Wanted(Kind.SPOT, Principle.PROCESS, "Greeting of callers", house.people["mei"], (Point("Callers are greeted", severity=Severity.MAJOR),), 1, ("CALL-1", "CALL-2"), "lot")
    made = work.do(checks.plan, house.actor("mo"), house.projects["hotline"], wanted, due_on=today())
    mei = person(phone=True)
    mei.arrive("mei", f"/Quality_checks?check={ask(check_queries.code_of, 'mei', made)}")
    mei.page.get_by_role("radio", name="Does not conform").click()
    mei.sees("This failure is Major: register a nonconformity.")
    mei.press("Finish the check")
    mei.sees("is a Major failure: it needs a nonconformity before the check is finished.")
    mei.page.get_by_label("Finding", exact=True).fill("Nobody said a name.")
    choose(mei, "Class", "Service attitude")
    mei.press("Register")
    mei.sees("Nonconformity NC-")
    mei.press("Finish the check")
    mei.sees("Failed")
    code = only(Nonconformity).code
    mo = person()
    mo.arrive("mo", f"/Nonconformities?nonconformity={code}")
    mo.sees("This needs a dedicated plan")
    _plans(house)
    hu = person()
    hu.arrive("hu", f"/Nonconformities?nonconformity={code}")
    hu.page.get_by_text(re.compile("Open the submission")).first.click()
    hu.ready()
    hu.confirm("Approve", "Approve")
    hu.sees("Approved · Hu")
    _mends(house, mo)
    mo.go(f"/Nonconformities?nonconformity={code}")
    mo.sees("All measures are verified. Whether they helped is judged from")
    mo.sees("Effect to be judged")
    assert mo.page.get_by_role("button", name="Judge the effect", exact=True).count() == 0  # too early to say
    with db.writing() as session:  # the server's clock is the machine's: what was done moves back instead
        row = session.get_one(Nonconformity, only(Nonconformity).id)
        row.verified_at, row.effect_due_on = row.verified_at - MONTH, row.effect_due_on - MONTH
    assert work.do(actions.remind, NOBODY) == 1
    mei.go("/Inbox")
    mei.sees(f"Did it help? The effect of {code} can be judged")
    mei.go(f"/Nonconformities?nonconformity={code}")
    mei.page.get_by_role("radiogroup", name="Effect").get_by_text("Effective", exact=True).click()
    mei.press("Judge the effect")
    mei.sees("An effect cannot be claimed without data.")
    mei.page.get_by_label("Now", exact=True).fill("1")
    mei.page.get_by_label("How it was found").fill("Twenty calls of last week.")
    mei.press("Judge the effect")
    mei.sees("Closed, effect proven")
    mei.sees("Twenty calls of last week.")
    mei.undisturbed()


def _plans(house: cast.House) -> None:
    """Why, on what it is judged, two measures; and the plan goes to those who approve."""
    mo, made = house.actor("mo"), only(Nonconformity).id
    work.do(actions.analyse, mo, made, cause=Cause("skill", ("Nobody was trained",)), version=only(Nonconformity).version)
    work.do(actions.choose_metric, mo, made, metric=Metric(Basis.MANUAL, name="Calls without a greeting", higher=False, before=Decimal(9)), version=only(Nonconformity).version)
    for text in ("Train everybody.", "A card at each desk."):
        work.do(actions.plan, mo, made, draft=Draft(text, house.people["ming"], house.people["mo"], today() + timedelta(days=9), evidence_needed=False))
    work.do(approvals.submit, mo, KIND, made)


def closed(followup_id: int) -> bool:
    """Whether it is kept as closed."""
    with db.reading() as session:
        return session.get_one(FollowUp, followup_id).state == State.CLOSED


def _mends(house: cast.House, mo: Person) -> None:
    """Ming does both; Mo verifies each."""
    ming = house.actor("ming")
    with db.reading() as session:
        rows = session.scalars(select(FollowUp).where(FollowUp.source_kind == KIND).order_by(FollowUp.id)).all()
    for row in rows:
        work.do(followups.plan, ming, row.id, measure="Done on Monday.", version=row.version)
        work.do(followups.report, ming, row.id)
        mo.go(f"/Follow_up?followup={row.code}")
        mo.press("Verified: close it")
        mo.until(lambda id_=row.id: closed(id_))  # the word itself stands on its button before
