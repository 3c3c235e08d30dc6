"""The authorisation matrix: every role, every deed, near and far, against the one table that says who may.

`GRANTS` is what administrators read. These tests call what really runs and compare: a deed that allows more or less
than the table, or a new deed that has no row in `CALLERS`, fails.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from sqlalchemy import func, select

from core import db
from core.access import ANYWHERE, GRANTS, Actor, Permission, Reach, Role, Scope, require, within
from core.approval import actions as approvals
from core.approval.chains import actions as chains
from core.approval.chains.rules import Step, Who
from core.approval.deputies import actions as deputies
from core.approval.rules import Verdict
from core.audit import actions as audit
from core.audit.queries import Search
from core.audit.records import AuditEntry
from core.clock import now, today
from core.comments import actions as comments
from core.comments.records import Comment
from core.errors import NotPermitted
from core.exchange.checklist import actions as imports
from core.exchange.checklist import queries as checklist_files
from core.fairness import actions as fairness
from core.inspection.results.rules import Filter
from core.inspection.rounds import actions as rounds
from core.inspection.sampling import actions as samples
from core.inspection.sampling.rules import Method, Plan
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.instances import actions as instances
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import FILES_AN_ITEM, NotYourDecision
from core.inspection.staffing import actions as staffing
from core.inspection.templates import actions as templates
from core.inspection.templates.rules import State
from core.inspection.vetoes.rules import NotYourVeto
from core.metrics import actions as measures
from core.metrics.rules import Asked
from core.notice import actions as notices
from core.notice import rules as notice_rules
from core.operation import actions as operation
from core.operation.backup import actions as backups
from core.people import actions as people
from core.projects import actions as projects
from core.projects.rules import Stage
from core.reference import actions as reference
from core.reference.rules import Line
from core.settings import actions as settings
from core.words import Language
from tests.cast import DATES, draft, named, rated
from tests.house import (
    calendar_deeds,
    closing_deeds,
    communication_deeds,
    cost_deeds,
    customer_deeds,
    followup_deeds,
    improvement_deeds,
    initiation_deeds,
    knowledge_deeds,
    people_deeds,
    plan_deeds,
    quality_deeds,
    resource_deeds,
    result_deeds,
    review_deeds,
    risk_deeds,
    satisfaction_deeds,
    service_deeds,
    several_deeds,
    staged,
    target_deeds,
    team_deeds,
)
from tests.house.test_architecture import deeds, here, label

HOME, FAR = 501, 502


class Near(IntEnum):
    """How an actor stands to the record at hand; the same steps as the scopes."""

    OWN = 1
    PROJECT = 2
    DEPARTMENT = 3
    ELSEWHERE = 4


def allowed(permission: Permission, role: Role, near: Near, knows: frozenset[Near] | None) -> bool:
    """What the table says of a record that knows owners, a project, a department, or none of them (None: of no record)."""
    scope = GRANTS[permission].get(role)
    if scope is None or knows is None:
        return scope is not None
    return scope is Scope.ALL or (near in knows and near <= scope)


# The table itself.

OWNED, OF_PROJECT, OF_DEPARTMENT, EVERYWHERE = frozenset({Near.OWN}), frozenset({Near.PROJECT}), frozenset({Near.DEPARTMENT}), frozenset()
WHOLE = OWNED | OF_PROJECT | OF_DEPARTMENT
WHOEVER = None


def somebody(role: Role, near: Near) -> Actor:
    department, project = HOME if near is Near.DEPARTMENT else FAR, HOME if near is Near.PROJECT else FAR
    return Actor(7, "mei", "Mei", frozenset({role}), department_ids=frozenset({department}), project_ids=frozenset({project}))


@pytest.mark.parametrize("permission", Permission)
def test_every_cell_of_the_table_means_what_it_says(permission):
    for role, near, knows in itertools.product(Role, Near, (EVERYWHERE, OWNED, OF_PROJECT, OF_DEPARTMENT, OWNED | OF_PROJECT, WHOLE)):
        actor = somebody(role, near)
        owner = 7 if near is Near.OWN else 8
        reach = Reach(
            owners=frozenset({owner}) if Near.OWN in knows else frozenset(),
            project_id=HOME if Near.PROJECT in knows else None,
            department_id=HOME if Near.DEPARTMENT in knows else None,
        )
        expected = allowed(permission, role, near, knows)
        assert within(actor, permission, reach) is expected, (role, near, knows)
        assert raises(lambda: require(actor, permission, reach)) is not expected  # noqa: B023
        assert raises(lambda: require(actor, permission)) is (role not in GRANTS[permission])  # noqa: B023


def raises(deed: Callable[[], object]) -> bool:
    try:
        deed()
    except NotPermitted:
        return True
    return False


def test_several_roles_add_up_and_each_keeps_its_own_scope():
    both = Actor(7, "mei", "Mei", frozenset({Role.INSPECTOR, Role.DEPARTMENT_HEAD}), department_ids=frozenset({HOME}))
    assert within(both, Permission.SHEET_SCORE, Reach(owners=frozenset({7})))
    assert not within(both, Permission.SHEET_SCORE, Reach(owners=frozenset({8}), department_id=HOME))  # scoring stays one's own
    assert within(both, Permission.SHEET_READ, Reach(owners=frozenset({8}), department_id=HOME))
    assert both.scope(Permission.SHEET_READ) is Scope.DEPARTMENT


def test_nobody_may_do_anything():
    for permission in Permission:
        assert not within(Actor(0, "", "", frozenset()), permission, Reach(frozenset({0}), None, None))
        assert not Actor(0, "", "", frozenset()).may(permission)


# The deeds.


@dataclass(frozen=True)
class Row:
    """How one deed is called in a state in which it is possible."""

    permission: Permission
    knows: frozenset[Near] | None
    call: Callable[..., Any]
    """(session, actor, house, world) -> the deed, done"""
    stage: str = "house"
    """house: Mei's sheet is open; submitted, released or contested: it is"""
    never: frozenset[Near] = frozenset()
    """From here the deed is refused although the table would allow it, for a reason of its own."""
    also: Permission | None = None  # needed as well, wherever it reaches


