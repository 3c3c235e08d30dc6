"""The people, departments, projects, checklist and round that tests speak of, built through real deeds.

Ada administers, Lin leads, Hu heads the service department, Mo manages Hotline there with Ming as a member,
Pei manages Harbour in the quality department, Mei and Kit inspect. Cora belongs to a customer. Yan leads beside Lin, so
that somebody can approve what Lin submits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from core import db
from core.access import Actor, Role
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.audit import queries as audit
from core.audit.records import AuditEntry, AuditHead
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Mark, Method, Veto
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.records import Answer, Contest, Sheet
from core.inspection.tally.queries import differences
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import Choice, Draft, ItemDraft, LevelDraft, SectionDraft
from core.people import actions as people
from core.people import passwords
from core.projects import actions as projects
from core.projects.queries import person_acting
from core.projects.records import Project
from core.projects.rules import Stage
from core.words import Language
from core.work import ask, do

PASSWORD = "seven lanterns on the river"
CONSOLE = Actor(0, "", "Console", frozenset())
FULL = {"greeting": "100", "speed": "10", "consent": "1", "findings": "0", "photos": "100"}
"""Raw values that earn every point."""


def named(english: str, simplified: str = "", traditional: str = "") -> dict[str, str]:
    texts = {Language.ENGLISH: english, Language.SIMPLIFIED: simplified, Language.TRADITIONAL: traditional}
    return {language.value: text for language, text in texts.items() if text}


def rated(raw: str | int) -> sheets.Value:
    return sheets.Value(Mark.RATED, Decimal(raw))


def not_applicable(reason: str = "absent") -> sheets.Value:
    return sheets.Value(Mark.NOT_APPLICABLE, na_reason=reason)


TAKEN_BACK = sheets.Value(None)


def _levels() -> tuple[LevelDraft, ...]:
    return tuple(LevelDraft(Decimal(points), named(word)) for points, word in ((0, "Poor"), (50, "Fair"), (100, "Good")))


def draft(code: str = "hotline") -> Draft:
    """Two checkpoints, five items, one of each way of scoring."""
    return Draft(
        code=code,
        name=named("Hotline check", "热线检查", "熱線查核"),
        description=named("How callers are served"),
        sections=(
            SectionDraft(
                "contact",
                Decimal(60),
                named("Contact", "接触", "接觸"),
                (
                    ItemDraft("greeting", Decimal(50), named("Callers are greeted"), levels=_levels()),
                    ItemDraft("speed", Decimal(30), named("Calls answered of ten"), method=Method.NUMERIC, maximum=Decimal(10)),
                    ItemDraft("consent", Decimal(20), named("Consent is asked for"), method=Method.YES_NO, veto=Veto.SECTION),
                ),
            ),
            SectionDraft(
                "files",
                Decimal(40),
                named("Files", "档案", "檔案"),
                (
                    ItemDraft("findings", Decimal(60), named("Records are whole"), method=Method.DEDUCTION, per_finding=Decimal(10)),
                    ItemDraft("photos", Decimal(40), named("The desk is in order"), levels=_levels(), evidence_required=True),
                ),
            ),
        ),
        bands=(
            Choice("good", named("Good", "良好"), Decimal(80)),
            Choice("fair", named("Fair", "一般"), Decimal(60)),
            Choice("poor", named("Poor", "不合格"), Decimal(0)),
        ),
        na_reasons=(Choice("absent", named("Not part of this service")),),
    )


@dataclass(frozen=True)
class House:
    """Keys of what was built. It knows no state: ask the database."""

    people: dict[str, int]
    departments: dict[str, int]
    projects: dict[str, int]
    version: int
    items: dict[str, int]
    sections: dict[str, int]
    round: int
    sheet: int
    """Mei's open sheet for Hotline."""

    def actor(self, who: str) -> Actor:
        """The person as known at this moment."""
        return ask(person_acting, who, origin="test")

    def answer(self, sheet_id: int, code: str, value: sheets.Value, *, who: str = "mei", seen: int = 0) -> int:
        return do(sheets.answer, self.actor(who), sheet_id, self.items[code], value, seen=seen).version

    def fill(self, sheet_id: int, *, who: str = "mei", **raws: str | None) -> None:
        """Answer every item of a fresh sheet with full points, or as told (None: leave it open)."""
        for code, raw in (FULL | raws).items():
            if raw is not None:
                self.answer(sheet_id, code, not_applicable() if raw == "n/a" else rated(raw), who=who)
        if (FULL | raws)["photos"] not in (None, "n/a"):
            self.attach(sheet_id, "photos", who=who)

    def attach(self, sheet_id: int, code: str, *, who: str = "mei", data: bytes = b"a picture") -> int:
        return do(sheets.attach, self.actor(who), sheet_id, self.items[code], data=data, kind="jpg", name="desk.jpg")

    def submit(self, sheet_id: int, *, who: str = "mei") -> int:
        return do(sheets.submit, self.actor(who), sheet_id, signature=self.actor(who).name)

    def finish(self, sheet_id: int, *, who: str = "mei", **raws: str | None) -> int:
        self.fill(sheet_id, who=who, **raws)
        return self.submit(sheet_id, who=who)

    def release(self, round_id: int | None = None) -> None:
        lin, it = self.actor("lin"), round_id or self.round
        do(rounds.close, lin, it, count_as_missed=True)
        self.approve("round", it)

    def approve(self, kind: str, subject_id: int, *, by: str = "lin", then: str = "yan") -> int:
        """Submitted by one, approved by another; the submission's id."""
        return approve(kind, subject_id, by=self.actor(by), then=self.actor(then))

    def contest(self, sheet_id: int | None = None, reason: str = "The desk was being painted.") -> int:
        return do(objections.contest, self.actor("ming"), sheet_id or self.sheet, reason=reason, item_ids=(self.items["photos"],))

    def contest_and_rescore(self) -> None:
        self.contest()
        for who in ("lin", "hu"):
            self.rescore(who)

    def rescore(self, who: str, sheet_id: int | None = None, raw: str | int = 50) -> int:
        """Score every open contested item of a sheet blind."""
        it = sheet_id or self.sheet
        with db.reading() as session:
            rows = session.scalars(select(Contest).where(Contest.sheet_id == it, Contest.decided_at.is_(None), Contest.item_id.is_not(None)))
            values = {row.id: rated(raw) for row in rows}
        return do(objections.rescore, self.actor(who), it, values=values)

    def state(self, sheet_id: int | None = None) -> str:
        return self.row(sheet_id).state

    def row(self, sheet_id: int | None = None) -> Sheet:
        """A detached copy of the sheet's row."""
        with db.reading() as session:
            return session.get_one(Sheet, sheet_id or self.sheet)

    def kept(self, code: str, sheet_id: int | None = None) -> Answer | None:
        """What the database holds about one item."""
        where = (Answer.sheet_id == (sheet_id or self.sheet), Answer.item_id == self.items[code])
        with db.reading() as session:
            return session.scalars(select(Answer).where(*where)).one_or_none()

    def close(self, project_id: int) -> None:
        """The project stands closed, without the way there (see tests/closing)."""
        with db.writing() as session:
            session.get_one(Project, project_id).stage = Stage.CLOSED

    def open_round(self, name: str, *, start: bool = True, department: str | None = None, **sheets_: str) -> tuple[int, dict[str, int]]:
        """Another round; `hotline="kit"` gives Hotline's sheet to Kit."""
        lin = self.actor("lin")
        made = do(rounds.create, lin, name=name, template_version_id=self.version, department_id=self.departments.get(department or ""), **DATES)
        given = {
            project: do(rounds.assign, lin, made, project_id=self.projects[project], inspector_id=self.people[who]) for project, who in sheets_.items()
        }
        if start:
            do(rounds.start, lin, made)
        return made, given


