"""Questions about scoring sheets. Who may see a sheet is decided in `visible_sheets`, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Role, Scope, require, within
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.inspection.finals.queries import Told, target_of, told
from core.inspection.measured.rules import taken
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Named, same_target
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.rules import Given, Mark
from core.inspection.sheets.blind import queries as blinding
from core.inspection.sheets.kept import Answered, Attached, Instance, Objection
from core.inspection.sheets.objections import queries as objecting
from core.inspection.sheets.records import (
    Answer,
    Contest,
    ContestScore,
    Evidence,
    InstanceAnswer,
    Sheet,
    SheetInstance,
    SheetSection,
)
from core.inspection.sheets.rules import COUNTED, SHOWN, Spot, State, by_item
from core.inspection.templates.queries import Checklist, Checkpoint, checklist
from core.inspection.templates.rules import ItemDraft
from core.inspection.vetoes import queries as vetoes
from core.people.records import Person
from core.projects.records import Project
from core.subjects import Place, found_by


@dataclass(frozen=True)
class SheetHead:
    """A sheet without its answers."""

    id: int
    code: str
    state: State
    revision: int
    revises_id: int | None
    revision_reason: str | None
    round_id: int
    round_code: str
    round_name: str
    round_state: RoundState
    period_from: date
    period_to: date
    due_on: date
    released_at: datetime | None
    project_id: int
    project_code: str
    project: dict[str, str]
    customer: dict[str, str]
    department_id: int
    manager_id: int
    inspector_id: int
    inspector: dict[str, str]
    inspector_username: str
    template_version_id: int
    items: int
    answered: int
    submitted_at: datetime | None
    signature: str | None
    total: Decimal | None
    before_veto: Decimal | None
    share: Decimal | None
    band: str | None
    vetoes: tuple[int, ...]
    object: Named | None = None
    """What of the project is inspected; None: the project itself."""

    context: tuple[str, ...] = ()
    """Codes of the context factors that the inspector named."""
    context_remark: str = ""

    @property
    def target(self) -> dict[str, str]:
        """What is inspected is called: the project, or with it before what of it is meant."""
        return objects.label(self.project, self.object)


@dataclass(frozen=True)
class SheetView:
    """A whole sheet: its head, the checklist it was scored with, what was said, and what was objected."""

    head: SheetHead
    checklist: Checklist
    answers: Mapping[int, Answered]
    sections: tuple[tuple[int, Decimal | None, Decimal | None, Decimal, bool], ...]
    """section id, score, before veto, share, vetoed: of a submitted sheet"""
    objections: tuple[Objection, ...]
    newer_code: str | None
    mine_to_score: bool
    mine_to_respond: bool
    mine_to_decide: bool
    mine_to_revise: bool
    mine_to_rescore: bool = False
    """Contested items are to be scored by the viewer before the answers are shown: those are left out here."""
    contest_until: date | None = None
    """The last day to contest, or to ask for the final review, for whom it is to respond."""
    instances: tuple[Instance, ...] = ()
    """For which instances the repeated checkpoints are answered, in the order in which they were added."""
    final: Told | None = None
    """What the sheet's target counts as, where several inspected it and all have submitted."""
    object_until: date | None = None
    """The last day to say that this was the wrong object, or to ask for the final review of that, for whom may."""
    instead_code: str | None = None
    """The voided sheet in whose place this one stands, or the sheet that stands in the place of this voided one."""

    @property
    def claim(self) -> Objection | None:
        """That this was the wrong object, where it is not decided yet."""
        return next((one for one in self.objections if one.wrong and one.decided_at is None), None)

    def answer(self, item_id: int, instance: int = 0) -> Answered:
        """What is kept about an item, or of a repeated checkpoint about the item in one of its instances."""
        if instance:
            return next((one.answer(item_id) for one in self.instances if one.number == instance), Answered(item_id))
        return self.answers.get(item_id) or Answered(item_id)

    def instances_of(self, section_id: int) -> tuple[Instance, ...]:
        """The instances of a checkpoint."""
        return tuple(one for one in self.instances if one.section_id == section_id)

    def label(self, instance: int) -> str:
        """What an instance is called; empty for none."""
        return next((one.label for one in self.instances if one.number == instance), "")

    def places_of(self, item_id: int) -> tuple[Spot, ...]:
        """Where an item is answered: once, or for each instance of its checkpoint."""
        section_id = self.checklist.question(item_id).section_id
        if section_id not in self.checklist.repeated:
            return (Spot(item_id),)
        return tuple(Spot(item_id, one.number) for one in self.instances_of(section_id))

    @property
    def spots(self) -> dict[Spot, ItemDraft]:
        """Everything that is to be answered."""
        return spots(self.checklist, [(one.section_id, one.number) for one in self.instances])

    @property
    def kept(self) -> dict[Spot, Answered]:
        """Everything that is kept, wherever it belongs; the combined answers of repeated checkpoints are not among it."""
        return {place: self.answer(*place) for place in self.spots}

    @property
    def given(self) -> dict[int, Given]:
        """What was said about each item, for several instances together."""
        if not self.checklist.repeated:
            return {item_id: one.given for item_id, one in self.answers.items() if one.given is not None}
        kept = self.kept
        return by_item(kept, {place: one.given for place, one in kept.items() if one.given is not None})

    @property
    def short(self) -> tuple[tuple[Checkpoint, int], ...]:
        """The repeated checkpoints with fewer instances than they need, and how many they have."""
        counted = [(one, len(self.instances_of(one.id))) for one in self.checklist.repeated.values()]
        return tuple((one, n) for one, n in counted if one.repeat and n < one.repeat.least)