def _update_project(session, actor, house):
    return projects.update(
        session, actor, house.projects["hotline"], version=1, name=named("New"), customer=named("New"), stage=Stage.PLANNING,
        manager_id=house.people["mo"], started_on=None, ends_on=None, member_ids=(),
    )  # fmt: skip


def _create_project(session, actor, house):
    """In the service department; managed by the actor, or by Mo."""
    manager = actor.id if actor.id != house.people["cora"] else house.people["mo"]
    return projects.create(session, actor, name=named("New"), customer=named("New"), department_id=house.departments["service"], manager_id=manager)


def _unassign(session, actor, house):
    made = staged.service_round(session, house)
    return rounds.unassign(session, actor, made, sheet_id=session.scalar(select(Sheet.id).where(Sheet.round_id == made)))


def _reset_setting(session, actor, house):
    service = house.departments["service"]
    settings.change(session, house.actor("ada"), FILES_AN_ITEM.code, text="3", version=0, department_id=service)
    session.info.pop("noted", None)
    return settings.reset(session, actor, FILES_AN_ITEM.code, version=1, department_id=service)
def _comment(session, actor, house):
    row = Comment(subject_kind="template_version", subject_id=house.version, author_id=actor.id, body="So.", mentions=[], at=now())
    session.add(row)
    session.flush()
    return row.id


def _any_kind():
    return notice_rules.declare(notice_rules.Kind("test", "Test")).code


def _workbook(house):
    return checklist_files.write_excel(draft("fresh"), Language.ENGLISH)


