"""Questions about one round as a whole. Every figure is asked where the screens ask it; here they are put together.

Nobody meets more in a document than on the pages: whose sheets count is decided in `sight`, and whoever still has to
score a contested item blind finds neither its answer nor a sum that it is in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Scope, require
from core.clock import today
from core.errors import NotFound
from core.files.records import StoredFile
from core.followup.queries import visible_followups
from core.followup.records import FollowUp
from core.followup.rules import WITH_OWNER
from core.followup.rules import State as FollowUpState
from core.inspection.followups.queries import KIND
from core.inspection.objects import queries as objects
from core.inspection.results import queries as results
from core.inspection.results.dossier import rules
from core.inspection.results.league import queries as league
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter, Inspected
from core.inspection.results.sight import queries as sight
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State
from core.inspection.rules import Given, Mark
from core.inspection.sampling import queries as samples
from core.inspection.sampling.rules import Plan, Unit, plan_of
from core.inspection.several import queries as several
from core.inspection.sheets.blind.queries import reader, unscored
from core.inspection.sheets.objections.queries import position
from core.inspection.sheets.records import Answer, Contest, ContestFile, Evidence, InstanceAnswer, Sheet, SheetInstance
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates.queries import Checklist, checklist
from core.inspection.templates.records import TemplateItem
from core.people.records import Department, Person
from core.projects.records import Project

CHUNK = 2000


@dataclass(frozen=True)
class Drawn:
    """How the targets were chosen: everything that a redraw needs but the frame, which is a list of its own."""

    number: int
    algorithm: str
    plan: Plan
    seed: str
    frame_size: int
    frame_hash: str
    chosen: int
    must: int
    doubled: int
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Counts:
    """How many sheets were planned, came in and were missed, on how many targets."""

    targets: int
    sheets: int
    submitted: int
    missed: int


@dataclass(frozen=True)
class Mending:
    """How many follow-ups the round opened and what became of them."""

    opened: int
    closed: int
    cancelled: int
    overdue: int

    @property
    def open(self) -> int:
        return self.opened - self.closed - self.cancelled


@dataclass(frozen=True, eq=False)
class Dossier:
    """A round whose scoring is closed, as far as its reader may see it. Frames: the columns named beside them."""

    wanted: Filter
    code: str
    name: str
    state: State
    trial: bool
    period_from: date
    period_to: date
    due_on: date
    closed_at: datetime | None
    released_at: datetime | None
    department: dict[str, str] | None
    """Of a department's own round."""
    leader: dict[str, str]
    checklist: Checklist
    counts: Counts
    drawn: Drawn | None
    overview: results.Overview
    sections: pd.DataFrame
    classes: pd.DataFrame
    ranking: league.Ranking
    heat: league.Heat
    heat_by: str
    items: pd.DataFrame
    several: tuple[several.Target, ...]
    appeals: pd.DataFrame
    """Columns: APPEALS."""
    mending: Mending
    followups: pd.DataFrame
    """Columns: FOLLOWUPS."""
    missed: pd.DataFrame
    """Columns: MISSED."""
    unscored: int = 0
    """Targets whose results are left out, because the reader still scores contested items of them blind."""


APPEALS = [
    "sheet", "project_code", "project", "item", "by", "at", "reason", "proposed", "ruled", "corrected", "decision", "decided_by", "decided_at",
    "final", "wrong", "right_object",
]  # fmt: skip
"""`proposed` and `ruled` are Positions or None."""
FOLLOWUPS = ["code", "sheet", "project_code", "project", "title", "finding", "measure", "owner", "state", "priority", "due_on", "overdue", "opened_at", "closed_at", "effect"]
MISSED = ["code", "project_code", "project", "department", "inspector"]
EVIDENCE = ["sheet", "item", "of", "name", "kind", "size", "at", "file_id"]
ROWS = 500
"""Rows that a list of a dossier has at most unless it is asked for whole."""