DATES = {"period_from": date(2026, 4, 1), "period_to": date(2026, 6, 30), "due_on": date(2026, 7, 15)}

CAST = {
    "lin": (named("Lin", "林"), {Role.LEADERSHIP}, None),
    "yan": (named("Yan", "燕"), {Role.LEADERSHIP}, None),
    "hu": (named("Hu", "胡"), {Role.DEPARTMENT_HEAD}, "service"),
    "mo": (named("Mo", "莫"), {Role.PROJECT_MANAGER}, "service"),
    "ming": (named("Ming", "明"), {Role.TEAM_MEMBER}, "service"),
    "pei": (named("Pei", "佩"), {Role.PROJECT_MANAGER}, "quality"),
    "mei": (named("Mei", "梅"), {Role.INSPECTOR}, "quality"),
    "kit": (named("Kit", "杰"), {Role.INSPECTOR}, "quality"),
    "cora": (named("Cora", "可"), {Role.CUSTOMER_LINK}, None),
}


def approve(kind: str, subject_id: int, *, by: Actor, then: Actor) -> int:
    """Submitted by one, approved by another in a chain of one step; the submission's id."""
    made = do(approvals.submit, by, kind, subject_id)
    do(approvals.decide, then, made, step=0, verdict=Verdict.APPROVE)
    return made


