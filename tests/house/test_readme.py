"""The README can be believed: its tables, pages, rooms and commands are compared with the code."""

import re
from pathlib import Path

from core.access import GRANTS, PERMISSION_LABELS, ROLE_LABELS, Permission, Role
from core.config import ROOT as PROJECT
from core.config import Settings
from pages.parts.frame import DOORS

README = (PROJECT / "README.md").read_text("utf-8")


def grants_table() -> str:
    """The grants as the README prints them."""
    roles = [role for role in Role if role is not Role.CUSTOMER_LINK]
    lines = ["| Permission | What it allows | " + " | ".join(ROLE_LABELS[role] for role in roles) + " |", "|---|---|" + "---|" * len(roles)]
    for permission in Permission:
        scopes = [scope.name.lower() if (scope := GRANTS[permission].get(role)) else "" for role in roles]
        lines.append(f"| `{permission}` | {PERMISSION_LABELS[permission]} | " + " | ".join(scopes) + " |")
    return "\n".join(lines)


def settings_table() -> str:
    """The environment variables as the README prints them."""
    lines = ["| Variable | Default | What it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, (str, Path)) and str(PROJECT) in str(default):
            default = str(default).replace(f"{PROJECT}/", "").replace("sqlite:///data", "sqlite:///data")
        shown = "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
        lines.append(f"| `{name.upper()}` | {f'`{shown}`' if shown else ''} | {field.description} |")
    return "\n".join(lines)


def pages_table() -> str:
    """The pages as the README prints them."""
    lines = ["| Page | Address | Opened by |", "|---|---|---|"]
    lines += [f"| {door.title} | `/{'' if door is DOORS[0] else door.path}` | `{door.permission}` |" for door in DOORS]
    return "\n".join(lines)


def test_the_readme_prints_the_grants_that_hold():
    assert grants_table() in README


def test_the_readme_prints_every_setting():
    assert settings_table() in README


def test_the_readme_lists_every_page():
    assert pages_table() in README


def test_every_page_file_has_a_door_and_every_door_a_file():
    files = {path.name for path in (PROJECT / "pages").glob("*.py")} - {"__init__.py"}
    assert files == {door.file for door in DOORS}


def test_the_readme_names_every_room():
    rooms = {path.parent.name for path in (PROJECT / "core").glob("*/__init__.py")}
    missing = sorted(room for room in rooms if f"`{room}/`" not in README)
    assert missing == []


def test_the_commands_of_the_readme_exist():
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets


def test_the_pictures_of_the_readme_exist():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 4
    assert [one for one in pictures if not (PROJECT / one).is_file()] == []


if __name__ == "__main__":  # `python -m tests.house.test_readme` prints the tables to paste
    print(settings_table(), pages_table(), grants_table(), sep="\n\n")
