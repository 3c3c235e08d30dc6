"""Questions about the library: what somebody may read, what is found by words, what fits a project or a request, what was adopted where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, Scope, require, within
from core.errors import NotFound
from core.knowledge.records import Article, ArticleApplies, ArticleEdition, ArticleGram, ArticleUse
from core.knowledge.rules import (
    LEAST_FOUND,
    LEAST_RELATED,
    PROBLEM_CLASSES,
    Applies,
    Kind,
    Outcome,
    Readers,
    State,
    Text,
    thawed,
)
from core.likeness import grams
from core.people.queries import names
from core.people.records import Department
from core.projects.queries import project_for_update, visible_to
from core.projects.records import Project
from core.projects.rules import KINDS
from core.reference.queries import counted_by
from core.subjects import Place, found_by
from core.words import Content

KIND = "article"
SHOWN, PAGE_SIZE, LOOKED_UP = 5, 25, 24
PUSHED = (Kind.LESSON, Kind.GOOD_CASE, Kind.METHOD)
"""Kinds that are shown where a project is planned."""


@dataclass(frozen=True)
class Listed:
    """An article as a list shows it: the text that the reader may see."""

    id: int
    code: str
    text: Text
    state: State
    readers: Readers
    project: str
    author: Content
    changed_at: datetime
    edition: int
    uses: int
    worked: int
    failed: int
    mine: bool
    decidable: bool
    """Whether the reader may approve or return it now."""


@dataclass(frozen=True)
class Edition:
    """An approved text."""

    number: int
    text: Text
    author: Content
    approved_by: Content
    at: datetime


@dataclass(frozen=True)
class Use:
    """Where an article was adopted, and what came of it."""

    id: int
    article_id: int
    article: str
    title: str
    advice: str
    edition: int
    subject_kind: str
    subject_id: int
    subject: str
    by: Content
    at: datetime
    outcome: Outcome
    said: str
    judged_by: Content | None
    judged_at: datetime | None


@dataclass(frozen=True)
class Whole:
    """One article with everything that is known of it."""

    row: Listed
    origin_kind: str
    origin_id: int
    origin_code: str
    project_id: int | None
    created_at: datetime
    decided_by: Content | None
    decided_at: datetime | None
    remark: str
    editions: tuple[Edition, ...]
    uses: tuple[Use, ...]
    retirable: bool
    version: int


@dataclass(frozen=True)
class Search:
    """Which articles are listed; empty narrows nothing."""

    words: str = ""
    kind: Kind | None = None
    state: State | None = None
    project_kind: str = ""
    phase: str = ""
    problem: str = ""
    mine: bool = False
    deciding: bool = False
    page: int = 0


def _deciding(actor: Actor) -> ColumnElement[bool] | None:
    """A condition for the articles that `actor` may approve; None for none of them."""
    scope = actor.scope(Permission.KNOWLEDGE_APPROVE)
    if scope is None:
        return None
    if scope is Scope.ALL:
        return Article.id.is_not(None)
    reasons: list[ColumnElement[bool]] = [Article.project_id.in_(actor.project_ids)] if actor.project_ids else []
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Article.department_id.in_(actor.department_ids))
    return or_(*reasons) if reasons else None


def readable(actor: Actor) -> ColumnElement[bool]:
    """A condition on Article for what `actor` may read: approved ones by their readers, the own ones, those to decide."""
    released = and_(Article.edition > 0, or_(Article.readers == Readers.EVERYBODY, Article.project_id.in_(select(Project.id).where(visible_to(actor)))))
    reasons = [Article.author_id == actor.id, released]
    decides = _deciding(actor)
    if decides is not None:
        reasons.append(and_(decides, Article.state != State.DRAFT))
    return or_(*reasons)


def reach_of(row: Article) -> Reach:
    """Where an article lies. Part of a deed that requires."""
    return Reach(owners=frozenset({row.author_id}), project_id=row.project_id, department_id=row.department_id)


def _text(row: Article) -> Text:
    applies = row.applies
    return Text(
        Kind(row.kind), row.title, row.situation, row.action, row.result, row.advice,
        Applies(tuple(applies["kinds"]), tuple(applies["phases"]), tuple(applies["classes"])),
    )  # fmt: skip


def _may_decide(actor: Actor, row: Article) -> bool:
    """As `_deciding`: one's own is never decided, so ownership does not count."""
    return within(actor, Permission.KNOWLEDGE_APPROVE, Reach(project_id=row.project_id, department_id=row.department_id))


