"""Every statement of every deed of the engines fails once: nothing has changed, and done again it is done."""

import pytest

import tests.faults.rows  # noqa: F401 - each adds its rows
from tests.databases import forget
from tests.faults.failing import commit_fails, every_statement
from tests.faults.stage import ROWS, Stage, reachable
from tests.house.test_architecture import deeds, here, label

ENGINES = (
    "core/approval/", "core/followup/", "core/notice/", "core/calendar/", "core/settings/", "core/reference/", "core/drafts/", "core/comments/",
    "core/people/factor/", "core/routines/", "core/inspection/several/", "core/inspection/finals/", "core/inspection/vetoes/", "core/planning/",
)  # fmt: skip


@pytest.fixture
def stage(database, house, monkeypatch):
    """The cast with addresses, in an installation that mails."""
    monkeypatch.setenv("COCKPIT_SMTP_URL", "smtp+plain://127.0.0.1:9")
    monkeypatch.setenv("COCKPIT_MAIL_FROM", "cockpit@example.cn")
    forget()
    reachable()
    return Stage(house)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_all_of_it_or_nothing(stage, row):
    deed = row.prepare(stage)
    commit_fails(deed)
    assert every_statement(deed) > 1, "a look and a write at the least"


def test_every_deed_of_the_engines_is_tried():
    """A new deed is made to fail from its first day. Parts of other deeds fail with those."""
    parts = ("part of another deed", "it only asks")
    known = {(row.deed.__module__.replace(".", "/") + ".py", row.deed.__name__) for row in ROWS}
    every = {
        (here(path), name)
        for path, name, function in deeds()
        if here(path).startswith(ENGINES) and not any(part in (label(path, function) or "") for part in parts)
    }
    assert sorted(every - known) == [], "add a row in tests/faults/rows"
