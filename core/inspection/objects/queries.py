"""Questions about what can be inspected, and what an inspected thing is called."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, require, within
from core.errors import NotFound
from core.inspection.objects.records import InspectedObject, ObjectMember
from core.inspection.objects.rules import CHANNELS, DEMANDED, Kind, Part, beside, code_within, lacking
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.projects.rules import CUSTOMER_TYPES
from core.reference.queries import counted_by
from core.settings.queries import value


@dataclass(frozen=True)
class Target:
    """Something that a round could inspect. Its code is the same at every draw."""

    kind: Kind
    code: str
    name: dict[str, str] | str
    """Content or text."""
    project_id: int
    project_code: str
    project: dict[str, str]
    stage: str
    project_kind: str
    department_id: int
    department: str
    """The department's code."""
    manager_id: int
    customer_type: str
    object_id: int = 0
    """Its row in inspected_objects; 0 for a project, and for a person about whom there is no sheet yet."""
    person_id: int | None = None
    """Of a person herself, of a record whoever handled it."""
    members: frozenset[int] = frozenset()
    """Of a team."""
    happened_on: date | None = None


Provider = Callable[[Session, ColumnElement[bool]], Iterable[Target]]
"""Says what of a kind there is in the projects that a condition on Project lets through; inactive ones left out."""
_PROVIDERS: dict[Kind, list[Provider]] = {kind: [] for kind in Kind}


def provided_by(kind: Kind, provider: Provider) -> None:
    """A room says what of `kind` can be inspected. Several may; the same code counts once, the first says what it is."""
    if provider not in _PROVIDERS[kind]:
        _PROVIDERS[kind].append(provider)


def targets(session: Session, kind: Kind, where: ColumnElement[bool]) -> list[Target]:
    """Everything of `kind` in the projects that `where` lets through, by code."""
    found: dict[str, Target] = {}
    for provider in _PROVIDERS[kind]:
        for one in provider(session, where):
            found.setdefault(one.code, one)
    return [found[code] for code in sorted(found)]


_GROUND = (
    Project.id, Project.code, Project.name, Project.stage, Project.kind, Project.department_id, Department.code, Project.manager_id,
    Project.customer_type,
)  # fmt: skip


def _projects(session: Session, where: ColumnElement[bool]) -> Iterable[Target]:
    rows = session.execute(select(*_GROUND).join(Department, Department.id == Project.department_id).where(where))
    for id_, code, name, *rest in rows:
        yield Target(Kind.PROJECT, code, name, id_, code, name, *rest)


def _people(session: Session, where: ColumnElement[bool]) -> Iterable[Target]:
    """The manager and the members of each project, as far as they are active."""
    kept = aliased(InspectedObject)
    known = and_(kept.kind == Kind.PERSON, kept.project_id == Project.id, kept.person_id == Person.id)
    belongs = or_(Person.id == Project.manager_id, select(Member.id).where(Member.project_id == Project.id, Member.person_id == Person.id).exists())
    rows = session.execute(
        select(*_GROUND, func.coalesce(kept.id, 0), Person.id, Person.username, Person.name)
        .join(Department, Department.id == Project.department_id)
        .join(Person, and_(Person.active.is_(True), belongs))
        .outerjoin(kept, known)
        .where(where)
    )
    for *ground, object_id, person_id, username, name in rows:
        yield Target(Kind.PERSON, code_within(ground[1], username), name, *ground, object_id, person_id)


def _kept(kind: Kind) -> Provider:
    """What is kept of a kind itself: teams, and records that were entered or uploaded."""

    def provider(session: Session, where: ColumnElement[bool]) -> Iterable[Target]:
        own = InspectedObject
        rows = session.execute(
            select(*_GROUND, own.id, own.code, own.name, own.person_id, own.customer_type, own.happened_on)
            .join(Department, Department.id == Project.department_id)
            .join(own, own.project_id == Project.id)
            .where(where, own.kind == kind, own.active.is_(True))
        ).all()
        members = _members(session, [row[9] for row in rows]) if kind is Kind.TEAM else {}
        for *ground, id_, code, name, person_id, type_, happened_on in rows:
            ground[8] = type_ or ground[8]
            yield Target(kind, code, name or "", *ground, id_, person_id, members.get(id_, frozenset()), happened_on)

    return provider


provided_by(Kind.PROJECT, _projects)
provided_by(Kind.PERSON, _people)
provided_by(Kind.TEAM, _kept(Kind.TEAM))
provided_by(Kind.RECORD, _kept(Kind.RECORD))


