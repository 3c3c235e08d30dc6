"""The data a measurement stands on: planted once per scale and kept in a folder of the machine's, never in the project."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select

import core.everything  # noqa: F401 - what is approved takes effect by what the rooms have registered
from core import db, work
from core.access import Role
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.audit.actions import NOBODY
from core.clock import today
from core.db import migrations
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Method
from core.inspection.sheets.records import Evidence, Sheet
from core.inspection.sheets.rules import State
from core.inspection.templates import actions as templates
from core.inspection.templates.rules import Choice, Draft, ItemDraft, LevelDraft, SectionDraft
from core.people import actions as people
from core.people import queries as people_queries
from core.people.signin import actions as signing
from core.people.signin import rules as doors
from core.projects import queries as projects
from tests.databases import Postgresql

ROOT = Path(__file__).parents[2]
KEPT = Path(os.environ.get("BENCH_DIR", Path(tempfile.gettempdir()) / "service-cockpit-bench"))
INSPECTORS = 300


def planted(scale: int) -> dict[str, str]:
    """The environment of a database with the demo at `scale`; planted on first use, copied for each measurement."""
    KEPT.mkdir(parents=True, exist_ok=True)
    original = KEPT / f"scale-{scale}"
    done = original / f"done-{migrations.head()}"  # one of an older schema is planted anew
    if not done.exists():
        shutil.rmtree(original, ignore_errors=True)
        original.mkdir()
        there = environment(original)
        for command in (["migrate"], ["demo", *(["--scale", str(scale)] if scale else [])]):
            subprocess.run([sys.executable, "-m", "core", *command], cwd=ROOT, env=os.environ | there, check=True, stdout=subprocess.DEVNULL)
        done.touch()
    copy = KEPT / f"run-{scale}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy)
    return environment(copy)


@contextmanager
def planted_on_postgresql() -> Iterator[dict[str, str]]:
    """The environment of the demo on a PostgreSQL of its own, which keeps what it acknowledged as at an operator's."""
    place = Postgresql(durable=True)
    try:
        there = environment(place.folder) | {"DATABASE_URL": place.blank("bench")}
        for command in ("migrate", "demo"):
            subprocess.run([sys.executable, "-m", "core", command], cwd=ROOT, env=os.environ | there, check=True, stdout=subprocess.DEVNULL)
        yield there
    finally:
        place.stop()


def environment(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'app.db'}", "FILES_DIR": str(folder / "files"), "COCKPIT_SECRET": "b" * 40,
        "COCKPIT_LOG": "error",
    }  # fmt: skip


def checklist(items: int) -> Draft:
    """A checklist of `items` items in checkpoints of 20, all by levels."""
    name = {"en": f"Bench {items}", "zh_Hans": f"测量 {items}"}
    levels = tuple(LevelDraft(Decimal(points), {"en": f"Level {points}", "zh_Hans": f"等级{points}"}) for points in range(5))
    parts = items // 20
    sections = tuple(
        SectionDraft(
            f"s{part}", _shares(parts)[part], {"en": f"Part {part}"},
            tuple(ItemDraft(f"s{part}-i{n}", Decimal(5), {"en": f"Question {n} of part {part}"}, method=Method.LEVELS, levels=levels) for n in range(20)),
        )
        for part in range(parts)
    )  # fmt: skip
    return Draft(f"bench-{items}", name, {}, sections, bands=(Choice("any", name),), na_reasons=(Choice("none", name),))


def _shares(parts: int) -> list[Decimal]:
    each = (Decimal(100) / parts).quantize(Decimal("0.01"))
    return [each] * (parts - 1) + [100 - each * (parts - 1)]


def sheets_for_inspectors(items: int, count: int) -> dict[str, tuple[str, int]]:
    """Give `count` new inspectors a sheet of `items` items each; session cookie -> (sheet code, sheet id)."""
    admin = work.ask(projects.person_acting, "admin", origin="bench")
    leader = next(one for one in work.ask(people_queries.people, admin, role=Role.LEADERSHIP))
    lin = work.ask(projects.person_acting, leader.username, origin="bench")
    version = work.do(templates.create, admin, checklist(items))
    made = work.do(approvals.submit, admin, "template_version", version)
    work.do(approvals.decide, lin, made, step=0, verdict=Verdict.APPROVE)
    day = today()
    round_id = work.do(
        rounds.create, lin, name=f"Bench {items}", template_version_id=version, period_from=day, period_to=day,
        due_on=day + timedelta(days=30),
    )  # fmt: skip
    target = work.ask(projects.projects, lin)[0]
    made = {}
    for number in range(count):
        username = f"bench{items}.{number}"
        inspector = work.do(people.create, admin, username=username, name={"en": username}, roles=[Role.INSPECTOR], first_password=False)
        made[username] = work.do(rounds.assign, lin, round_id, project_id=target.id, inspector_id=inspector)
    work.do(rounds.start, lin, round_id)
    from core.inspection.sheets import queries as sheets

    return {session(username): (work.ask(sheets.code_of, lin, sheet_id), sheet_id) for username, sheet_id in made.items()}


def finished_sheet() -> str:
    """The code of the demo's released sheet with the most pictures."""
    with db.reading() as asking:
        files = func.count(Evidence.id)
        found = select(Sheet.code).join(Evidence, Evidence.sheet_id == Sheet.id).where(Sheet.state == State.RELEASED)
        return asking.scalars(found.group_by(Sheet.code).order_by(files.desc(), Sheet.code).limit(1)).one()


def session(username: str) -> str:
    """A session for somebody, without the form: what a right password would lead to."""
    person = work.ask(people_queries.person_by_username, username)
    ticket = work.do(_ticket, NOBODY, person.id)
    return work.do(signing.start, NOBODY, ticket, "bench", None)


def _ticket(db_session, nobody, person_id: int) -> str:  # type: ignore[no-untyped-def]
    return signing._ticket(db_session, person_id, doors.Method.PASSWORD, "bench")