CALLERS: dict[Callable[..., Any], Row] = {
    approvals.submit: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: approvals.submit(s, a, "template_version", staged.new_draft(s, h))),
    approvals.decide: Row(
        Permission.APPROVAL_DECIDE, OWNED,
        lambda s, a, h: approvals.decide(s, a, staged.waiting(s, h), step=0, verdict=Verdict.RETURN, comment="Not yet."),
    ),
    approvals.withdraw: Row(Permission.APPROVAL_WITHDRAW, OWNED, lambda s, a, h: approvals.withdraw(s, a, staged.waiting(s, h, "mei"))),
    chains.edit: Row(Permission.CHAIN_EDIT, EVERYWHERE, lambda s, a, h: chains.edit(s, a, "round", steps=[Step(Who.HOLDERS)], version=0)),
    # Whoever acts names a deputy for nobody but oneself.
    deputies.name_deputy: Row(Permission.APPROVAL_DELEGATE, WHOEVER, lambda s, a, h: deputies.name_deputy(s, a, h.people["kit"], first=today(), last=today())),
    deputies.end_deputy: Row(Permission.APPROVAL_DELEGATE, OWNED, staged.end_deputy),
    audit.export: Row(Permission.AUDIT_EXPORT, EVERYWHERE, lambda s, a, h: audit.export(s, a, Search())),
    **result_deeds.rows(Row, WHOEVER, EVERYWHERE, OF_PROJECT, WHOLE, frozenset({Near.OWN, Near.PROJECT})),
    **followup_deeds.rows(Row, OWNED, OF_PROJECT | OF_DEPARTMENT, WHOLE),
    **initiation_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT, OWNED | OF_DEPARTMENT),
    **target_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT, OF_DEPARTMENT),
    **closing_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT, OWNED),
    **cost_deeds.rows(Row, EVERYWHERE, OF_PROJECT | OF_DEPARTMENT),
    **customer_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT, WHOLE, EVERYWHERE),
    **service_deeds.rows(Row, EVERYWHERE, OF_PROJECT | OF_DEPARTMENT),
    **satisfaction_deeds.rows(Row, EVERYWHERE, OF_PROJECT | OF_DEPARTMENT),
    **communication_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT), **communication_deeds.others(Row, OF_PROJECT | OF_DEPARTMENT),
    **resource_deeds.rows(Row, EVERYWHERE, OF_PROJECT | OF_DEPARTMENT, OWNED | OF_DEPARTMENT),
    **team_deeds.rows(Row, WHOEVER, OWNED, OF_DEPARTMENT, OF_PROJECT | OF_DEPARTMENT),
    **risk_deeds.rows(Row, WHOEVER, OF_PROJECT | OF_DEPARTMENT, WHOLE),
    **improvement_deeds.rows(Row, WHOEVER, EVERYWHERE, OF_PROJECT | OF_DEPARTMENT, WHOLE),
    **quality_deeds.rows(Row, OWNED, OF_PROJECT | OF_DEPARTMENT, WHOLE), **quality_deeds.others(Row, EVERYWHERE, OWNED, OF_PROJECT | OF_DEPARTMENT, OF_DEPARTMENT, WHOEVER),
    **review_deeds.rows(Row, WHOEVER, EVERYWHERE, OWNED, OF_PROJECT | OF_DEPARTMENT),
    **knowledge_deeds.rows(Row, WHOEVER, OWNED, OF_PROJECT | OF_DEPARTMENT),
    **plan_deeds.rows(Row, OF_PROJECT | OF_DEPARTMENT, WHOLE),
    **calendar_deeds.rows(Row, EVERYWHERE, OWNED | OF_DEPARTMENT),
    **people_deeds.rows(Row, WHOEVER, EVERYWHERE),
    operation.swept: Row(Permission.HEALTH_KEEP, EVERYWHERE, lambda s, a, h: operation.swept(s, a, files=1, size=1)),
    backups.made: Row(Permission.HEALTH_KEEP, EVERYWHERE, lambda s, a, h: backups.made(s, a, name="x.zip", size=1, rows=1, files=1)),
    backups.restored: Row(
        Permission.HEALTH_KEEP, EVERYWHERE, lambda s, a, h: backups.restored(s, a, made_at="", schema="0001", rows=1, files=1)
    ),
    # Every role reads checklists, so that the permission alone decides here; what one may not see is tested with comments.
    comments.write: Row(Permission.COMMENT_WRITE, EVERYWHERE, lambda s, a, h: comments.write(s, a, "template_version", h.version, body="Well.")),
    comments.edit: Row(Permission.COMMENT_WRITE, EVERYWHERE, lambda s, a, h: comments.edit(s, a, _comment(s, a, h), version=1, body="Better.")),
    comments.strike: Row(Permission.COMMENT_WRITE, EVERYWHERE, lambda s, a, h: comments.strike(s, a, _comment(s, a, h))),
    # Everybody's notices are her own.
    notices.read: Row(Permission.ACCOUNT_USE, WHOEVER, lambda s, a, h: notices.read(s, a, [1])),
    notices.read_all: Row(Permission.ACCOUNT_USE, WHOEVER, lambda s, a, h: notices.read_all(s, a)),
    notices.prefer: Row(Permission.ACCOUNT_USE, WHOEVER, lambda s, a, h: notices.prefer(s, a, _any_kind(), notice_rules.Mail.NEVER)),
    projects.create: Row(Permission.PROJECT_EDIT, OWNED | OF_DEPARTMENT, _create_project),
    projects.update: Row(Permission.PROJECT_EDIT, OF_PROJECT | OF_DEPARTMENT, _update_project),
    templates.create: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.create(s, a, draft("fresh"))),
    templates.new_version: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.new_version(s, a, h.version)),
    templates.reweigh: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.reweigh(s, a, staged.new_draft(s, h), version=1, sections={}, items={})),
    templates.plan: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.plan(s, a, staged.new_draft(s, h), version=1, items={}, whole=Decimal(40))),
    templates.measure: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.measure(s, a, staged.new_draft(s, h), version=1, compared={})),
    templates.repeat: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, staged.repeat),
    templates.move: Row(
        Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: templates.move(s, a, staged.new_draft(s, h), state=State.TRIAL)
    ),
    imports.import_excel: Row(Permission.TEMPLATE_EDIT, EVERYWHERE, lambda s, a, h: imports.import_excel(s, a, _workbook(h), "fresh.xlsx")),
    reference.save: Row(
        Permission.REFERENCE_EDIT, EVERYWHERE,
        lambda s, a, h: reference.save(s, a, "channel", version=0, lines=[Line(2, "phone", named("Telephone"))]),
    ),
    fairness.export: Row(
        Permission.FAIRNESS_EXPORT, WHOEVER, lambda s, a, h: fairness.export(s, a, Filter(), inspectors=0, sha256="0" * 64),
    ),
    measures.export: Row(Permission.MEASURE_EXPORT, WHOEVER, lambda s, a, h: measures.export(s, a, Asked(today(), today()), measure="", rows=0, sha256="0" * 64)),
    rounds.create: Row(
        Permission.ROUND_LEAD, OF_DEPARTMENT,
        lambda s, a, h: rounds.create(s, a, name="New", template_version_id=h.version, department_id=h.departments["service"], **DATES),
    ),
    rounds.assign: Row(
        Permission.ROUND_LEAD, OF_DEPARTMENT,
        lambda s, a, h: rounds.assign(s, a, staged.service_round(s, h, "empty"), project_id=h.projects["hotline"], inspector_id=h.people["kit"]),
    ),
    **several_deeds.rows(Row, OF_DEPARTMENT, OWNED | OF_PROJECT),
    staffing.qualify: Row(
        Permission.QUALIFICATION_EDIT, EVERYWHERE,
        lambda s, a, h: staffing.qualify(s, a, h.people["kit"], template_id=staged.template_id(s, h), valid_from=today(), valid_until=None),
    ),
    staffing.withdraw: Row(Permission.QUALIFICATION_EDIT, EVERYWHERE, lambda s, a, h: staffing.withdraw(s, a, staged.qualified(s, h))),
    samples.draw: Row(Permission.ROUND_LEAD, OF_DEPARTMENT, lambda s, a, h: samples.draw(s, a, staged.service_round(s, h), plan=Plan(Method.ALL))),
    samples.accept: Row(Permission.ROUND_LEAD, OF_DEPARTMENT, lambda s, a, h: samples.accept(s, a, staged.drawn(s, h), given={})),
    rounds.unassign: Row(Permission.ROUND_LEAD, OF_DEPARTMENT, _unassign),
    rounds.start: Row(Permission.ROUND_LEAD, OF_DEPARTMENT, lambda s, a, h: rounds.start(s, a, staged.service_round(s, h))),
    rounds.close: Row(
        Permission.ROUND_LEAD, OF_DEPARTMENT, lambda s, a, h: rounds.close(s, a, staged.service_round(s, h, "running"), count_as_missed=True)
    ),
    settings.change: Row(Permission.SETTINGS_EDIT, OF_DEPARTMENT, lambda s, a, h: settings.change(s, a, FILES_AN_ITEM.code, text="3", version=0, department_id=h.departments["service"])),
    settings.reset: Row(Permission.SETTINGS_EDIT, OF_DEPARTMENT, _reset_setting),
    sheets.answer: Row(Permission.SHEET_SCORE, OWNED, lambda s, a, h: sheets.answer(s, a, h.sheet, h.items["speed"], rated(7), seen=0)),
    sheets.write_note: Row(Permission.SHEET_SCORE, OWNED, lambda s, a, h: sheets.write_note(s, a, h.sheet, h.items["speed"], "Seen.", seen=0)),
    sheets.fill_in: Row(Permission.SHEET_SCORE, OWNED, lambda s, a, h: sheets.fill_in(s, a, h.sheet, answers=[(h.items["speed"], rated(7), 0)], source="sheet.xlsx")),
    instances.add_instance: Row(Permission.SHEET_SCORE, OWNED, lambda s, a, h: instances.add_instance(s, a, h.sheet, staged.repeated(s, h), label="SR-1")),
    instances.rename_instance: Row(Permission.SHEET_SCORE, OWNED, staged.rename_instance),
    instances.remove_instance: Row(
        Permission.SHEET_SCORE, OWNED, lambda s, a, h: instances.remove_instance(s, a, h.sheet, staged.listed(s, h), seen=1)
    ),
    sheets.attach: Row(
        Permission.SHEET_SCORE, OWNED, lambda s, a, h: sheets.attach(s, a, h.sheet, h.items["photos"], data=b"x", kind="jpg", name="x.jpg")
    ),
    sheets.detach: Row(Permission.SHEET_SCORE, OWNED, staged.detach),
    sheets.submit: Row(Permission.SHEET_SCORE, OWNED, staged.submit),
    sheets.revise: Row(Permission.SHEET_REVISE, OWNED, lambda s, a, h: sheets.revise(s, a, h.sheet, reason="Misread."), "submitted"),
    objections.acknowledge: Row(Permission.SHEET_RESPOND, OF_PROJECT, lambda s, a, h: objections.acknowledge(s, a, h.sheet), "released"),
    objections.contest: Row(Permission.SHEET_RESPOND, OF_PROJECT, lambda s, a, h: objections.contest(s, a, h.sheet, reason="Painted."), "released"),
    objections.rescore: Row(Permission.SHEET_DECIDE, WHOLE, staged.rescore, "contested", never=frozenset({Near.OWN, Near.PROJECT})),
    objections.decide: Row(Permission.SHEET_DECIDE, WHOLE, staged.decide, "contested", never=frozenset({Near.OWN, Near.PROJECT})),
}  # fmt: skip
RETIRING = Row(Permission.TEMPLATE_CONFIRM, EVERYWHERE, lambda s, a, h: templates.move(s, a, staged.new_draft(s, h), state=State.RETIRED))
"""Retiring a version is another permission than moving it to trial."""
SUBMITTING_A_ROUND = Row(Permission.ROUND_LEAD, OF_DEPARTMENT, lambda s, a, h: approvals.submit(s, a, "round", staged.service_round(s, h, "closed")))
"""What submitting asks depends on what is submitted."""
SUBMITTING_AN_APPLICATION = Row(Permission.APPLICATION_EDIT, OWNED | OF_DEPARTMENT, initiation_deeds.submit)
RELEASING = Row(Permission.ROUND_RELEASE, OF_DEPARTMENT, staged.release)
BULK = {"core/demo/volume/actions.py", "core/demo/actions.py"}
"""Make-believe for benchmarks and demos, called from the command line only."""