def _scene(session: Session, actor: Actor, wanted: Filter, permission: Permission) -> tuple[sight.Scene, Inspected, Round]:
    """The one round that `wanted` names, its scoring closed. Refuses NotFound (also without results in sight), StillScoring."""
    scene = sight.scene_of(session, actor, wanted, permission)
    if len(scene.chosen) != 1 or scene.chosen[0].code != wanted.rounds:
        raise NotFound()
    row = rounds.round_row(session, scene.chosen[0].id)
    if row.state not in (State.CLOSED, State.RELEASED):
        raise rules.StillScoring()
    return scene, scene.chosen[0], row


def dossier(session: Session, actor: Actor, wanted: Filter, *, limit: int | None = ROWS) -> Dossier:
    """Everything of the round that `wanted` names by its code. `limit` bounds every list (None: whole).

    Refuses NotFound, StillScoring.
    """
    require(actor, Permission.RESULTS_READ)
    scene, _, row = _scene(session, actor, wanted, Permission.RESULTS_READ)
    size = limit or rows.EXPORTED_SHEETS
    wide = not wanted.project and actor.scope(Permission.RESULTS_READ) in (Scope.ALL, Scope.DEPARTMENT)
    by = league.BY_DEPARTMENT if wide else league.BY_PROJECT
    leader = session.scalar(select(Person.name).where(Person.id == row.leader_id)) or {}
    unit = None if row.department_id is None else session.scalar(select(Department.name).where(Department.id == row.department_id))
    return Dossier(
        wanted, row.code, row.name, State(row.state), row.trial, row.period_from, row.period_to, row.due_on, row.closed_at, row.released_at,
        unit, leader, checklist(session, row.template_version_id), _counts(session, scene), _drawn(session, row),
        results.overview(session, actor, wanted), results.by_section(session, actor, wanted), results.distribution(session, actor, wanted),
        league.ranking(session, actor, wanted, size=size), league.heatmap(session, actor, wanted, by, size=size), by,
        rows.items(session, actor, wanted), _several(session, actor, scene, row), _appeals(session, actor, scene, limit),
        _mending(session, actor, row, scene), _followups(session, actor, row, scene, limit), _missed(session, scene, limit), scene.unscored,
    )  # fmt: skip


def _counts(session: Session, scene: sight.Scene) -> Counts:
    mine = (sight.sheets_of(scene.parts, scene.chosen, None), Sheet.revision == 0)
    missed = func.sum(case((Sheet.state == SheetState.MISSED, 1), else_=0))
    targets, sheets, submitted, gone = session.execute(
        select(func.count(func.distinct(Sheet.project_id)), func.count(), func.count(Sheet.submitted_at), missed).where(*mine)
    ).one()
    return Counts(int(targets), int(sheets), int(submitted), int(gone or 0))


def _drawn(session: Session, row: Round) -> Drawn | None:
    found = samples.accepted(session, row.id)
    if found is None:
        return None
    who = session.scalar(select(Person.name).where(Person.id == found.drawn_by_id)) or {}
    return Drawn(
        found.number, found.algorithm, plan_of(found.plan), found.seed, len(found.frame), found.frame_hash, len(found.chosen), len(found.must),
        len(found.doubled), who, found.drawn_at,
    )  # fmt: skip


def _several(session: Session, actor: Actor, scene: sight.Scene, row: Round) -> tuple[several.Target, ...]:
    """The targets that several inspected, as far as their sheets are in sight."""
    seen = set(session.scalars(select(Sheet.project_id).where(sight.sheets_of(scene.parts, scene.chosen, whole=True)).distinct()))
    return tuple(one for one in several.without_unscored(session, reader(actor), row, several.of_round(session, row)) if one.project_id in seen)


def _blind(session: Session, actor: Actor, round_id: int) -> frozenset[tuple[int, int]]:
    """(sheet, item) that `actor` still scores blind: contested, and not decided yet."""
    found = session.execute(
        select(Contest.sheet_id, Contest.item_id)
        .join(Sheet, Sheet.id == Contest.sheet_id)
        .where(Sheet.round_id == round_id, Contest.decided_at.is_(None), Contest.item_id.is_not(None), unscored(actor))
    )
    return frozenset((sheet_id, item_id) for sheet_id, item_id in found)


