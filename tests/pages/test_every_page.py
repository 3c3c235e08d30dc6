"""Every page headless: strangers, people who may not, a house without results, one with results; in three languages."""

import pytest
from sqlalchemy import text

from core import db
from core.access import GRANTS, Role
from core.words import Language, translate
from pages.parts.frame import BY_FILE, DOORS

pytestmark = pytest.mark.usefixtures("sqlite_database")
ROLES = {
    "ada": Role.ADMINISTRATOR, "lin": Role.LEADERSHIP, "hu": Role.DEPARTMENT_HEAD, "mo": Role.PROJECT_MANAGER,
    "ming": Role.TEAM_MEMBER, "mei": Role.INSPECTOR,
}  # fmt: skip
FILES = [door.file for door in DOORS]


def said(at) -> str:
    """Everything a reader sees as text."""
    parts = (*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.metric)
    return "\n".join(str(getattr(one, "value", "")) for one in parts)


def who_may(file: str) -> list[str]:
    return [name for name, role in ROLES.items() if role in GRANTS[BY_FILE[file].permission]]


@pytest.mark.parametrize("file", FILES)
def test_strangers_meet_the_sign_in_and_nothing_else(screen, house, file):
    at = screen(f"pages/{file}")
    assert not at.exception
    assert at.text_input
    assert at.text_input[-1].label == "Password"
    assert "Hotline" not in said(at)
    assert "INS-" not in said(at)


@pytest.mark.parametrize("file", FILES)
def test_who_may_not_is_told_so_and_sees_nothing(screen, house, file):
    outside = [name for name in ROLES if name not in who_may(file)]
    for name in outside:
        at = screen(f"pages/{file}", name)
        assert not at.exception
        assert "may not see" in at.error[0].value
        assert "Hotline" not in said(at)


def rounds_of(names: list[str]) -> list[tuple[str, Language]]:
    """Everybody once and every language at least once, in turn."""
    count = max(len(names), len(Language))
    return [(names[number % len(names)], list(Language)[number % len(Language)]) for number in range(count)]


@pytest.mark.parametrize("file", FILES)
def test_everybody_who_may_opens_it_and_every_language_before_there_are_results(screen, house, file):
    for name, language in rounds_of(who_may(file)):
        at = screen(f"pages/{file}", name, language=language)
        assert not at.exception, (name, language)
        assert translate(language, BY_FILE[file].title) in [one.value for one in at.title], (name, language)


@pytest.mark.parametrize("file", FILES)
def test_it_opens_in_every_language_with_results(screen, house, released, file):
    for name, language in rounds_of(who_may(file)[:2]):
        at = screen(f"pages/{file}", name, language=language)
        assert not at.exception, (name, language)
        assert translate(language, BY_FILE[file].title) in [one.value for one in at.title], (name, language)


HOSTILE = ["", "0", "-1", "1' OR '1'='1", "<script>alert(1)</script>", "999999999999999999999", "\x00", "٣", "²", "a" * 5000, "%s%n{0}{a}"]


ADDRESSES = {
    "Plan.py": ["project"], "Progress.py": ["project"], "Applications.py": ["application", "part"], "Initiation.py": ["project", "part"],
    "Follow_ups.py": ["tab", "project", "kind", "priority", "due", "look"], "Follow_up.py": ["followup"],
    "Scoring_sheet.py": ["sheet"], "Rounds.py": ["round"], "Projects.py": ["project", "stage"], "Checklists.py": ["version"],
    "Search.py": ["q"], "Sheets.py": ["round", "low", "high", "band", "state"], "Results.py": ["rounds", "project"], "Fairness.py": ["rounds", "who", "item", "part", "checkpoint", "group", "inspector"], "Measures.py": ["measure", "span", "department", "project"], "Audit_trail.py": ["deed"], "Settings.py": ["setting"], "Reference_tables.py": ["table"],
}  # fmt: skip


@pytest.mark.parametrize("file", ADDRESSES)
def test_addresses_change_nothing_whatever_they_say(screen, house, released, file):
    def head():
        with db.reading() as session:
            return session.execute(text("SELECT count FROM audit_heads")).scalar()

    for value in HOSTILE:
        at = screen(f"pages/{file}", "lin", query=dict.fromkeys(ADDRESSES[file], value), run=False)
        before = head()
        at.run()
        assert not at.exception, value
        assert head() == before, value


def test_a_sheet_code_that_does_not_exist_and_one_out_of_sight_answer_alike(screen, house, submitted):
    with db.reading() as session:
        code = session.execute(text("SELECT code FROM sheets ORDER BY id")).scalars().first()
    hidden = screen("pages/Scoring_sheet.py", "mo", query={"sheet": code})
    missing = screen("pages/Scoring_sheet.py", "mo", query={"sheet": "INS-1999-0001"})
    assert [one.value for one in hidden.error] == [one.value for one in missing.error] != []


def test_text_typed_for_one_sheet_does_not_appear_in_another(screen, house):
    at = screen("pages/Projects.py", "ada")
    keys = [one.key for one in (*at.text_input, *at.text_area) if one.key and not one.key.startswith("search")]
    assert keys
    assert all(":" in key for key in keys if key.startswith("project"))
