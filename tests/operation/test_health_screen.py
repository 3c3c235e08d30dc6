"""The Health page: what it shows, what it asks only by button, and that it never shows a secret."""

import os
import shutil

import pytest

from core import config, db
from core.audit.records import AuditEntry
from core.words import Language, translate

PAGE = "pages/Health.py"


@pytest.fixture(autouse=True)
def _pictures(sqlite_database, shelf, tmp_path, released):
    shutil.copytree(shelf.place.folder / "files", tmp_path / "files")
    os.chmod(tmp_path / "files", 0o750)


def said(at):
    parts = (*at.title, *at.markdown, *at.caption, *at.success, *at.warning, *at.error, *at.info)
    return "\n".join(str(one.value) for one in parts)


def test_quick_findings_stand_there_with_what_to_do(screen):
    at = screen(PAGE, "ada")
    assert not at.exception
    assert "No backup was ever made" in said(at)
    assert "Let cron run" in said(at)
    assert "audit trail hold" not in said(at)


def test_slow_checks_come_by_button_and_name_what_is_broken(screen):
    with db.writing() as session:
        session.get_one(AuditEntry, 5).actor_name = "Somebody else"
    at = screen(PAGE, "ada")
    assert [one.value for one in at.error] == []
    at.button(key="health_everything").click().run()
    assert not at.exception
    assert "broken at entry 5" in said(at)
    assert [one.value for one in at.error] == ["Some things need repair."]


@pytest.mark.parametrize("view", ["checks", "sizes", "speed"])
@pytest.mark.parametrize("language", list(Language))
def test_every_view_opens_in_every_language_and_shows_no_secret(screen, view, language):
    at = screen(PAGE, "ada", language=language, state={"health_view": view})
    assert not at.exception
    assert translate(language, "Health") in [one.value for one in at.title]
    shown = said(at) + "".join(str(one.value) for one in at.dataframe)
    assert config.secret().decode() not in shown
    assert len(at.dataframe) == {"checks": 0, "sizes": 2}.get(view, len(at.dataframe))


def test_leadership_may_not(screen):
    at = screen(PAGE, "lin")
    assert "may not see" in at.error[0].value