def spots(whole: Checklist, instances: Collection[tuple[int, int]]) -> dict[Spot, ItemDraft]:
    """Everything that a sheet asks, in its order, given its instances (section id, number)."""
    found: dict[Spot, ItemDraft] = {}
    for checkpoint in whole.checkpoints:
        numbers = [number for section_id, number in instances if section_id == checkpoint.id] if checkpoint.repeat else [0]
        found |= {Spot(question.id, number): question.draft for number in numbers for question in checkpoint.questions}
    return found


def visible_sheets(actor: Actor) -> ColumnElement[bool]:
    """A condition on Sheet (joined with Project): an inspector's own; of visible projects all, or only what was released.

    Whoever may only see by project stands on the inspected side and meets a score when it is released. Whoever inspects
    a project beside others sees their sheets, with whatever role, once all have submitted. An inspector sees another's sheet
    while its veto waits for a second one, and afterwards if it was she who settled it.
    """
    usual = _in_sight(actor)
    if Role.INSPECTOR not in actor.roles or actor.scope(Permission.SHEET_READ) is Scope.ALL:
        return usual
    return or_(usual, and_(vetoes.for_the_second(actor), ~_blind(actor)), Sheet.veto_checked_by_id == actor.id)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    scope = actor.scope(Permission.SHEET_READ)
    if scope is None:
        return false()
    open_eyed = ~_blind(actor) if scope is not Scope.OWN and Role.INSPECTOR in actor.roles else true()
    if scope is Scope.ALL:
        return open_eyed
    own = Sheet.inspector_id == actor.id
    published = Sheet.state.in_(SHOWN)
    reasons: list[ColumnElement[bool]] = [own]
    if scope >= Scope.PROJECT and actor.project_ids:
        # What is said of a colleague is between her and who manages the project.
        reasons.append(and_(Sheet.project_id.in_(actor.project_ids), published, ~objects.private_to_others(actor, Sheet.object_id)))
    if scope >= Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Sheet.department_id.in_(actor.department_ids))
    return and_(or_(*reasons), open_eyed)


