"""A week of a late project: three members report from their phones, the manager records a correction and issues the weekly report."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from core.clock import today
from core.people import actions as people
from core.people import passwords
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress import queries
from core.progress.deviations import queries as deviations
from core.progress.periodic import queries as periodic
from core.projects import actions as projects
from core.projects.queries import projects as rows_of
from core.work import do as done
from tests import cast
from tests.browser.person import Person
from tests.browser.test_application import choose

pytestmark = pytest.mark.browser

DAY = 480 * TICKS
TEAM = {"ned": "Call", "oda": "Ask", "tea": "Write"}


@pytest.fixture
def code(house: cast.House, ask: Callable[..., Any]) -> str:
    """A project of Mo's that began two weeks ago: three tasks of two days side by side, each somebody's, none of them begun."""
    ada = house.actor("ada")
    password = passwords.hashed(cast.PASSWORD)
    ids = [
        done(
            people.create, ada, username=who, name=cast.named(who.title()), roles={cast.Role.TEAM_MEMBER}, department_id=house.departments["service"],
            password_hash=password, first_password=False, language=cast.Language.ENGLISH,
        )
        for who in TEAM
    ]  # fmt: skip
    project = done(
        projects.create, ada, name=cast.named("Night line"), customer=cast.named("Northern Ferries"), department_id=house.departments["service"], manager_id=house.people["mo"],
        member_ids=ids,
    )  # fmt: skip
    mo = house.actor("mo")  # as manager of it
    rows = [Row(uid, name, duration=2 * DAY) for uid, name in enumerate(TEAM.values(), 1)]
    plan = done(plans.create, mo, project, starts=midnight(today() - timedelta(days=14)), rows=rows)
    done(plans.change, mo, plan, seen=9, changes={uid: {"people": ((who, 100),)} for uid, who in enumerate(ids, 1)})
    done(baselines.keep, mo, plan, name="As agreed")
    return next(str(row.code) for row in ask(rows_of, "mo") if row.id == project)


def test_three_report_from_phones_the_manager_corrects_issues_the_weekly_report_and_takes_it_along(
    sqlite_database: str, house: cast.House, code: str, person: Callable[..., Person], ask: Callable[..., Any], tmp_path: Path
) -> None:
    for who in TEAM:
        one = person(phone=True)
        one.arrive(who)
        one.sees("My tasks")
        one.page.locator("[data-testid=stExpander] summary").filter(has_text="Report").first.click()
        one.page.get_by_role("radio", name="Going on").click()
        one.ready()
        if who == "ned":  # four days more than planned: later than anybody agreed to
            left = one.page.get_by_role("textbox", name="Or what is left to do")
            left.fill("9d")
            left.press("Tab")
            held = one.page.get_by_role("textbox", name="What holds it up")
            held.fill("The customer's list is missing.")
            held.press("Tab")
            one.ready()
        one.press("Send the report")
        one.sees("Reported. The dates of the plan follow.")
        one.close()
    told = ask(queries.reports, "mo", code)
    assert sorted(one.by["en"] for one in told) == ["Ned", "Oda", "Tea"]

    mo = person()
    mo.arrive("mo", f"/Progress?project={code}&part=deviations")
    panel = mo.page.locator("[data-testid=stExpander]").filter(has_text="Record cause and measure").first
    panel.locator("summary").click()
    for label, entry in (("Cause", "People"), ("Measure", "Add resources"), ("Sees to it", "Mo")):
        choose(mo, panel.locator("[data-testid=stSelectbox]").filter(has_text=label).locator("input").first, entry)
        mo.ready()
    words = panel.get_by_role("textbox", name="What is done")
    words.fill("Oda helps from Monday.")
    words.press("Tab")
    mo.ready()
    panel.get_by_role("button", name="Save", exact=True).click()
    mo.sees("Measures and how they went")
    [kept] = ask(deviations.recorded, "mo", code)
    assert kept.words == "Oda helps from Monday."

    mo.go(f"/Progress?project={code}&part=periodic")
    mo.sees("The customer's list is missing.")
    comment = mo.page.get_by_role("textbox", name="Your comment")
    comment.fill("Two people are on it now.")
    comment.press("Tab")
    mo.ready()
    mo.page.get_by_role("button", name="Issue the report", exact=True).dblclick()
    mo.sees("Issued. It stands in the list below.")
    expect(mo.page.get_by_role("textbox", name="Your comment")).to_have_value("")
    [issued] = ask(periodic.issued, "mo", code)
    assert issued.comment == "Two people are on it now."
    choose(mo, mo.page.locator("[data-testid=stSelectbox] input").last, "Weekly report")
    mo.sees("Two people are on it now.")
    for label, start in (("PDF report", b"%PDF"), ("Word report", b"PK")):
        mo.press(label)
        with mo.page.expect_download() as taken:
            mo.page.get_by_role("button", name=f"Save {label}").click()
        taken.value.save_as(tmp_path / "report")
        assert (tmp_path / "report").read_bytes().startswith(start)
