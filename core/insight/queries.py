"""Searching across rooms, each with its own visibility."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.initiation.applications.queries import visible_applications
from core.initiation.applications.records import Application
from core.inspection.objects import queries as objects
from core.inspection.rounds.queries import visible_rounds
from core.inspection.rounds.records import Round
from core.inspection.sheets.queries import visible_sheets
from core.inspection.sheets.records import Sheet
from core.inspection.templates.records import Template, TemplateVersion
from core.knowledge import queries as library
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project

LIMIT = 20


@dataclass(frozen=True)
class Hit:
    """Something found: its kind (project, application, sheet, round, checklist, article, person), code, name (content or text), and key."""

    kind: str
    code: str
    name: dict[str, str] | str
    key: str


def _like(words: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _names(words: str, content: ColumnElement[dict[str, str]]) -> ColumnElement[bool]:
    """A content whose text in any language holds the words."""
    return or_(*(_like(words, cast(content[code].as_string(), String)) for code in ("en", "zh_Hans", "zh_Hant")))


def found(session: Session, actor: Actor, words: str) -> list[Hit]:
    """What matches `words` by code or name, of what `actor` may see; at most LIMIT a kind. Too short (one Latin letter): nothing."""
    require(actor, Permission.ACCOUNT_USE)
    words = fields.sought(words)
    if not words or (len(words) == 1 and words.isascii()):  # one Chinese character is a word
        return []
    hits: list[Hit] = []
    if actor.may(Permission.PROJECT_READ):
        matching = or_(_like(words, Project.code), _names(words, Project.name), _names(words, Project.customer))
        rows = select(Project.code, Project.name).where(visible_to(actor), matching).order_by(Project.code).limit(LIMIT)
        hits += [Hit("project", code, name, code) for code, name in session.execute(rows)]
    if actor.may(Permission.APPLICATION_READ):
        matching = or_(_like(words, Application.code), _names(words, Application.name), _names(words, Application.customer))
        asked = select(Application.code, Application.name).where(visible_applications(actor), matching).order_by(Application.id.desc()).limit(LIMIT)
        hits += [Hit("application", code, name, code) for code, name in session.execute(asked)]
    if actor.may(Permission.SHEET_READ):
        query = (
            select(Sheet.code, Project.name, Sheet.object_id)
            .join(Project, Project.id == Sheet.project_id)
            .where(visible_sheets(actor), _like(words, Sheet.code))
            .order_by(Sheet.id.desc())
            .limit(LIMIT)
        )
        found = session.execute(query).all()
        things = objects.named(session, {object_id for *_, object_id in found})
        hits += [Hit("sheet", code, objects.label(name, things.get(object_id)), code) for code, name, object_id in found]
    if actor.may(Permission.ROUND_READ):
        rounds = select(Round.code, Round.name).where(visible_rounds(actor), _like(words, Round.code, Round.name))
        hits += [Hit("round", code, name, code) for code, name in session.execute(rounds.order_by(Round.id.desc()).limit(LIMIT))]
    if actor.may(Permission.TEMPLATE_READ):
        lists = (
            select(Template.code, TemplateVersion.name, TemplateVersion.id)
            .join(TemplateVersion, TemplateVersion.template_id == Template.id)
            .where(or_(_like(words, Template.code), _names(words, TemplateVersion.name)))
            .order_by(TemplateVersion.id.desc())
            .limit(LIMIT)
        )
        hits += [Hit("checklist", code, name, str(id_)) for code, name, id_ in session.execute(lists)]
    if actor.may(Permission.KNOWLEDGE_READ):
        hits += [Hit("article", one.code, one.text.title, one.code) for one in library.found(session, actor, words, LIMIT)]
    if actor.may(Permission.PEOPLE_READ):
        people = select(Person.username, Person.name).where(or_(_like(words, Person.username), _names(words, Person.name)))
        hits += [Hit("person", username, name, username) for username, name in session.execute(people.order_by(Person.username).limit(LIMIT))]
    return hits