def _blind(actor: Actor) -> ColumnElement[bool]:
    """Another's sheet of the same target that `actor` inspects in the same round, while somebody has not submitted."""
    mine, waiting = aliased(Sheet), aliased(Sheet)
    beside = [and_(same_target(one, Sheet), one.revision == 0) for one in (mine, waiting)]
    return and_(
        Sheet.inspector_id != actor.id,
        select(mine.id).where(beside[0], mine.inspector_id == actor.id).correlate(Sheet).exists(),
        select(waiting.id).where(beside[1], waiting.state.in_((State.PLANNED, State.OPEN))).correlate(Sheet).exists(),
    )


def heads():  # type: ignore[no-untyped-def]
    return (
        select(Sheet, Round, Project, Person.name, Person.username)
        .join(Round, Round.id == Sheet.round_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(Person, Person.id == Sheet.inspector_id)
    )


def heads_of(session: Session, who: blinding.Reader, query: Select[Any]) -> list[SheetHead]:
    """The heads that `query` finds, without the sums of those that `who` still scores blind."""
    rows = session.execute(query).all()
    things = objects.named(session, {row[0].object_id for row in rows})
    unscored = blinding.unscored_of(session, who, [row[0].id for row in rows])
    return [_without_sums(head) if head.id in unscored else head for head in (_head(row, things) for row in rows)]


def _without_sums(head: SheetHead) -> SheetHead:
    return replace(head, total=None, before_veto=None, share=None, band=None, vetoes=())


def _head(row: Row[Any], things: Mapping[int, Named]) -> SheetHead:
    s, r, p, inspector, username = row
    return SheetHead(
        s.id, s.code, State(s.state), s.revision, s.revises_id, s.revision_reason,
        r.id, r.code, r.name, RoundState(r.state), r.period_from, r.period_to, r.due_on, r.released_at,
        p.id, p.code, p.name, p.customer, s.department_id, p.manager_id,
        s.inspector_id, inspector, username, s.template_version_id, s.items, s.answered,
        s.submitted_at, s.signature, s.total, s.before_veto, s.share, s.band, tuple(s.vetoes or ()), things.get(s.object_id),
        tuple(s.context or ()), s.context_remark or "",
    )  # fmt: skip


def reach(sheet: Sheet) -> Reach:
    """Where a sheet lies: with its inspector, its project and that project's department."""
    return Reach(owners=frozenset({sheet.inspector_id}), project_id=sheet.project_id, department_id=sheet.department_id)


def sheet(session: Session, actor: Actor, code: str) -> SheetView:
    """A whole sheet by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.SHEET_READ)
    row = session.execute(heads().where(Sheet.code == code, visible_sheets(actor))).one_or_none()
    if row is None:
        raise NotFound()
    record = row[0]
    head = _head(row, objects.named(session, {record.object_id}))
    objected = objecting.objections(session, objecting.chain_of(session, head.id))
    newer = session.scalar(select(Sheet.code).where(Sheet.revises_id == head.id))
    scoring = actor.id == head.inspector_id and within(actor, Permission.SHEET_SCORE, reach(record))
    parts = session.execute(
        select(SheetSection.section_id, SheetSection.score, SheetSection.before_veto, SheetSection.share, SheetSection.vetoed).where(
            SheetSection.sheet_id == head.id
        )
    )
    inspected = within(actor, Permission.SHEET_RESPOND, reach(record)) and head.project_id in actor.project_ids and newer is None
    reviewed = any(one.final and not one.wrong for one in objected)
    responding = inspected and (head.state is State.RELEASED or (head.state is State.UPHELD and not reviewed))
    deciding = (
        head.state is State.CONTESTED
        and within(actor, Permission.SHEET_DECIDE, reach(record))
        and actor.id != head.inspector_id
        and head.project_id not in actor.project_ids
        and not objecting.decided_before(actor, objected)
    )
    whole = checklist(session, head.template_version_id)
    view = SheetView(
        head=head,
        checklist=whole,
        answers=_answers(session, head.id),
        sections=tuple(tuple(part) for part in parts),
        objections=objected,
        newer_code=newer,
        mine_to_score=scoring and head.state is State.OPEN,
        mine_to_respond=responding,
        mine_to_decide=deciding,
        mine_to_revise=actor.id == head.inspector_id
        and head.state in (State.SUBMITTED, State.RELEASED)
        and newer is None
        and within(actor, Permission.SHEET_REVISE, reach(record)),
        contest_until=objecting.last_day(session, head.released_at, objected, head.department_id, settled_at=head.submitted_at)
        if responding and not reviewed
        else None,
        instances=_instances(session, head.id) if whole.repeated else (),
        object_until=objecting.object_day(session, head.released_at, objected, head.department_id)
        if inspected and head.state in (State.RELEASED, State.UPHELD)
        else None,
        instead_code=objecting.instead(session, record),
        final=told(session, target_of(record)) if head.state in COUNTED else None,
    )
    if to_score := blinding.places(session, blinding.reader(actor), record):
        return replace(_blinded(view, to_score), mine_to_rescore=deciding)
    if view.final is not None and blinding.beside(session, blinding.reader(actor), record):
        return replace(view, final=None)  # it would tell what a colleague's contested sheet comes to
    return view


def _blinded(view: SheetView, places: Collection[Spot]) -> SheetView:
    """`view` without what would tell how the contested items were answered: their answers, and every sum they are in."""

    def shown(one: Answered, instance: int) -> Answered:
        if Spot(one.item_id, instance) in places or (not instance and one.item_id in items):
            return replace(one, mark=None, raw=None, na_reason=None, checked=None, loss=None, instances=0)
        return replace(one, loss=None)

    items = {place.item_id for place in places}
    hidden = {i: shown(one, 0) for i, one in view.answers.items()}
    instances = tuple(replace(one, answers={i: shown(kept, one.number) for i, kept in one.answers.items()}) for one in view.instances)
    objections = tuple(replace(one, proposed=None, ruled=None, blind=()) if one.spot in places else one for one in view.objections)
    return replace(view, head=_without_sums(view.head), answers=hidden, sections=(), objections=objections, instances=instances, final=None)


# Built once: they are asked at every answer, and building a statement takes as long as running it.
_SHEET, _ITEM, _INSTANCE = bindparam("sheet_id"), bindparam("item_id"), bindparam("instance")
_ANSWERS = select(Answer).where(Answer.sheet_id == _SHEET)
_ANSWER = _ANSWERS.where(Answer.item_id == _ITEM)
_ANSWER_LOCKED = _ANSWER.with_for_update()
_INSTANCES = (
    select(SheetInstance).where(SheetInstance.sheet_id == _SHEET, SheetInstance.removed_at.is_(None)).order_by(SheetInstance.number)
)
_EVERY_INSTANCE = select(SheetInstance).where(SheetInstance.sheet_id == _SHEET).order_by(SheetInstance.number)
_INSTANCE_ANSWERS = select(InstanceAnswer).where(InstanceAnswer.sheet_id == _SHEET)
_INSTANCE_ANSWER = _INSTANCE_ANSWERS.where(InstanceAnswer.item_id == _ITEM, InstanceAnswer.instance == _INSTANCE)
_INSTANCE_ANSWER_LOCKED = _INSTANCE_ANSWER.with_for_update()
_FILES = (
    select(Evidence.item_id, Evidence.instance, StoredFile.id, StoredFile.name, StoredFile.kind, StoredFile.size, Evidence.added_at)
    .join(StoredFile, StoredFile.id == Evidence.file_id)
    .where(Evidence.sheet_id == _SHEET)
    .order_by(Evidence.id)
)
_FILES_OF_ITEM = _FILES.where(Evidence.item_id == _ITEM, Evidence.instance == _INSTANCE)
_SHEET_LOCKED = select(Sheet).where(Sheet.id == _SHEET).with_for_update()
_ROUND_HELD = (
    select(Round).where(Round.id == select(Sheet.round_id).where(Sheet.id == _SHEET).scalar_subquery()).with_for_update(read=True)
)
_EVIDENCE = select(Evidence).where(Evidence.sheet_id == _SHEET).order_by(Evidence.id)
_EVIDENCE_OF_ITEM = _EVIDENCE.where(Evidence.item_id == _ITEM, Evidence.instance == _INSTANCE)
_PROGRESS = select(Sheet.state, Sheet.answered, Sheet.items).join(Project, Project.id == Sheet.project_id).where(Sheet.id == _SHEET)


def _answers(session: Session, sheet_id: int) -> dict[int, Answered]:
    """What is kept about the items of a sheet, but for what is kept for the instances of repeated checkpoints."""
    of = {"sheet_id": sheet_id}
    attached = _attached(session, _FILES, of)
    found = {a.item_id: _answered(a, attached.pop(Spot(a.item_id), ())) for a in session.scalars(_ANSWERS, of)}
    return found | {place.item_id: Answered(place.item_id, files=tuple(rest)) for place, rest in attached.items() if not place.instance}


def _instances(session: Session, sheet_id: int) -> tuple[Instance, ...]:
    of = {"sheet_id": sheet_id}
    attached = _attached(session, _FILES, of)
    kept: dict[int, dict[int, Answered]] = {}
    for a in session.scalars(_INSTANCE_ANSWERS, of):
        kept.setdefault(a.instance, {})[a.item_id] = _answered(a, attached.pop(Spot(a.item_id, a.instance), ()))
    for place, rest in attached.items():
        kept.setdefault(place.instance, {})[place.item_id] = Answered(place.item_id, files=tuple(rest))
    return tuple(
        Instance(one.number, one.section_id, one.label, one.remark or "", one.version, kept.get(one.number, {}))
        for one in session.scalars(_INSTANCES, of)
    )


def _attached(session: Session, files: Any, of: dict[str, int]) -> dict[Spot, list[Attached]]:
    attached: dict[Spot, list[Attached]] = {}
    for item, instance, file_id, name, kind, size, at in session.execute(files, of):
        attached.setdefault(Spot(item, instance), []).append(Attached(file_id, name, kind, size, at))
    return attached


def _answered(a: Answer | InstanceAnswer, files: Sequence[Attached]) -> Answered:
    own = (a.loss, a.gain, tuple(files), a.instances, taken(a.measured)) if isinstance(a, Answer) else (None, None, tuple(files))
    return Answered(
        a.item_id, Mark(a.mark) if a.mark else None, a.raw, a.checked, a.na_reason, a.note or "", a.value_version, a.note_version, a.answered_at, *own,
    )  # fmt: skip


def answer(session: Session, actor: Actor, sheet_id: int, item_id: int, *, instance: int = 0) -> tuple[Answered, State, int, int]:
    """What is kept about one item (in one instance of a repeated checkpoint), with the sheet's state and progress (answered,
    items): all that redrawing it needs. Refuses NotFound for what is not to be seen, or to be scored blind first."""
    require(actor, Permission.SHEET_READ)
    row = session.execute(_PROGRESS.where(_in_sight(actor), ~blinding.unscored(actor)), {"sheet_id": sheet_id}).one_or_none()
    if row is None:
        raise NotFound()
    of = {"sheet_id": sheet_id, "item_id": item_id, "instance": instance}
    files = tuple(_attached(session, _FILES_OF_ITEM, of).get(Spot(item_id, instance), ()))
    found = session.scalars(_INSTANCE_ANSWER if instance else _ANSWER, of).one_or_none()
    kept = _answered(found, files) if found is not None else Answered(item_id, files=files)
    return kept, State(row.state), row.answered, row.items


def sheet_for_update(session: Session, sheet_id: int) -> Sheet:
    found = session.scalars(_SHEET_LOCKED, {"sheet_id": sheet_id}).one_or_none()
    if found is None:
        raise NotFound()
    return found


def round_of(session: Session, sheet_id: int) -> Round:
    """The sheet's round, held in its state until the deed ends. Held before the sheet, as releasing does."""
    found = session.scalars(_ROUND_HELD, {"sheet_id": sheet_id}).one_or_none()
    if found is None:
        raise NotFound()
    return found