def _listed(session: Session, actor: Actor, rows: Sequence[Any]) -> list[Listed]:
    """`rows`: (Article, project code). What is written anew and not approved yet is shown to author and deciders alone; others read the edition."""
    found = [(one, code or "", one.author_id == actor.id, _may_decide(actor, one)) for one, code in rows]
    behind = [one.id for one, _, mine, decides in found if not mine and not decides and one.state not in (State.APPROVED, State.RETIRED)]
    texts: dict[int, Text] = {}
    if behind:
        newest = select(func.max(ArticleEdition.number)).where(ArticleEdition.article_id == Article.id).correlate(Article).scalar_subquery()
        kept = select(ArticleEdition).join(Article, Article.id == ArticleEdition.article_id).where(Article.id.in_(behind), ArticleEdition.number == newest)
        texts = {one.article_id: thawed(one.content) for one in session.scalars(kept)}
    who = names(session, frozenset(one.author_id for one, *_ in found))
    return [
        Listed(
            one.id, one.code, texts.get(one.id) or _text(one), State.APPROVED if one.id in texts else State(one.state), Readers(one.readers), code, who[one.author_id], one.changed_at,
            one.edition, one.uses, one.worked, one.failed, mine, decides and not mine and one.state == State.SUBMITTED,
        )
        for one, code, mine, decides in found
    ]  # fmt: skip


def _worded(words: str, least: float) -> ColumnElement[bool]:
    """Articles that hold most of the pieces of `words`, or them in code or title."""
    wanted = grams(words, LOOKED_UP)
    settled = or_(Article.edition == 0, Article.state.in_([State.APPROVED.value, State.RETIRED.value]))  # a title that is being rewritten tells nothing yet
    plainly = or_(and_(settled, Article.title.icontains(words, autoescape=True)), Article.code.icontains(words, autoescape=True))
    if not wanted:
        return plainly
    hits = select(ArticleGram.article_id).where(ArticleGram.gram.in_(wanted)).group_by(ArticleGram.article_id).having(func.count() >= ceil(len(wanted) * least))
    return or_(Article.id.in_(hits), plainly)


def _applies(sort: str, code: str) -> ColumnElement[bool]:
    """Articles that name this code of a sort, or none of the sort."""
    named = select(ArticleApplies.id).where(ArticleApplies.article_id == Article.id, ArticleApplies.sort == sort)
    return or_(~exists(named), exists(named.where(ArticleApplies.code == code)))


def articles(session: Session, actor: Actor, search: Search) -> tuple[list[Listed], int]:
    """A page of the articles that `actor` may read and their number in all, the newest first. Retired ones only for who asks for them."""
    require(actor, Permission.KNOWLEDGE_READ)
    where: list[ColumnElement[bool]] = [readable(actor)]
    where.append(Article.state == search.state if search.state else Article.state != State.RETIRED)
    if search.kind:
        where.append(Article.kind == search.kind)
    if search.mine:
        where.append(Article.author_id == actor.id)
    if search.deciding:
        decides = _deciding(actor)
        where += [Article.state == State.SUBMITTED, Article.author_id != actor.id, *([decides] if decides is not None else [Article.id < 0])]
    where += [_applies(sort, code) for sort, code in (("kind", search.project_kind), ("phase", search.phase), ("class", search.problem)) if code]
    if words := fields.sought(search.words):
        where.append(_worded(words, LEAST_FOUND))
    total = session.scalar(select(func.count()).select_from(Article).where(*where)) or 0
    rows = session.execute(
        select(Article, Project.code).outerjoin(Project, Project.id == Article.project_id).where(*where).order_by(Article.id.desc()).limit(PAGE_SIZE).offset(search.page * PAGE_SIZE)
    ).all()
    return _listed(session, actor, rows), int(total)


def waiting(session: Session, actor: Actor) -> int:
    """How many articles wait for a decision that `actor` may take."""
    require(actor, Permission.KNOWLEDGE_READ)
    decides = _deciding(actor)
    if decides is None:
        return 0
    return int(session.scalar(select(func.count()).select_from(Article).where(decides, Article.state == State.SUBMITTED, Article.author_id != actor.id)) or 0)