def actor(house, role: Role, near: Near) -> Actor:
    """Somebody of `role` who stands `near` Hotline and Mei's sheet for it."""
    person = "mei" if near is Near.OWN else "cora"
    return Actor(
        house.people[person], person, person.title(), frozenset({role}), origin="test",
        department_ids=frozenset({house.departments["service"]}) if near is Near.DEPARTMENT else frozenset(),
        project_ids=frozenset({house.projects["hotline"]}) if near is Near.PROJECT else frozenset(),
    )  # fmt: skip


class _Undo(Exception):
    """Every cell starts from the same house."""


def attempt(row: Row, who: Actor, house) -> tuple[bool, int]:
    """Whether the deed was done, and how many entries it left; undone in any case."""
    done, noted = False, -1
    try:
        with db.writing() as session:
            try:
                row.call(session, who, house)
                done = True
                session.flush()
            except (NotPermitted, NotYourDecision, NotYourVeto):
                done = False
            noted = session.info.get("noted", 0)
            raise _Undo
    except _Undo:
        return done, noted


def matrix(row: Row, house) -> tuple[int, list[str]]:
    """Every cell of one deed: how many, and which differ from the table."""
    wrong, cells = [], 0
    for role, near in itertools.product(Role, Near):
        expected = allowed(row.permission, role, near, row.knows) and near not in row.never and (row.also is None or allowed(row.also, role, near, None))
        done, noted = attempt(row, actor(house, role, near), house)
        cells += 1
        if done is not expected:
            wrong.append(f"{role.value}, {near.name.lower()}: {'allowed' if done else 'refused'} against the table")
        if noted != int(done):
            wrong.append(f"{role.value}, {near.name.lower()}: {noted} entries in the trail")
    return cells, wrong


