"""Questions between sheets and follow-ups."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import String, case, cast, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, require
from core.calendar.queries import organisation
from core.clock import now, today
from core.followup.queries import veiled_by, visible_followups
from core.followup.records import FollowUp
from core.followup.rules import OPEN, Effect, State, is_overdue
from core.inspection.followups import rules
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Named
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind as ObjectKind
from core.inspection.rules import Mark, part_at
from core.inspection.sheets.blind.queries import without_sums
from core.inspection.sheets.queries import visible_sheets
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.sheets.rules import PUBLISHED
from core.inspection.templates.queries import checklist
from core.inspection.templates.records import Template, TemplateItem, TemplateVersion
from core.people.records import Department, Person
from core.projects.records import Project
from core.settings.queries import value

RECENT = timedelta(days=180)
"""How long a closed follow-up still stands beside its item: two quarterly rounds."""
KIND = "sheet"


@dataclass(frozen=True)
class Beside:
    """A follow-up as it stands beside an item: what was to be mended, and how far that is."""

    code: str
    state: State
    due_on: date
    overdue: bool
    measure: str
    owner: dict[str, str]
    closed_at: datetime | None
    effect: Effect | None
    recurrences: int
    readable: bool
    """Whether its own page opens to the reader."""
    then: Fraction | None = None
    """The part of full points, 0 to 1, that the item earned when another round found it wanting."""


_LASTING = select(InspectedObject.id).where(InspectedObject.id == Sheet.object_id, InspectedObject.kind.in_((ObjectKind.PERSON, ObjectKind.TEAM)))
_KEYED = case((Sheet.object_id == 0, ""), (_LASTING.exists(), "@" + cast(Sheet.object_id, String)), else_="")
"""What a person or a team adds to the topic of its follow-ups: they are inspected again, a record is not."""


def beside(session: Session, actor: Actor, sheet_id: int) -> dict[int, tuple[Beside, ...]]:
    """Open and recently closed follow-ups of the sheet's project, by the sheet's items they are about, newest first.

    One statement a sheet. Whoever may see the sheet may see them; nothing for a sheet out of sight.
    """
    require(actor, Permission.SHEET_READ)
    own, owner, found_in, source = aliased(TemplateItem), aliased(Person), aliased(TemplateItem), aliased(Sheet)
    query = (
        select(FollowUp, own.id, owner.name, visible_followups(actor), Answer, found_in.template_version_id)
        .select_from(Sheet)
        .join(Project, Project.id == Sheet.project_id)
        .join(TemplateVersion, TemplateVersion.id == Sheet.template_version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .join(FollowUp, FollowUp.project_id == Sheet.project_id)
        .join(own, (own.template_version_id == Sheet.template_version_id) & (FollowUp.topic == Template.code + "/" + own.code + _KEYED))
        .join(owner, owner.id == FollowUp.owner_id)
        .outerjoin(source, (FollowUp.source_kind == KIND) & (source.id == FollowUp.source_id) & (source.round_id != Sheet.round_id))
        .outerjoin(Answer, (Answer.sheet_id == source.id) & (Answer.item_id == FollowUp.source_item))
        .outerjoin(found_in, found_in.id == Answer.item_id)
        .where(Sheet.id == sheet_id, visible_sheets(actor), or_(FollowUp.source_kind != KIND, without_sums(actor, FollowUp.source_id)))
        .where(or_(FollowUp.state.in_(OPEN), (FollowUp.state == State.CLOSED) & (FollowUp.closed_at > now() - RECENT)))
        .order_by(FollowUp.id.desc())
    )
    found: dict[int, tuple[Beside, ...]] = {}
    for f, item_id, name, readable, answer, version_id in session.execute(query):
        one = Beside(
            f.code, State(f.state), f.due_on, is_overdue(State(f.state), f.due_on, today()), f.measure, name, f.closed_at,
            Effect(f.effect) if f.effect else None, f.recurrences, bool(readable),
            _then(session, answer, version_id),
        )  # fmt: skip
        found[item_id] = (*found.get(item_id, ()), one)
    return found


def named(session: Session, sheets: Collection[Sheet]) -> dict[int, Named]:
    """What of their projects some sheets are about, by key."""
    return objects.named(session, {sheet.object_id for sheet in sheets})


def _then(session: Session, answer: Answer | None, version_id: int | None) -> Fraction | None:
    if answer is None or version_id is None or answer.mark != Mark.RATED or answer.raw is None:
        return None
    return part_at(checklist(session, version_id).question(answer.item_id).draft.scale, answer.raw, answer.checked)


def published(session: Session, round_id: int) -> list[Sheet]:
    """The sheets of a round that the inspected side sees."""
    return list(session.scalars(select(Sheet).where(Sheet.round_id == round_id, Sheet.state.in_(PUBLISHED)).order_by(Sheet.id)))


def rated(session: Session, sheet_ids: Collection[int]) -> list[Answer]:
    """The rated answers of some sheets, in the order of the items."""
    query = (
        select(Answer)
        .join(TemplateItem, TemplateItem.id == Answer.item_id)
        .where(Answer.sheet_id.in_(sheet_ids), Answer.mark == Mark.RATED)
        .order_by(Answer.sheet_id, TemplateItem.position, Answer.item_id)
    )
    return list(session.scalars(query))


def known(session: Session, sheet_ids: Collection[int]) -> set[tuple[int, int | None]]:
    """Which parts of which sheets have a follow-up already."""
    query = select(FollowUp.source_id, FollowUp.source_item).where(FollowUp.source_kind == KIND, FollowUp.source_id.in_(sheet_ids))
    return {(source_id, item) for source_id, item in session.execute(query)}


def earlier(session: Session, project_ids: Collection[int], round_id: int) -> Mapping[tuple[int, str], tuple[int, int]]:
    """The newest follow-up of each project and topic from another round, with its recurrences."""
    query = (
        select(FollowUp.project_id, FollowUp.topic, FollowUp.id, FollowUp.recurrences)
        .join(Sheet, Sheet.id == FollowUp.source_id)
        .where(
            FollowUp.source_kind == KIND, FollowUp.project_id.in_(project_ids), FollowUp.state != State.CANCELLED, Sheet.round_id != round_id,
        )
        .order_by(FollowUp.id)
    )  # fmt: skip
    return {(project_id, about): (id_, recurrences) for project_id, about, id_, recurrences in session.execute(query)}


def projects_of(session: Session, ids: Collection[int]) -> dict[int, tuple[Project, int | None]]:
    """Projects with the head of their department."""
    query = select(Project, Department.head_id).join(Department, Department.id == Project.department_id).where(Project.id.in_(ids))
    return {project.id: (project, head) for project, head in session.execute(query)}


def active(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Which of these people are active."""
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(ids), Person.active.is_(True))))



def low(session: Session, department_id: int) -> int:
    """Below how many points of 100 an item calls for a follow-up."""
    points: int = value(session, rules.LOW, department_id)
    return points


def due_on(session: Session, day: date, department_id: int) -> date:
    """When what is opened on `day` is due."""
    return organisation(session).workdays_after(day, value(session, rules.DUE_WORKDAYS, department_id))


veiled_by(KIND, without_sums)  # a finding tells what an item scored
