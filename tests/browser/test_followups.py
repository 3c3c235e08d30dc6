"""What an inspection found wanting, mended on a phone, verified, its effect judged, and seen again at the next inspection."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import db, work
from core.approval import actions as approvals
from core.audit.actions import NOBODY
from core.followup.actions import remind
from core.followup.records import FollowUp
from core.inspection.rounds import actions as rounds
from core.inspection.sheets import queries as sheets
from tests import cast
from tests.browser.person import Person
from tests.browser.test_the_main_job import photo

pytestmark = pytest.mark.browser
MONTH = timedelta(days=30)


def only() -> FollowUp:
    with db.reading() as session:
        return session.scalars(select(FollowUp)).one()


def test_a_low_score_is_mended_verified_judged_and_seen_again(
    sqlite_database: str, house: cast.House, person: Callable[..., Person], ask: Callable[..., Any], tmp_path: Path
) -> None:
    house.finish(house.sheet, greeting="0")
    _released_by_another(person(), house)
    code = only().code
    _mends(person(phone=True), code, photo(tmp_path / "desk.jpg"))
    mei = person()
    mei.arrive("mei", f"/Follow_up?followup={code}")
    mei.sees("Callers are greeted by name now.")
    assert mei.page.locator("img[src*='/files/']").count() == 1
    mei.press("Return it")
    mei.sees("Please fill in “Remark”.")
    mei.page.get_by_label("Remark").fill("The night shift does not yet.")
    mei.press("Return it")
    mei.sees("In hand")
    mo = person(phone=True)
    mo.arrive("mo", f"/Follow_up?followup={code}")
    mo.sees("The night shift does not yet.")
    mo.press("Report as done")
    mo.sees("To verify")
    mei.go(f"/Follow_up?followup={code}")
    mei.press("Verified: close it")
    mei.sees("Effect not checked yet")
    assert mei.page.get_by_role("button", name="It helped", exact=True).count() == 0  # too early to say
    _a_month_passes()
    mei.go("/Inbox")
    mei.sees(f"Did it help? The effect of {code} can be checked")
    mei.go("/Follow_ups?tab=verify")
    mei.sees("its effect can be judged")
    mei.go(f"/Follow_up?followup={code}")
    mei.press("It helped")
    mei.sees("Found effective")
    _, given = house.open_round("Summer", hotline="kit")
    kit = person(phone=True)
    kit.arrive("kit", f"/Scoring_sheet?sheet={ask(sheets.code_of, 'kit', given['hotline'])}")
    box = kit.spot(f"item-{given['hotline']}-{house.items['greeting']}")
    kit.sees(code, within=box)
    kit.sees("Callers are greeted by name now.", within=box)


def _released_by_another(yan: Person, house: cast.House) -> None:
    """Lin submits the round; Yan approves it, and with that what was found wanting has its owner."""
    lin = house.actor("lin")
    work.do(rounds.close, lin, house.round)
    work.do(approvals.submit, lin, "round", house.round)
    yan.arrive("yan")
    yan.follow("One approval waits for you")
    yan.follow("Spring")
    yan.confirm("Approve", "Approve")
    yan.sees("Approved · Yan")


def _a_month_passes() -> None:
    """The server's clock is the machine's: what was done moves back instead, and the house looks at what is due."""
    with db.writing() as session:
        row = session.get_one(FollowUp, only().id)
        row.closed_at, row.effect_due_on = row.closed_at - MONTH, row.effect_due_on - MONTH
    assert work.do(remind, NOBODY) == 1


def _mends(mo: Person, code: str, picture: Path) -> None:
    """On a phone: from the first page to the word that it is done."""
    mo.arrive("mo")
    mo.sees("one follow-up is yours")
    mo.follow("Callers are greeted")
    mo.sees(code)
    mo.press("Report as done")
    mo.sees("Please fill in “Measure”.")
    mo.page.get_by_label("Measure").fill("Callers are greeted by name now.")
    mo.page.locator("input[type=file]").first.set_input_files(picture)
    mo.page.locator("img[src*='/files/']").first.wait_for()
    mo.press("Report as done")
    mo.sees("To verify")