def answer_for_update(session: Session, sheet_id: int, place: Spot) -> Answer | InstanceAnswer | None:
    locked = _INSTANCE_ANSWER_LOCKED if place.instance else _ANSWER_LOCKED
    return session.scalars(locked, {"sheet_id": sheet_id, **place._asdict()}).one_or_none()


def answer_rows(session: Session, sheet_id: int) -> list[Answer]:
    return list(session.scalars(_ANSWERS, {"sheet_id": sheet_id}))


def instance_rows(session: Session, sheet_id: int, *, removed: bool = False) -> list[SheetInstance]:
    """The instances of a sheet's repeated checkpoints in their order; `removed`: those too that were taken out."""
    return list(session.scalars(_EVERY_INSTANCE if removed else _INSTANCES, {"sheet_id": sheet_id}))


def instance_answer_rows(session: Session, sheet_id: int) -> list[InstanceAnswer]:
    """What was said for every instance, also for those that were taken out."""
    return list(session.scalars(_INSTANCE_ANSWERS, {"sheet_id": sheet_id}))


def instance_answers(session: Session, sheet_ids: Collection[int]) -> dict[int, dict[int, list[tuple[str, InstanceAnswer]]]]:
    """What was said about the items of repeated checkpoints, by sheet and item, with the label of each instance."""
    rows = session.execute(
        select(SheetInstance.label, InstanceAnswer)
        .join(SheetInstance, (SheetInstance.sheet_id == InstanceAnswer.sheet_id) & (SheetInstance.number == InstanceAnswer.instance))
        .where(InstanceAnswer.sheet_id.in_(sheet_ids), SheetInstance.removed_at.is_(None), InstanceAnswer.mark.is_not(None))
        .order_by(SheetInstance.sheet_id, SheetInstance.number)
    )
    found: dict[int, dict[int, list[tuple[str, InstanceAnswer]]]] = {}
    for label, row in rows:
        found.setdefault(row.sheet_id, {}).setdefault(row.item_id, []).append((label, row))
    return found


