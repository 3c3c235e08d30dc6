"""Questions about survey templates: what ships, what is confirmed, what a version asks."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.config import ROOT
from core.errors import NotFound
from core.satisfaction.templates.records import SurveyTemplate, SurveyVersion
from core.satisfaction.templates.rules import Draft, State, unpacked
from core.words import Content

SHIPPED = ROOT / "data" / "surveys" / "service.toml"
ADOPTED = 0
"""The number of the shipped template while nobody has used it: sending with it makes it version 1."""


@dataclass(frozen=True)
class Version:
    """A version of a template with what it asks."""

    id: int
    code: str
    name: Content
    number: int
    state: State
    draft: Draft
    changed_at: datetime | None
    version: int


@cache
def shipped() -> tuple[str, Content, Draft]:
    """The template that ships: code, name and what it asks."""
    told = tomllib.loads(SHIPPED.read_text("utf-8"))
    return told["code"], told["name"], unpacked(told)


def _version(template: SurveyTemplate, row: SurveyVersion) -> Version:
    return Version(row.id, template.code, template.name, row.number, State(row.state), unpacked(row.asks), row.changed_at, row.version)


def _as_shipped() -> Version:
    code, name, draft = shipped()
    return Version(ADOPTED, code, name, 1, State.CONFIRMED, draft, None, 0)


def versions(session: Session, actor: Actor) -> list[Version]:
    """Every version, by template, newest first; the shipped template as well while it was not used yet."""
    require(actor, Permission.SURVEY_READ)
    rows = session.execute(
        select(SurveyTemplate, SurveyVersion).join(SurveyVersion, SurveyVersion.template_id == SurveyTemplate.id).order_by(SurveyTemplate.code, SurveyVersion.number.desc())
    )
    found = [_version(template, row) for template, row in rows]
    return found if any(one.code == shipped()[0] for one in found) else [_as_shipped(), *found]


def askable(session: Session, actor: Actor) -> list[Version]:
    """What may be sent: the newest confirmed version of each template."""
    newest: dict[str, Version] = {}
    for one in versions(session, actor):
        if one.state is State.CONFIRMED:
            newest.setdefault(one.code, one)
    return list(newest.values())


def version(session: Session, version_id: int) -> Version:
    """What one version asks. Refuses NotFound. Whoever may see a survey may see what it asks."""
    row = session.execute(
        select(SurveyTemplate, SurveyVersion).join(SurveyVersion, SurveyVersion.template_id == SurveyTemplate.id).where(SurveyVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _version(*row)


def of_template(session: Session, code: str) -> SurveyTemplate | None:
    return session.scalars(select(SurveyTemplate).where(SurveyTemplate.code == code).with_for_update()).one_or_none()


def first_version(session: Session, template_id: int) -> int | None:
    """The id of the newest confirmed version."""
    return session.scalar(
        select(SurveyVersion.id).where(SurveyVersion.template_id == template_id, SurveyVersion.state == State.CONFIRMED).order_by(SurveyVersion.number.desc()).limit(1)
    )


def last_number(session: Session, template_id: int) -> int:
    return session.scalar(select(func.max(SurveyVersion.number)).where(SurveyVersion.template_id == template_id)) or 0


def draft_of(session: Session, template_id: int) -> int | None:
    return session.scalar(select(SurveyVersion.id).where(SurveyVersion.template_id == template_id, SurveyVersion.state == State.DRAFT))


def version_for_update(session: Session, version_id: int) -> tuple[SurveyVersion, SurveyTemplate]:
    row = session.execute(
        select(SurveyVersion, SurveyTemplate).join(SurveyTemplate, SurveyTemplate.id == SurveyVersion.template_id).where(SurveyVersion.id == version_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]
