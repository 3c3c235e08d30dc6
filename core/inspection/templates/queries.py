"""Questions about checklists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.db import Record
from core.errors import NotFound
from core.inspection.measured.rules import REASONS, Fact
from core.inspection.rules import Band, Combining, Demand, Item, Method, Scheme, Section, Veto, Weighting
from core.inspection.templates.records import Template, TemplateItem, TemplateSection, TemplateVersion
from core.inspection.templates.rules import (
    HUNDRED,
    USABLE,
    Choice,
    Draft,
    ItemDraft,
    LevelDraft,
    Repeat,
    SectionDraft,
    State,
    planned_minutes,
)
from core.subjects import Place, found_by


@dataclass(frozen=True)
class VersionRow:
    """A version of a checklist as lists and pickers show it."""

    id: int
    template_id: int
    code: str
    number: int
    state: State
    name: dict[str, str]
    description: dict[str, str]
    author_id: int
    created_at: datetime
    confirmed_at: datetime | None
    sections: int
    items: int
    version: int


@dataclass(frozen=True)
class Question:
    """An item as the scoring sheet draws it."""

    id: int
    code: str
    section_id: int
    position: int
    weight: Decimal
    draft: ItemDraft
    instance: int = 0
    """Of an item of a repeated checkpoint: for which instance of a sheet it is asked, where it is asked for one."""
    fact: Fact | None = None
    """Of a measured item on a sheet being filled in: what is measured now."""


@dataclass(frozen=True)
class Checkpoint:
    id: int
    code: str
    name: dict[str, str]
    weight: Decimal
    questions: tuple[Question, ...]
    repeat: Repeat | None = None
    compared: tuple[str, ...] = ()

    @property
    def to_answer(self) -> tuple[Question, ...]:
        """The items that need an answer: a bonus item may stay open."""
        return tuple(question for question in self.questions if not question.draft.bonus)

    def asked(self, instances: int) -> int:
        """How many answers it takes; repeated, with so many `instances` so far: no fewer than the least."""
        return len(self.to_answer) * (max(instances, self.repeat.least) if self.repeat else 1)

    @property
    def bonus(self) -> bool:
        """It holds special items only and has no score of its own."""
        return all(question.draft.bonus for question in self.questions)


@dataclass(frozen=True)
class Checklist:
    """A whole version, frozen: what a sheet shows and what decides its score."""

    version_id: int
    code: str
    number: int
    name: dict[str, str]
    checkpoints: tuple[Checkpoint, ...]
    na_reasons: tuple[Choice, ...]
    bands: tuple[Choice, ...]
    scheme: Scheme
    minutes: Decimal = Decimal(0)
    """Planned minutes of the whole, where they are not those of its items together."""

    def planned(self, usual: Decimal) -> int:
        """Whole minutes that a sheet should take; `usual` for an item that says none, a repeated checkpoint as often as it must be."""
        each = (question.draft for one in self.checkpoints for _ in range(one.repeat.least if one.repeat else 1) for question in one.questions)
        return planned_minutes(each, self.minutes, usual)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for checkpoint in self.checkpoints for question in checkpoint.questions)

    @property
    def drafts(self) -> dict[int, ItemDraft]:
        """What is asked by item id, in the order of the items."""
        return {question.id: question.draft for question in self.questions}

    @property
    def repeated(self) -> dict[int, Checkpoint]:
        """The checkpoints that are answered for several instances, by id."""
        return {checkpoint.id: checkpoint for checkpoint in self.checkpoints if checkpoint.repeat}

    def checkpoint(self, section_id: int) -> Checkpoint:
        """A checkpoint by its id. Refuses NotFound."""
        found = next((one for one in self.checkpoints if one.id == section_id), None)
        if found is None:
            raise NotFound()
        return found

    def question(self, item_id: int) -> Question:
        found = next((question for question in self.questions if question.id == item_id), None)
        if found is None:
            raise NotFound()
        return found


def _rows():  # type: ignore[no-untyped-def]
    sections = select(func.count()).where(TemplateSection.template_version_id == TemplateVersion.id).scalar_subquery()
    items = select(func.count()).where(TemplateItem.template_version_id == TemplateVersion.id).scalar_subquery()
    return select(TemplateVersion, Template.code, sections, items).join(Template, Template.id == TemplateVersion.template_id)


def _row(v: TemplateVersion, code: str, sections: int, items: int) -> VersionRow:
    return VersionRow(
        v.id, v.template_id, code, v.number, State(v.state), v.name, v.description, v.author_id, v.created_at, v.confirmed_at,
        sections, items, v.version,
    )  # fmt: skip


def versions(session: Session, actor: Actor, *, usable_only: bool = False) -> list[VersionRow]:
    """Every version of every checklist, newest first within its code."""
    require(actor, Permission.TEMPLATE_READ)
    found = _rows().order_by(Template.code, TemplateVersion.number.desc())
    if usable_only:
        found = found.where(TemplateVersion.state.in_(USABLE))
    return [_row(*row) for row in session.execute(found)]


def version(session: Session, actor: Actor, version_id: int) -> VersionRow:
    """One version by its id."""
    require(actor, Permission.TEMPLATE_READ)
    row = session.execute(_rows().where(TemplateVersion.id == version_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _row(*row)


def template_by_code(session: Session, code: str) -> Template | None:
    return session.scalars(select(Template).where(Template.code == code)).one_or_none()


def last_number(session: Session, template_id: int) -> int:
    return session.scalar(select(func.max(TemplateVersion.number)).where(TemplateVersion.template_id == template_id)) or 0


def version_for_update(session: Session, version_id: int) -> TemplateVersion:
    found = session.scalars(select(TemplateVersion).where(TemplateVersion.id == version_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def version_row(session: Session, version_id: int) -> TemplateVersion:
    found = session.get(TemplateVersion, version_id)
    if found is None:
        raise NotFound()
    return found


def in_use(session: Session, version_id: int) -> bool:
    """Whether a round was opened on this version. Rounds stand above checklists: their table is known by name only."""
    rounds = Record.metadata.tables["rounds"]
    return session.scalar(select(rounds.c.id).where(rounds.c.template_version_id == version_id).limit(1)) is not None


def section_rows(session: Session, version_id: int) -> list[TemplateSection]:
    where = TemplateSection.template_version_id == version_id
    return list(session.scalars(select(TemplateSection).where(where).order_by(TemplateSection.position)))


def item_rows(session: Session, version_id: int) -> list[TemplateItem]:
    where = TemplateItem.template_version_id == version_id
    return list(session.scalars(select(TemplateItem).where(where).order_by(TemplateItem.position)))


def _choices(rows: Iterable[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(row["code"], row["name"], Decimal(row.get("from", "0"))) for row in rows)


def _item(row: TemplateItem) -> ItemDraft:
    scale = row.scale
    return ItemDraft(
        code=row.code,
        weight=row.weight,
        text=row.text,
        standard=row.standard,
        rule=row.rule,
        evidence=row.evidence,
        unit=row.unit,
        evidence_required=row.evidence_required,
        veto=Veto(row.veto),
        method=Method(row.method),
        levels=tuple(LevelDraft(Decimal(level["points"]), level["name"]) for level in scale["levels"]),
        minimum=Decimal(scale["minimum"]),
        maximum=Decimal(scale["maximum"]),
        per_finding=Decimal(scale["per_finding"]),
        cap=Decimal(scale["cap"]),
        demands=tuple(Demand(one) for one in row.demands["asks"]) if row.demands else (),
        demands_at=Decimal(row.demands["at"]) if row.demands else HUNDRED,
        metric=scale.get("metric", ""),
        points=tuple((Decimal(value), Decimal(percent)) for value, percent in scale.get("points", ())),
        minutes=row.minutes,
    )


def _repeat(facts: Mapping[str, Any] | None) -> Repeat | None:
    return Repeat(facts["name"], facts["least"], facts["most"], Combining(facts["combining"])) if facts else None


def _checklist(session: Session, v: TemplateVersion, code: str) -> Checklist:
    items = [Question(row.id, row.code, row.section_id, row.position, row.weight, _item(row)) for row in item_rows(session, v.id)]
    checkpoints = tuple(
        Checkpoint(
            s.id, s.code, s.name, s.weight, tuple(q for q in items if q.section_id == s.id), _repeat(s.repeat), compared=tuple(s.compared or ()),
        )
        for s in section_rows(session, v.id)
    )
    bands = _choices(v.bands)
    scheme = Scheme(
        sections=tuple(Section(c.id, c.weight) for c in checkpoints),
        items=tuple(
            Item(q.id, q.section_id, q.weight, q.draft.scale, q.draft.veto, c.repeat.combining if c.repeat else Combining.MEAN)
            for c in checkpoints
            for q in c.questions
        ),
        weighting=Weighting(v.weighting),
        min_applicable=v.min_applicable,
        veto_cap=v.veto_cap,
        bands=tuple(Band(band.code, band.floor) for band in bands),
        bonus_cap=v.bonus_cap,
    )
    reasons = _choices(v.na_reasons)
    if any(question.draft.measured for question in items):
        reasons += tuple(Choice(code, name) for code, name in REASONS.items())
    return Checklist(v.id, code, v.number, v.name, checkpoints, reasons, bands, scheme, v.minutes)


def checklist(session: Session, version_id: int) -> Checklist:
    """A version's whole content; the caller has checked what the reader may see.

    A confirmed version never changes, so what was read of it once is good for the life of the process.
    """
    key = (session.get_bind().engine.url, version_id)
    found = _frozen.get(key)
    if found is None:
        v = session.get(TemplateVersion, version_id)
        if v is None:
            raise NotFound()
        code = session.scalar(select(Template.code).where(Template.id == v.template_id)) or ""
        found = _checklist(session, v, code)
        if v.state in (State.CONFIRMED, State.RETIRED) and v not in session.dirty:
            if len(_frozen) >= _KEPT_AT_MOST:
                _frozen.clear()
            _frozen[key] = found
    return found


_KEPT_AT_MOST = 200
_frozen: dict[tuple[object, int], Checklist] = {}


def read(session: Session, actor: Actor, version_id: int) -> Checklist:
    """A version's whole content."""
    require(actor, Permission.TEMPLATE_READ)
    return checklist(session, version_id)