def evidence_rows(session: Session, sheet_id: int, place: Spot | None = None) -> list[Evidence]:
    if place is None:
        return list(session.scalars(_EVIDENCE, {"sheet_id": sheet_id}))
    return list(session.scalars(_EVIDENCE_OF_ITEM, {"sheet_id": sheet_id, **place._asdict()}))


def open_contests(session: Session, sheet_id: int) -> list[Contest]:
    return list(session.scalars(select(Contest).where(Contest.sheet_id == sheet_id, Contest.decided_at.is_(None)).with_for_update()))


def blind_scores(session: Session, contest_ids: Collection[int], by_id: int) -> list[ContestScore]:
    return list(session.scalars(select(ContestScore).where(ContestScore.contest_id.in_(contest_ids), ContestScore.by_id == by_id)))


def revision_of(session: Session, sheet_id: int) -> Sheet | None:
    return session.scalars(select(Sheet).where(Sheet.revises_id == sheet_id)).one_or_none()


def guard_files(session: Session, actor: Actor, sheet_id: int) -> None:
    """Refuse whoever may not see the sheet at this moment: the guard of its evidence."""
    require(actor, Permission.SHEET_READ)
    seen = select(Sheet.id).join(Project, Project.id == Sheet.project_id).where(Sheet.id == sheet_id, visible_sheets(actor))
    if session.scalar(seen) is None:
        raise NotFound()