def build() -> House:
    """Furnish an empty, migrated database."""
    known = passwords.hashed(PASSWORD)
    ids = {"ada": do(people.first_administrator, CONSOLE, username="ada", name=named("Ada", "艾达"), password_hash=known)}
    ada = ask(person_acting, "ada", origin="test")
    do(people.change_password, ada, password_hash=known)
    units = {
        code: do(people.create_department, ada, code=code, name=named(code.title())) for code in ("service", "quality")
    }
    for who, (name, roles, unit) in CAST.items():
        ids[who] = do(
            people.create, ada, username=who, name=name, roles=roles, department_id=units.get(unit or ""),
            password_hash=known, first_password=False, language=Language.ENGLISH,
        )  # fmt: skip
    do(people.update_department, ada, units["service"], version=1, name=named("Service"), parent_id=None, head_id=ids["hu"])
    made = {
        "hotline": do(
            projects.create, ada, name=named("Hotline", "热线"), customer=named("Northern Ferries"),
            department_id=units["service"], manager_id=ids["mo"], member_ids=[ids["ming"]],
        ),
        "harbour": do(
            projects.create, ada, name=named("Harbour", "海港"), customer=named("Harbour Office"),
            department_id=units["quality"], manager_id=ids["pei"],
        ),
    }  # fmt: skip
    version = do(templates.create, ada, draft())
    lin = ask(person_acting, "lin", origin="test")
    approve("template_version", version, by=ada, then=lin)
    whole = ask(checklists.checklist, version)
    spring = do(rounds.create, lin, name="Spring", template_version_id=version, **DATES)
    sheet = do(rounds.assign, lin, spring, project_id=made["hotline"], inspector_id=ids["mei"])
    do(rounds.start, lin, spring)
    return House(
        ids, units, made, version,
        {question.code: question.id for question in whole.questions},
        {checkpoint.code: checkpoint.id for checkpoint in whole.checkpoints},
        spring, sheet,
    )  # fmt: skip


STAGES: dict[str, Callable[[Any], object]] = {
    "house": lambda _: build(),
    "submitted": lambda house: house.finish(house.sheet, greeting="50") and None,
    "released": lambda house: house.release(),
    "contested": lambda house: house.contest_and_rescore(),
}
"""What a test can ask for by fixture, each upon the one before."""


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, for comparing the database with itself."""
    with db.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))] for name, table in db.Record.metadata.tables.items()
        }


def mark() -> dict[str, object]:
    """What `dump` says, sooner: of a server only the digests of the tables that hold something, in one question."""
    with db.reading() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            return {name: connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id').all() for name in db.Record.metadata.tables}
        written = connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0")
        named = sorted(set(written.scalars()) & db.Record.metadata.tables.keys())
        asked = " UNION ALL ".join(f"SELECT '{name}', md5(string_agg(x::text, '|' ORDER BY x.id)) FROM \"{name}\" x" for name in named)
        return {name: digest for name, digest in connection.exec_driver_sql(asked) if digest is not None} if asked else {}


def trail(deed: str = "") -> list[AuditEntry]:
    """The audit entries in order, or those of one deed."""
    with db.reading() as session:
        found = select(AuditEntry).order_by(AuditEntry.id)
        return list(session.scalars(found.where(AuditEntry.deed == deed) if deed else found))


def sound_chain() -> bool:
    """Whether the whole chain of the trail holds."""
    return ask(audit.verdict, Actor(0, "", "", frozenset({Role.ADMINISTRATOR}))).sound


def links() -> tuple[int, int]:
    """How many audit entries there are, and how many the head says there are."""
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0, session.scalar(select(AuditHead.count)) or 0


def tallies_match_a_recount() -> bool:
    """Whether running totals and finals are what counting every target anew gives."""
    with db.reading() as session:
        return not differences(session)