def article(session: Session, actor: Actor, code: str) -> Whole:
    """One article by its code. Refuses NotFound for a missing and an unreadable one alike."""
    require(actor, Permission.KNOWLEDGE_READ)
    found = session.execute(select(Article, Project.code).outerjoin(Project, Project.id == Article.project_id).where(Article.code == code, readable(actor))).one_or_none()
    if found is None:
        raise NotFound()
    row = found[0]
    editions = session.scalars(select(ArticleEdition).where(ArticleEdition.article_id == row.id).order_by(ArticleEdition.number.desc())).all()
    who = names(session, frozenset({*(one.author_id for one in editions), *(one.approved_by for one in editions), *([row.decided_by] if row.decided_by else [])}))
    listed = _listed(session, actor, [found])[0]
    inside = listed.mine or _may_decide(actor, row)
    return Whole(
        listed, row.origin_kind, row.origin_id, row.origin_code, row.project_id, row.created_at, who.get(row.decided_by or 0), row.decided_at,
        row.remark if inside or row.state == State.RETIRED else "",
        tuple(Edition(one.number, thawed(one.content), who[one.author_id], who[one.approved_by], one.at) for one in editions),
        tuple(_uses(session, ArticleUse.article_id == row.id)), _may_decide(actor, row) and row.edition > 0 and row.state == State.APPROVED, row.version,
    )  # fmt: skip


def _uses(session: Session, *where: ColumnElement[bool]) -> list[Use]:
    rows = session.execute(
        select(ArticleUse, Article.code, ArticleEdition.content).join(Article, Article.id == ArticleUse.article_id)
        .join(ArticleEdition, and_(ArticleEdition.article_id == ArticleUse.article_id, ArticleEdition.number == ArticleUse.edition)).where(*where).order_by(ArticleUse.id.desc())
    ).all()  # fmt: skip
    who = names(session, frozenset({*(one.by_id for one, *_ in rows), *(one.judged_by for one, *_ in rows if one.judged_by)}))
    return [
        Use(
            one.id, one.article_id, code, str(content["title"]), str(content["advice"]), one.edition, one.subject_kind, one.subject_id, one.subject_code, who[one.by_id], one.at,
            Outcome(one.outcome), one.said, who.get(one.judged_by or 0), one.judged_at,
        )
        for one, code, content in rows
    ]  # fmt: skip


def adopted(session: Session, actor: Actor, kind: str, subject_id: int) -> list[Use]:
    """What was adopted for a record, of articles that `actor` may read; the newest first. The caller has shown the record itself."""
    require(actor, Permission.KNOWLEDGE_READ)
    return _uses(session, ArticleUse.subject_kind == kind, ArticleUse.subject_id == subject_id, readable(actor))


def fitting(
    session: Session, actor: Actor, *, kind: str = "", phase: str = "", problem: str = "", subject: tuple[str, int] | None = None, kinds: Collection[Kind] = PUSHED
) -> list[Listed]:  # fmt: skip
    """Approved articles for a project (its kind and stage) or a request (its class): those that name it first, then what has worked; at most SHOWN.

    An article for another kind or class is left out; one for another stage only comes later, since a plan reaches over all of them.
    `subject` (kind, id): what is adopted there already is left out.
    """
    require(actor, Permission.KNOWLEDGE_READ)
    asked = [(sort, code) for sort, code in (("kind", kind), ("phase", phase), ("class", problem)) if code]
    where = [readable(actor), Article.edition > 0, Article.state != State.RETIRED, Article.kind.in_([one.value for one in kinds]), *(_applies(sort, code) for sort, code in asked if sort != "phase")]
    if subject is not None:
        where.append(~exists(select(ArticleUse.id).where(ArticleUse.article_id == Article.id, ArticleUse.subject_kind == subject[0], ArticleUse.subject_id == subject[1])))
    points: ColumnElement[int] | int = 0
    for sort, code in asked:
        named = exists(select(ArticleApplies.id).where(ArticleApplies.article_id == Article.id, ArticleApplies.sort == sort, ArticleApplies.code == code))
        points = points + case((named, 1), else_=0)
    order = [points.desc()] if isinstance(points, ColumnElement) else []
    rows = session.execute(
        select(Article, Project.code).outerjoin(Project, Project.id == Article.project_id).where(*where)
        .order_by(*order, (Article.worked - Article.failed).desc(), Article.uses.desc(), Article.id.desc()).limit(SHOWN)
    ).all()  # fmt: skip
    return _listed(session, actor, rows)