@dataclass(frozen=True)
class Filter:
    """What a list of sheets is narrowed to; empty fields do not narrow."""

    states: tuple[State, ...] = ()
    round_code: str = ""
    project_code: str = ""
    inspector_id: int | None = None
    band: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    mine: bool = False
    page: int = 1
    size: int = 25


COLUMNS = ["code", "project_code", "project", "round_code", "round", "inspector", "state", "answered", "items", "due_on", "submitted_at", "total", "band"]


def sheets(session: Session, actor: Actor, filter_: Filter) -> tuple[pd.DataFrame, int]:
    """One page of the sheets `actor` may see, newest first, and how many match. Columns: COLUMNS (names are contents)."""
    require(actor, Permission.SHEET_READ)
    where = [visible_sheets(actor)]
    if filter_.states:
        where.append(Sheet.state.in_(filter_.states))
    else:
        where.append(Sheet.state != State.SUPERSEDED)
    if filter_.round_code:
        where.append(Round.code == filter_.round_code)
    if filter_.project_code:
        where.append(Project.code == filter_.project_code)
    if filter_.inspector_id is not None:
        where.append(Sheet.inspector_id == filter_.inspector_id)
    if filter_.mine:
        where.append(Sheet.inspector_id == actor.id)
    if filter_.band or filter_.low is not None or filter_.high is not None:
        where.append(~blinding.unscored(actor))  # that one is among them would tell
    if filter_.band:
        where.append(Sheet.band == filter_.band)
    if filter_.low is not None:
        where.append(Sheet.total >= filter_.low)
    if filter_.high is not None:
        where.append(Sheet.total < filter_.high)
    base = heads().where(*where)
    joined = select(func.count()).select_from(Sheet).join(Round, Round.id == Sheet.round_id).join(Project, Project.id == Sheet.project_id)
    total = session.scalar(joined.where(*where))
    page = base.order_by(Sheet.id.desc()).limit(filter_.size).offset((filter_.page - 1) * filter_.size)
    listed = heads_of(session, blinding.reader(actor), page)
    frame = pd.DataFrame(
        [
            (h.code, h.project_code, h.target, h.round_code, h.round_name, h.inspector, h.state, h.answered, h.items, h.due_on, h.submitted_at,
             h.total, h.band)
            for h in listed
        ],
        columns=COLUMNS,
    )  # fmt: skip
    return frame, int(total or 0)