def draft(session: Session, actor: Actor, version_id: int) -> Draft:
    """A version as it is exported, and as a new version of it starts."""
    require(actor, Permission.TEMPLATE_READ)
    return draft_of(session, version_id)


def draft_of(session: Session, version_id: int) -> Draft:
    """A version's whole content as a draft; the caller has checked what the reader may see. Refuses NotFound."""
    v = session.get(TemplateVersion, version_id)
    if v is None:
        raise NotFound()
    code = session.scalar(select(Template.code).where(Template.id == v.template_id)) or ""
    whole = _checklist(session, v, code)  # not from memory: an uncommitted draft must never be kept there
    return Draft(
        code=whole.code,
        name=v.name,
        description=v.description,
        sections=tuple(
            SectionDraft(c.code, c.weight, c.name, tuple(q.draft for q in c.questions), c.repeat, compared=c.compared) for c in whole.checkpoints
        ),
        weighting=Weighting(v.weighting),
        min_applicable=v.min_applicable,
        veto_cap=v.veto_cap,
        bands=whole.bands,
        na_reasons=_choices(v.na_reasons),
        bonus_cap=v.bonus_cap,
        minutes=v.minutes,
    )


def place(session: Session, actor: Actor, version_id: int) -> Place:
    """Where a version of a checklist stands. Refuses NotFound."""
    row = version(session, actor, version_id)
    return Place(
        "template_version", row.id, f"{row.code} v{row.number}", row.name, f"Checklists?version={row.id}", people=frozenset({row.author_id}),
    )  # fmt: skip


found_by("template_version", place)