def fitting_project(session: Session, actor: Actor, project_id: int) -> list[Listed]:
    """What fits a project that `actor` sees, by its kind and stage, without what it has adopted. Refuses NotFound."""
    require(actor, Permission.KNOWLEDGE_READ)
    row = session.execute(select(Project.kind, Project.stage).where(Project.id == project_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return fitting(session, actor, kind=row.kind, phase=row.stage, subject=("project", project_id))


def related(session: Session, actor: Actor, words: str) -> list[Listed]:
    """Approved articles that say something about these words, the nearest first; at most SHOWN."""
    require(actor, Permission.KNOWLEDGE_READ)
    wanted = grams(words, LOOKED_UP)
    if not wanted:
        return []
    hits = select(ArticleGram.article_id, func.count().label("hits")).where(ArticleGram.gram.in_(wanted)).group_by(ArticleGram.article_id).having(func.count() >= ceil(len(wanted) * LEAST_RELATED)).subquery()
    rows = session.execute(
        select(Article, Project.code).join(hits, hits.c.article_id == Article.id).outerjoin(Project, Project.id == Article.project_id)
        .where(readable(actor), Article.edition > 0, Article.state != State.RETIRED).order_by(hits.c.hits.desc(), (Article.worked - Article.failed).desc(), Article.id.desc()).limit(SHOWN)
    ).all()  # fmt: skip
    return _listed(session, actor, rows)


def found(session: Session, actor: Actor, words: str, limit: int) -> list[Listed]:
    """Approved articles that hold these words, of those that `actor` may read, the newest first; one that is being rewritten is shown as it was approved."""
    require(actor, Permission.KNOWLEDGE_READ)
    rows = session.execute(
        select(Article, Project.code).outerjoin(Project, Project.id == Article.project_id)
        .where(readable(actor), Article.edition > 0, Article.state != State.RETIRED, _worded(words, LEAST_FOUND)).order_by(Article.id.desc()).limit(limit)
    ).all()  # fmt: skip
    return _listed(session, actor, rows)


def made_of(session: Session, actor: Actor, kind: str, subject_id: int) -> list[Listed]:
    """The articles that were made of a record, as far as `actor` may read them."""
    require(actor, Permission.KNOWLEDGE_READ)
    rows = session.execute(
        select(Article, Project.code).outerjoin(Project, Project.id == Article.project_id)
        .where(Article.origin_kind == kind, Article.origin_id == subject_id, Article.state != State.RETIRED, readable(actor)).order_by(Article.id).limit(PAGE_SIZE)
    ).all()  # fmt: skip
    return _listed(session, actor, rows)


def article_for_update(session: Session, article_id: int) -> Article:
    found = session.scalars(select(Article).where(Article.id == article_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def readable_for_update(session: Session, actor: Actor, article_id: int) -> Article:
    """An article that `actor` may read. # house: part of a deed, which requires"""
    found = session.scalars(select(Article).where(Article.id == article_id, readable(actor)).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def of_origin(session: Session, kind: str, subject_id: int, article_kind: Kind) -> str:
    """The code of an article of this kind that was made of a record; empty for none."""
    found = select(Article.code).where(Article.origin_kind == kind, Article.origin_id == subject_id, Article.kind == article_kind, Article.state != State.RETIRED)
    return session.scalar(found.limit(1)) or ""


def use_of(session: Session, article_id: int, kind: str, subject_id: int) -> ArticleUse | None:
    return session.scalars(select(ArticleUse).where(ArticleUse.article_id == article_id, ArticleUse.subject_kind == kind, ArticleUse.subject_id == subject_id)).one_or_none()


def use_for_update(session: Session, use_id: int) -> ArticleUse:
    found = session.scalars(select(ArticleUse).where(ArticleUse.id == use_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def pieces_of(session: Session, article_id: int) -> list[ArticleGram]:
    return list(session.scalars(select(ArticleGram).where(ArticleGram.article_id == article_id)))


def applies_of(session: Session, article_id: int) -> list[ArticleApplies]:
    return list(session.scalars(select(ArticleApplies).where(ArticleApplies.article_id == article_id)))


def project_of(session: Session, project_id: int) -> Project:
    return project_for_update(session, project_id)


def head_of(session: Session, department_id: int | None) -> int | None:
    """Who heads a department."""
    return session.scalar(select(Department.head_id).where(Department.id == department_id)) if department_id else None


def place(session: Session, actor: Actor, article_id: int) -> Place:
    """Where an article that `actor` may read stands. Refuses NotFound."""
    require(actor, Permission.KNOWLEDGE_READ)
    row = session.scalars(select(Article).where(Article.id == article_id, readable(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row)


def standing(row: Article) -> Place:
    people = frozenset({row.author_id})
    return Place(KIND, row.id, row.code, row.title, f"Knowledge?article={row.code}", project_id=row.project_id, department_id=row.department_id, people=people, owners=people)


def _in_use(sort: str) -> Any:
    def counted(session: Session) -> dict[str, int]:
        return {code: int(n) for code, n in session.execute(select(ArticleApplies.code, func.count()).where(ArticleApplies.sort == sort).group_by(ArticleApplies.code))}

    return counted


found_by(KIND, place)
counted_by(KINDS, _in_use("kind"))
counted_by(PROBLEM_CLASSES, _in_use("class"))