def _members(session: Session, object_ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = select(ObjectMember.object_id, ObjectMember.person_id).where(ObjectMember.object_id.in_(object_ids))
    for object_id, person_id in session.execute(rows) if object_ids else ():
        found.setdefault(object_id, set()).add(person_id)
    return {object_id: frozenset(people) for object_id, people in found.items()}


@dataclass(frozen=True)
class Named:
    """What a sheet is about within its project."""

    id: int
    kind: Kind
    code: str
    name: dict[str, str]
    person_id: int | None
    customer_type: str | None
    happened_on: date | None
    told: Mapping[str, str] = field(default_factory=dict)
    """Of a record what it tells, by the code of its Part; whoever handled it is not among it."""
    handler: dict[str, str] | None = None

    @property
    def number(self) -> str:
        """A record's number; empty for people and teams, who have names."""
        return self.code.partition("/")[2] if self.kind is Kind.RECORD else ""


def named(session: Session, object_ids: Collection[int]) -> dict[int, Named]:
    """What inspected objects are called; nothing is asked where there are none but 0."""
    ids = {one for one in object_ids if one}
    if not ids:
        return {}
    rows = session.execute(
        select(InspectedObject, Person.name).outerjoin(Person, Person.id == InspectedObject.person_id).where(InspectedObject.id.in_(ids))
    )
    return {
        o.id: Named(
            o.id, Kind(o.kind), o.code, (who if o.kind == Kind.PERSON else o.name) or {}, o.person_id, o.customer_type, o.happened_on, _told(o),
            who if o.kind == Kind.RECORD else None,
        )
        for o, who in rows
    }  # fmt: skip


def _told(row: InspectedObject) -> dict[str, str]:
    found = {Part.CHANNEL: row.channel, Part.DEMAND: row.demand, Part.RESULT: row.result, Part.FEEDBACK: row.feedback, Part.REFERENCE: row.reference}
    return {part.value: text for part, text in found.items() if text}


def same_target(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two sheets (records, aliases or subqueries of them) are about the same target in the same round."""
    return and_(one.round_id == other.round_id, one.project_id == other.project_id, one.object_id == other.object_id)


def label(project: dict[str, str], thing: Named | None) -> dict[str, str]:
    """What a target is called: the project, or with it before what of it is inspected."""
    return project if thing is None else beside(project, thing.name, thing.number)


def private_to_others(actor: Actor, object_id: ColumnElement[int]) -> ColumnElement[bool]:
    """A condition: what is inspected is a person, and neither the actor nor of a project (joined) the actor manages."""
    thing = aliased(InspectedObject)  # the question around it may read them too
    somebody = select(thing.id).where(thing.id == object_id, thing.kind == Kind.PERSON, thing.person_id != actor.id)
    return and_(object_id != 0, Project.manager_id != actor.id, somebody.exists())


@dataclass(frozen=True)
class ObjectRow:
    """A team or a service record as its list shows it."""

    id: int
    kind: Kind
    code: str
    name: dict[str, str]
    project_id: int
    project_code: str
    project: dict[str, str]
    person_id: int | None
    person: dict[str, str] | None
    members: frozenset[int]
    customer_type: str | None
    happened_on: date | None
    active: bool
    version: int
    removable: bool
    """Whether the viewer may take it off the list of what can be inspected."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Of a record what it tells, by the code of its Part; whoever handled it by user name."""
    lacks: tuple[Part, ...] = ()
    """What a complete record would tell beside that."""

    @property
    def number(self) -> str:
        return self.code.partition("/")[2]


def objects(session: Session, actor: Actor, kind: Kind, *, project_code: str = "", code: str = "", limit: int = 1000) -> list[ObjectRow]:
    """Teams or service records of the projects `actor` may add to, or the one of this code, the newest first; taken off ones last."""
    require(actor, Permission.TARGET_EDIT)
    query = (
        select(InspectedObject, Project, Person.name, Person.username)
        .join(Project, Project.id == InspectedObject.project_id)
        .outerjoin(Person, Person.id == InspectedObject.person_id)
        .where(InspectedObject.kind == kind, visible_to(actor, Permission.TARGET_EDIT))
        .order_by(InspectedObject.active.desc(), InspectedObject.happened_on.desc(), InspectedObject.id.desc())
        .limit(limit)
    )
    if project_code:
        query = query.where(Project.code == project_code)
    if code:
        query = query.where(InspectedObject.code == code)
    rows = session.execute(query).all()
    members = _members(session, [o.id for o, *_ in rows]) if kind is Kind.TEAM else {}
    demanded, found = value(session, DEMANDED), []
    for o, p, who, username in rows:
        told = _told(o) | ({Part.HANDLER.value: username} if username else {}) if kind is Kind.RECORD else {}
        found.append(
            ObjectRow(
                o.id, kind, o.code, o.name or {}, p.id, p.code, p.name, o.person_id, who, members.get(o.id, frozenset()), o.customer_type,
                o.happened_on, o.active, o.version, within(actor, Permission.ROUND_LEAD, Reach(department_id=p.department_id)), told,
                lacking(told, demanded) if kind is Kind.RECORD else (),
            )
        )  # fmt: skip
    return found


def places(session: Session, actor: Actor) -> list[tuple[int, str, dict[str, str]]]:
    """The projects to which `actor` may add teams and records: id, code, name."""
    require(actor, Permission.TARGET_EDIT)
    rows = session.execute(select(Project.id, Project.code, Project.name).where(visible_to(actor, Permission.TARGET_EDIT)).order_by(Project.code).limit(2000))
    return [tuple(row) for row in rows]  # type: ignore[misc]


def hands(session: Session, actor: Actor, project_id: int) -> list[tuple[int, str, dict[str, str]]]:
    """Who belongs to a project that `actor` may add to: id, user name, name; the manager too."""
    require(actor, Permission.TARGET_EDIT)
    belongs = or_(Person.id == Project.manager_id, select(Member.id).where(Member.project_id == Project.id, Member.person_id == Person.id).exists())
    rows = session.execute(
        select(Person.id, Person.username, Person.name)
        .join(Project, belongs)
        .where(Project.id == project_id, visible_to(actor, Permission.TARGET_EDIT), Person.active.is_(True))
        .order_by(Person.username)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def grounds(session: Session, actor: Actor, codes: Collection[str]) -> dict[str, tuple[Project, bool]]:
    """The projects of these codes that `actor` may see, each with whether teams and records may be added."""
    require(actor, Permission.TARGET_EDIT)
    visible = visible_to(actor, Permission.PROJECT_READ) if actor.may(Permission.PROJECT_READ) else false()
    rows = session.scalars(select(Project).where(Project.code.in_(codes), or_(visible, visible_to(actor, Permission.TARGET_EDIT))).order_by(Project.id).with_for_update())
    return {one.code: (one, within(actor, Permission.TARGET_EDIT, Reach(project_id=one.id, department_id=one.department_id))) for one in rows}


def people_named(session: Session, usernames: Collection[str]) -> dict[str, int]:
    """The keys of active people by user name."""
    rows = session.execute(select(Person.username, Person.id).where(Person.username.in_(usernames), Person.active.is_(True)))
    return {username: id_ for username, id_ in rows}


def codes_known(session: Session, codes: Collection[str]) -> frozenset[str]:
    return frozenset(session.scalars(select(InspectedObject.code).where(InspectedObject.code.in_(codes))))


def team_called(session: Session, project_id: int, name: Mapping[str, str], *, but: int = 0) -> bool:
    """Whether the project has another team with one of these names."""
    rows = session.scalars(
        select(InspectedObject.name).where(InspectedObject.project_id == project_id, InspectedObject.kind == Kind.TEAM, InspectedObject.id != but)
    )
    wanted = {text.casefold() for text in name.values()}
    return any(wanted & {text.casefold() for text in (other or {}).values()} for other in rows)


def object_for_update(session: Session, object_id: int) -> InspectedObject:
    found = session.scalars(select(InspectedObject).where(InspectedObject.id == object_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def object_by_code(session: Session, code: str) -> InspectedObject | None:
    return session.scalars(select(InspectedObject).where(InspectedObject.code == code)).one_or_none()


def members_of(session: Session, object_id: int) -> list[ObjectMember]:
    return list(session.scalars(select(ObjectMember).where(ObjectMember.object_id == object_id)))


def types_in_use(session: Session) -> dict[str, int]:
    """How many service records have each customer type."""
    rows = session.execute(
        select(InspectedObject.customer_type, func.count()).where(InspectedObject.customer_type.is_not(None)).group_by(InspectedObject.customer_type)
    )
    return {code: int(count) for code, count in rows if code}


counted_by(CUSTOMER_TYPES, types_in_use)


def channels_in_use(session: Session) -> dict[str, int]:
    """How many service records came by each channel."""
    rows = session.execute(select(InspectedObject.channel, func.count()).where(InspectedObject.channel.is_not(None)).group_by(InspectedObject.channel))
    return {code: int(count) for code, count in rows if code}


counted_by(CHANNELS, channels_in_use)