def file_with(session: Session, file_ids: list[int], sha256: str) -> int | None:
    """Which of these files has this content."""
    return session.scalar(select(StoredFile.id).where(StoredFile.id.in_(file_ids), StoredFile.sha256 == sha256).limit(1))


def contents(session: Session, actor: Actor, sheet_id: int, file_ids: frozenset[int]) -> dict[int, str]:
    """The hashes of some of a sheet's files, for a report made for `actor`."""
    guard_files(session, actor, sheet_id)
    rows = select(StoredFile.id, StoredFile.sha256).join(Evidence, Evidence.file_id == StoredFile.id)
    return {row.id: row.sha256 for row in session.execute(rows.where(Evidence.sheet_id == sheet_id, StoredFile.id.in_(file_ids)))}


def code_of(session: Session, actor: Actor, sheet_id: int) -> str:
    """The code of a sheet that `actor` may see."""
    guard_files(session, actor, sheet_id)
    return session.scalar(select(Sheet.code).where(Sheet.id == sheet_id)) or ""


guarded_by("sheet", guard_files)


def place(session: Session, actor: Actor, sheet_id: int) -> Place:
    """Where a sheet that `actor` may see stands: named after its project, or what of it is inspected. Refuses NotFound."""
    guard_files(session, actor, sheet_id)
    query = select(Sheet, Project.name, Project.manager_id).join(Project, Project.id == Sheet.project_id).where(Sheet.id == sheet_id)
    row, name, manager = session.execute(query).one()
    if row.object_id:
        name = objects.label(name, objects.named(session, {row.object_id}).get(row.object_id))
    return Place(
        "sheet", row.id, row.code, name, f"Scoring_sheet?sheet={row.code}", project_id=row.project_id, department_id=row.department_id,
        people=frozenset({row.inspector_id, manager}),
    )  # fmt: skip


found_by("sheet", place)
