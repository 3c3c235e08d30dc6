"""Questions about themes: their names, their key words, which texts are about them."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit.kept import Kept
from core.config import ROOT
from core.errors import NotFound
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by, table
from core.satisfaction.answers.records import SurveyAnswer, SurveyText, SurveyTextTheme
from core.satisfaction.themes import rules
from core.satisfaction.themes.records import ThemeWords
from core.satisfaction.themes.rules import THEMES, Words
from core.words import Content

FILE = ROOT / "data" / "surveys" / "theme_words.toml"
TOPIC = "theme_words"


@cache
def shipped() -> dict[str, dict[str, list[str]]]:
    """The key words that ship, by theme."""
    told: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text("utf-8"))
    return told


def _words(session: Session) -> dict[str, Words]:
    edited = {row.theme: row.words for row in session.scalars(select(ThemeWords))}
    return {**shipped(), **edited}


_kept = Kept(TOPIC, _words)


def themes_of(session: Session, text: str) -> list[str]:
    """The themes a text is about by its key words."""
    return rules.found(text, _kept.of(session), {one.code for one in table(session, THEMES).offered()})


@dataclass(frozen=True)
class Theme:
    """A theme with its key words."""

    code: str
    name: Content
    words: Words
    version: int
    changed_at: datetime | None


def themes(session: Session, actor: Actor) -> list[Theme]:
    """Every theme that is offered, with its key words."""
    require(actor, Permission.SURVEY_READ)
    rows = {row.theme: row for row in session.scalars(select(ThemeWords))}
    words = _kept.of(session)
    return [
        Theme(one.code, one.name, words.get(one.code, {}), rows[one.code].version if one.code in rows else 0, rows[one.code].changed_at if one.code in rows else None)
        for one in table(session, THEMES).offered()
    ]


def words_for_update(session: Session, theme: str) -> ThemeWords | None:
    return session.scalars(select(ThemeWords).where(ThemeWords.theme == theme).with_for_update()).one_or_none()


def text_for_update(session: Session, text_id: int) -> tuple[SurveyText, SurveyAnswer, Project]:
    """A text with its answer and project, locked. Refuses NotFound."""
    row = session.execute(
        select(SurveyText, SurveyAnswer, Project).join(SurveyAnswer, SurveyAnswer.id == SurveyText.answer_id).join(Project, Project.id == SurveyText.project_id)
        .where(SurveyText.id == text_id).with_for_update(of=SurveyText)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound()
    return row[0], row[1], row[2]


def theme_rows(session: Session, text_ids: Collection[int]) -> list[SurveyTextTheme]:
    return list(session.scalars(select(SurveyTextTheme).where(SurveyTextTheme.text_id.in_(text_ids)).order_by(SurveyTextTheme.theme)))


def newest_by_words(session: Session, limit: int) -> list[tuple[SurveyText, SurveyAnswer]]:
    """The newest texts whose themes nobody has said, with their answers (withdrawn ones left out), to be sorted anew."""
    rows = session.execute(
        select(SurveyText, SurveyAnswer).join(SurveyAnswer, SurveyAnswer.id == SurveyText.answer_id)
        .where(SurveyText.by_hand.is_(False), SurveyAnswer.withdrawn_at.is_(None)).order_by(SurveyText.id.desc()).limit(limit)
    )  # fmt: skip
    return [(text, answer) for text, answer in rows]


@dataclass(frozen=True)
class Example:
    """A text of a theme."""

    code: str
    body: str
    at: datetime
    low: bool


def examples(session: Session, actor: Actor, theme: str, project: str = "", limit: int = 5) -> list[Example]:
    """The newest texts about a theme, of projects that `actor` sees."""
    require(actor, Permission.SURVEY_READ)
    found = (
        select(SurveyAnswer.code, SurveyText.body, SurveyAnswer.answered_at, SurveyAnswer.low).select_from(SurveyTextTheme)
        .join(SurveyText, SurveyText.id == SurveyTextTheme.text_id).join(SurveyAnswer, SurveyAnswer.id == SurveyText.answer_id)
        .join(Project, Project.id == SurveyText.project_id)
        .where(SurveyTextTheme.theme == theme, SurveyAnswer.withdrawn_at.is_(None), visible_to(actor, Permission.SURVEY_READ))
    )  # fmt: skip
    if project:
        found = found.where(Project.code == project)
    return [Example(*row) for row in session.execute(found.order_by(SurveyTextTheme.text_id.desc()).limit(limit))]


def in_use(session: Session) -> dict[str, int]:
    """How many texts are about each theme."""
    return {code: int(n) for code, n in session.execute(select(SurveyTextTheme.theme, func.count()).group_by(SurveyTextTheme.theme))}


counted_by(THEMES, in_use)