def name_of(deed: Callable[..., Any]) -> str:
    return f"{deed.__module__.removeprefix('core.').removesuffix('.actions')}.{deed.__name__}"


def by_stage(stage: str) -> list[Callable[..., Any]]:
    return [deed for deed, row in CALLERS.items() if row.stage == stage]


def check(row: Row, house) -> None:
    with db.reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    cells, wrong = matrix(row, house)
    assert wrong == []
    assert cells == len(Role) * len(Near)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


@pytest.mark.usefixtures("sqlite_database")
class TestEveryDeedAgainstEveryRole:
    @pytest.mark.parametrize("deed", by_stage("house"), ids=name_of)
    def test_in_an_open_round(self, house, deed):
        check(CALLERS[deed], house)

    @pytest.mark.parametrize("deed", by_stage("submitted"), ids=name_of)
    def test_on_a_submitted_sheet(self, house, submitted, deed):
        check(CALLERS[deed], house)

    @pytest.mark.parametrize("deed", by_stage("released"), ids=name_of)
    def test_on_a_released_sheet(self, house, released, deed):
        check(CALLERS[deed], house)

    @pytest.mark.parametrize("deed", by_stage("contested"), ids=name_of)
    def test_on_a_contested_sheet(self, house, contested, deed):
        check(CALLERS[deed], house)

    def test_retiring_a_checklist(self, house):
        check(RETIRING, house)

    def test_submitting_a_round_for_its_release(self, house):
        check(SUBMITTING_A_ROUND, house)

    def test_submitting_an_application(self, house):
        check(SUBMITTING_AN_APPLICATION, house)

    def test_deciding_what_takes_effect(self, house):
        """Whoever may release a round decides it, as far as the table reaches: each cell with a real person of that role."""
        for role, near in itertools.product(Role, Near):
            expected = allowed(Permission.ROUND_RELEASE, role, near, OF_DEPARTMENT) and role is not Role.CUSTOMER_LINK
            done, noted = attempt(RELEASING, actor(house, role, near), house)
            assert (done, noted) == (expected, 2 if expected else 0), (role, near)