def _appeals(session: Session, actor: Actor, scene: sight.Scene, limit: int | None) -> pd.DataFrame:
    who, judge = aliased(Person), aliased(Person)
    query = (
        select(Contest, Sheet.code, Project.code, Project.name, TemplateItem.code, who.name, judge.name, Sheet.object_id)
        .join(Sheet, Sheet.id == Contest.sheet_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(who, who.id == Contest.by_id)
        .outerjoin(judge, judge.id == Contest.decided_by_id)
        .outerjoin(TemplateItem, TemplateItem.id == Contest.item_id)
        .where(sight.sheets_of(scene.parts, scene.chosen, None))
        .order_by(Contest.id)
        .limit(limit)
    )
    blind = _blind(session, actor, scene.chosen[0].id)
    found, told = [], session.execute(query).all()
    things = objects.named(session, {row.object_id for row in told})
    for one, sheet, code, name, item, by, decided_by, object_id in told:
        project = objects.label(name, things.get(object_id))
        closed = (one.sheet_id, one.item_id or 0) in blind  # what was proposed would tell what was answered
        found.append((
            sheet, code, project, item, by, one.at, one.reason,
            None if closed else position(one.proposed_mark, one.proposed_raw, one.proposed_na_reason, one.proposed_checked),
            position(one.ruled_mark, one.ruled_raw, one.ruled_na_reason, one.ruled_checked),
            one.corrected, one.decision, decided_by, one.decided_at, bool(one.final),
            one.wrong, one.right_object,
        ))  # fmt: skip
    return sight.frame_of(found, APPEALS)


def _opened(actor: Actor, scene: sight.Scene) -> ColumnElement[bool]:
    """A condition on FollowUp (joined with Project): opened from sheets of this round that the reader sees."""
    mine = select(Sheet.id).where(sight.sheets_of(scene.parts, scene.chosen, None))
    return and_(FollowUp.source_kind == KIND, FollowUp.source_id.in_(mine), visible_followups(actor))


def _late() -> ColumnElement[bool]:
    return and_(FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < today())


def _mending(session: Session, actor: Actor, row: Round, scene: sight.Scene) -> Mending:
    if not actor.may(Permission.FOLLOWUP_READ):
        return Mending(0, 0, 0, 0)

    def many(condition: ColumnElement[bool]):  # type: ignore[no-untyped-def]
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    counted = select(func.count(), many(FollowUp.state == FollowUpState.CLOSED), many(FollowUp.state == FollowUpState.CANCELLED), many(_late()))
    found = session.execute(counted.join(Project, Project.id == FollowUp.project_id).where(_opened(actor, scene))).one()
    return Mending(*map(int, found))


def _followups(session: Session, actor: Actor, row: Round, scene: sight.Scene, limit: int | None) -> pd.DataFrame:
    """Those still open first, by their due day."""
    if not actor.may(Permission.FOLLOWUP_READ):
        return sight.frame_of([], FOLLOWUPS)
    ended = case((FollowUp.state.in_((FollowUpState.CLOSED, FollowUpState.CANCELLED)), 1), else_=0)
    query = (
        select(FollowUp, Project.code, Project.name, Person.name, case((_late(), 1), else_=0))
        .join(Project, Project.id == FollowUp.project_id)
        .join(Person, Person.id == FollowUp.owner_id)
        .where(_opened(actor, scene))
        .order_by(ended, FollowUp.due_on, FollowUp.id)
        .limit(limit)
    )
    found = [
        (
            one.code, one.source_code, code, project, one.title, one.finding, one.measure, owner, one.state, one.priority, one.due_on, bool(late),
            one.opened_at, one.closed_at, one.effect,
        )
        for one, code, project, owner, late in session.execute(query)
    ]  # fmt: skip
    return sight.frame_of(found, FOLLOWUPS)


def _missed(session: Session, scene: sight.Scene, limit: int | None) -> pd.DataFrame:
    query = (
        select(Sheet.code, Project.code, Project.name, Department.name, Person.name, Sheet.object_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Department, Department.id == Sheet.department_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(sight.sheets_of(scene.parts, scene.chosen, {SheetState.MISSED}))
        .order_by(Project.code, Sheet.code)
        .limit(limit)
    )
    found = session.execute(query).all()
    things = objects.named(session, {row.object_id for row in found})
    return sight.frame_of([(*row[:2], objects.label(row[2], things.get(row.object_id)), *row[3:-1]) for row in found], MISSED)


# --- every answer ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """Whose answers: a sheet as its rows name it."""

    code: str
    project_code: str
    project: dict[str, str]
    department: dict[str, str]
    inspector: dict[str, str]


@dataclass(frozen=True)
class Said:
    """One answer. `closed`: contested, and its reader scores it blind first; then nothing of it is told."""

    sheet: Head
    item_id: int
    given: Given | None
    na_reason: str | None
    note: str
    loss: Decimal | None
    gain: Decimal | None
    closed: bool


@dataclass(frozen=True)
class OfInstance:
    """One answer of a repeated checkpoint: of which instance (its label and remark), and what was said there."""

    said: Said
    label: str
    remark: str


@dataclass(frozen=True)
class Whole:
    """What a workbook of everything starts from; its answers come as a stream, so that they never fill the memory."""

    dossier: Dossier
    export: rows.Export
    answers: int
    of_instances: int
    """How many answers were given for single instances of repeated checkpoints."""
    evidence: pd.DataFrame
    """Columns: EVIDENCE; `of` is "answer" or "contest"."""
    frame: tuple[Unit, ...]
    """What could have been drawn, for whoever leads the round, and what of it was."""
    chosen: frozenset[str]
    _scene: sight.Scene
    _hidden: frozenset[tuple[int, int]]


def whole(session: Session, actor: Actor, wanted: Filter) -> Whole:
    """Everything of a round for a workbook. Refuses NotFound, StillScoring, TooManyAnswers."""
    require(actor, Permission.RESULTS_EXPORT)
    scene, _, row = _scene(session, actor, wanted, Permission.RESULTS_EXPORT)
    mine = sight.sheets_of(scene.parts, scene.chosen, whole=True)
    count = session.scalar(select(func.count()).select_from(Answer).join(Sheet, Sheet.id == Answer.sheet_id).where(mine)) or 0
    repeated = session.scalar(select(func.count()).select_from(InstanceAnswer).join(Sheet, Sheet.id == InstanceAnswer.sheet_id).where(mine)) or 0
    if max(count, repeated) > rules.ANSWERS_AT_MOST:
        raise rules.TooManyAnswers(count=max(count, repeated), limit=rules.ANSWERS_AT_MOST)
    closed = _blind(session, actor, row.id)
    draw = samples.accepted(session, row.id)
    frame = samples.units_of(draw) if draw is not None and rounds.within_lead(actor, row) else ()
    return Whole(
        dossier(session, actor, wanted, limit=None), rows.exported(session, actor, wanted), count, repeated, _evidence(session, scene), frame,
        frozenset(draw.chosen) if draw is not None else frozenset(), scene, closed,
    )  # fmt: skip


def _heads(session: Session, mine: ColumnElement[bool]) -> Mapping[int, Head]:
    query = (
        select(Sheet.id, Sheet.object_id, Sheet.code, Project.code, Project.name, Department.name, Person.name)
        .join(Project, Project.id == Sheet.project_id)
        .join(Department, Department.id == Sheet.department_id)
        .join(Person, Person.id == Sheet.inspector_id)
        .where(mine)
    )
    found = session.execute(query).all()
    things = objects.named(session, {row.object_id for row in found})
    return {number: Head(code, at, objects.label(name, things.get(thing)), *rest) for number, thing, code, at, name, *rest in found}


def answers(session: Session, actor: Actor, found: Whole) -> Iterator[Said]:
    """Every answer behind `found`, sheet by sheet in the order of the checklist, read as it is asked for."""
    require(actor, Permission.RESULTS_EXPORT)
    mine = sight.sheets_of(found._scene.parts, found._scene.chosen, whole=True)
    heads = _heads(session, mine)
    query = (
        select(Answer.sheet_id, Answer.item_id, Answer.mark, Answer.raw, Answer.checked, Answer.instances, Answer.na_reason, Answer.note, Answer.loss, Answer.gain)
        .join(Sheet, Sheet.id == Answer.sheet_id)
        .where(mine)
        .order_by(Answer.sheet_id, Answer.item_id)
        .execution_options(yield_per=CHUNK)
    )
    half_open = {sheet_id for sheet_id, _ in found._hidden}
    for sheet_id, item_id, mark, raw, checked, instances, reason, note, loss, gain in session.execute(query):
        head, sums = heads[sheet_id], sheet_id not in half_open
        if (sheet_id, item_id) in found._hidden:
            yield Said(head, item_id, None, None, note or "", None, None, True)
        else:
            given = Given(Mark(mark), raw, checked, counted=instances) if mark else None
            yield Said(head, item_id, given, reason, note or "", loss if sums else None, gain if sums else None, False)


def instance_answers(session: Session, actor: Actor, found: Whole) -> Iterator[OfInstance]:
    """Every answer that was given for an instance of a repeated checkpoint, sheet by sheet and instance by instance."""
    require(actor, Permission.RESULTS_EXPORT)
    mine = sight.sheets_of(found._scene.parts, found._scene.chosen, whole=True)
    heads, one = _heads(session, mine), InstanceAnswer
    query = (
        select(one.sheet_id, one.item_id, one.mark, one.raw, one.checked, one.na_reason, one.note, SheetInstance.label, SheetInstance.remark)
        .join(Sheet, Sheet.id == one.sheet_id)
        .join(SheetInstance, (SheetInstance.sheet_id == one.sheet_id) & (SheetInstance.number == one.instance) & SheetInstance.removed_at.is_(None))
        .where(mine)
        .order_by(one.sheet_id, one.instance, one.item_id)
        .execution_options(yield_per=CHUNK)
    )
    for sheet_id, item_id, mark, raw, checked, reason, note, label, remark in session.execute(query):
        closed = (sheet_id, item_id) in found._hidden
        given = Given(Mark(mark), raw, checked) if mark and not closed else None
        yield OfInstance(Said(heads[sheet_id], item_id, given, None if closed else reason, note or "", None, None, closed), label, remark or "")


def _evidence(session: Session, scene: sight.Scene) -> pd.DataFrame:
    mine = sight.sheets_of(scene.parts, scene.chosen, whole=True)
    columns = (StoredFile.name, StoredFile.kind, StoredFile.size)
    shown = (
        select(Sheet.code, TemplateItem.code, *columns, Evidence.added_at, StoredFile.id)
        .select_from(Evidence)
        .join(Sheet, Sheet.id == Evidence.sheet_id)
        .join(TemplateItem, TemplateItem.id == Evidence.item_id)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(mine)
        .order_by(Evidence.sheet_id, Evidence.item_id, Evidence.id)
    )
    against = (
        select(Sheet.code, TemplateItem.code, *columns, Contest.at, StoredFile.id)
        .select_from(ContestFile)
        .join(Contest, Contest.id == ContestFile.contest_id)
        .join(Sheet, Sheet.id == Contest.sheet_id)
        .outerjoin(TemplateItem, TemplateItem.id == Contest.item_id)
        .join(StoredFile, StoredFile.id == ContestFile.file_id)
        .where(sight.sheets_of(scene.parts, scene.chosen, None))
        .order_by(ContestFile.id)
    )
    found = [(sheet, item, of, *rest) for of, query in (("answer", shown), ("contest", against)) for sheet, item, *rest in session.execute(query)]
    return sight.frame_of(found, EVIDENCE)