def test_every_deed_has_its_row():
    """A new deed is compared with the table from its first day."""
    known = {f"core/{name_of(deed).replace('.', '/')}" for deed in CALLERS}
    every = {
        f"{here(path).removesuffix('/actions.py')}/{name}"
        for path, name, function in deeds()
        if not label(path, function) and here(path) not in BULK
    }
    assert every - known == set(), "add a row to CALLERS"
    assert known - every == set(), "CALLERS names what is gone"


def test_a_missing_record_is_refused_in_the_words_of_a_forbidden_one(sqlite_database, house, do, refused):
    said = set()
    for deed, missing in (
        (objections.acknowledge, (9999,)),
        (objections.acknowledge, (house.sheet,)),
        (rounds.start, (9999,)),
        (rounds.start, (house.round,)),
    ):
        try:
            do(deed, "pei", *missing)
        except NotPermitted as refusal:
            said.add(str(refusal))
    assert len(said) == 1


def test_dates_and_weights_do_not_open_what_the_role_does_not(sqlite_database, house, do, refused):
    """The permission is asked before anything is told about the content."""
    with refused(NotPermitted):
        do(rounds.create, "mei", name="", template_version_id=9999, period_from=date(2026, 2, 1), period_to=date(2026, 1, 1), due_on=date(2025, 1, 1))
    with refused(NotPermitted):
        do(templates.reweigh, "mei", 9999, version=1, sections={1: Decimal(-1)}, items={})
    with refused(NotPermitted):
        do(people.create, "mei", username="", name={}, roles=set())
    assert not within(house.actor("mei"), Permission.PEOPLE_EDIT, ANYWHERE)
