"""Satisfaction from the kept sums: one grouped question however many answers there are; and the check of the sums against a recount."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.clock import here, now
from core.errors import NotFound
from core.metrics import figures
from core.metrics.rules import Period, months_of
from core.people.queries import below, department_by_code
from core.people.records import Department
from core.projects.queries import visible_to
from core.projects.records import Project
from core.satisfaction.answers.records import SurveyAnswer, SurveyScore, SurveyText, SurveyTextTheme
from core.satisfaction.rules import LEAST, Dimension, Kind, Source, Told, average, net_promoters, satisfied, told
from core.satisfaction.surveys.records import Survey
from core.satisfaction.surveys.rules import State
from core.satisfaction.tally.records import SurveyTally
from core.satisfaction.tally.rules import EVERYTHING, Cell, What, month_of, rows
from core.satisfaction.templates.records import SurveyTemplate, SurveyVersion
from core.settings.queries import value
from core.words import N_, Content

Cells = dict[int, int]


@dataclass(frozen=True)
class Asked:
    """What the overview is asked for: the months that the days touch; empty narrows nothing."""

    first: date
    last: date
    project: str = ""
    department: str = ""
    channel: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Month:
    month: date
    satisfied: Told
    mean: Told
    net: Told


@dataclass(frozen=True)
class OfQuestion:
    """A question's figures: `code` is template/question. Scores have a mean and, from 1 to 5, the share of the satisfied; choices only their cells."""

    code: str
    kind: Kind
    dimension: Dimension
    n: int
    mean: Told
    satisfied: Told
    net: Told
    cells: Mapping[int, int]


@dataclass(frozen=True)
class OfTheme:
    """How many texts are about a theme, and how many of them stand in low answers. `share`: in percent, with its interval."""

    theme: str
    count: int
    low: int
    share: Told


@dataclass(frozen=True)
class Overview:
    """Satisfaction of what `actor` sees and `asked` leaves."""

    n: int
    """Answers that count."""
    satisfied: Told
    mean: Told
    net: Told
    low: Told
    dimensions: Mapping[Dimension, Told]
    """The share of the satisfied by dimension."""
    means: Mapping[Dimension, Told]
    questions: tuple[OfQuestion, ...]
    themes: tuple[OfTheme, ...]
    months: tuple[Month, ...]
    sources: Mapping[Source, int]
    sent: int
    back: int
    open: int
    returned: Told
    """Of the surveys sent as a link and not open any more, how many the customer answered."""


def _whose(session: Session, actor: Actor, asked: Asked) -> ColumnElement[bool]:
    """A condition on kept sums: the rows of everything where nothing narrows, else of the projects that are left. Refuses NotFound."""
    if actor.scope(Permission.SURVEY_READ) is Scope.ALL and not asked.project and not asked.department:
        return SurveyTally.project_id == EVERYTHING
    return SurveyTally.project_id.in_(select(Project.id).where(*_projects(session, actor, asked)))


def _projects(session: Session, actor: Actor, asked: Asked) -> list[ColumnElement[bool]]:
    where = [visible_to(actor, Permission.SURVEY_READ)]
    if asked.project:
        where.append(Project.code == asked.project)
    if asked.department:
        unit = department_by_code(session, asked.department)
        if unit is None:
            raise NotFound()
        where.append(Project.department_id.in_(below(session, unit.id)))
    return where


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    where = [SurveyTally.month >= month_of(asked.first), SurveyTally.month <= month_of(asked.last)]
    if asked.channel:
        where.append(SurveyTally.channel == asked.channel)
    if asked.source is not None:
        where.append(SurveyTally.source == asked.source.value)
    return where


def overview(session: Session, actor: Actor, asked: Asked) -> Overview:
    """The figures of a period, from the kept sums. Refuses NotFound (no such department)."""
    require(actor, Permission.SURVEY_READ)
    found = session.execute(overview_query(session, actor, asked)).all()
    sums = _Sums(value(session, LEAST))
    for kind, dimension, question, month, source, points, count in found:
        if count:
            sums.add(kind, dimension, question, month, source, int(points), int(count))
    open_ = _still_open(session, actor, asked)
    return sums.told(months_of(Period(asked.first, asked.last)), open_)


def overview_query(session: Session, actor: Actor, asked: Asked):  # type: ignore[no-untyped-def]
    """The question behind the overview, for the test that looks at its plan. # house: asked within other questions, which require"""
    row = SurveyTally
    keys = (row.kind, row.dimension, row.question, row.month, row.source, row.value)
    return select(*keys, func.sum(row.count)).where(_whose(session, actor, asked), *_narrowed(asked)).group_by(*keys)


def _still_open(session: Session, actor: Actor, asked: Asked) -> int:
    """Surveys by link of these months that wait for their answer."""
    row = select(func.count()).select_from(Survey).join(Project, Project.id == Survey.project_id)
    where = [Survey.state == State.OPEN, Survey.expires_at > now(), Survey.source == Source.LINK.value, *_projects(session, actor, asked)]
    if asked.channel:
        where.append(Survey.channel == asked.channel)
    found = session.execute(row.add_columns(Survey.sent_at).where(*where).group_by(Survey.sent_at))
    return sum(int(count) for count, at in found if month_of(asked.first) <= month_of(here(at).date()) <= month_of(asked.last)) if asked.source is not Source.STAFF else 0


@dataclass
class _Sums:
    """Cells put together as the overview shows them."""

    least: int
    headline: dict[tuple[Kind, date], Cells] = field(default_factory=dict)
    dimensions: dict[Dimension, Cells] = field(default_factory=dict)
    questions: dict[tuple[str, Kind, Dimension], Cells] = field(default_factory=dict)
    themes: dict[str, Cells] = field(default_factory=dict)
    answers: dict[Source, Cells] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, dimension: str, question: str, month: date, source: str, points: int, count: int) -> None:
        if kind in (What.SENT, What.BACK):
            self.links[kind] = self.links.get(kind, 0) + count
        elif kind == What.ANSWER:
            _into(self.answers.setdefault(Source(source), {}), points, count)
        elif kind == What.THEME:
            _into(self.themes.setdefault(question, {}), points, count)
        else:
            of, about = Kind(kind), Dimension(dimension)
            _into(self.questions.setdefault((question, of, about), {}), points, count)
            if of is Kind.CSAT:
                _into(self.dimensions.setdefault(about, {}), points, count)
            if about is Dimension.OVERALL and of is not Kind.CHOICE:
                _into(self.headline.setdefault((of, month), {}), points, count)

    def _of(self, kind: Kind, months: list[date]) -> Cells:
        merged: Cells = {}
        for month in months:
            for points, count in self.headline.get((kind, month), {}).items():
                _into(merged, points, count)
        return merged

    def told(self, months: list[date], open_: int) -> Overview:
        csat, nps, least = self._of(Kind.CSAT, months), self._of(Kind.NPS, months), self.least
        every: Cells = {}
        for cells in self.answers.values():
            for points, count in cells.items():
                _into(every, points, count)
        sent, back = self.links.get(What.SENT, 0), self.links.get(What.BACK, 0)
        return Overview(
            sum(every.values()), satisfied(csat, least), average(csat, least), net_promoters(nps, least), told(figures.share(every), least),
            {one: satisfied(self.dimensions.get(one, {}), least) for one in Dimension}, {one: average(self.dimensions.get(one, {}), least) for one in Dimension},
            tuple(self._question(*key, cells) for key, cells in sorted(self.questions.items())),
            tuple(
                OfTheme(theme, sum(cells.values()), cells.get(1, 0), told(figures.share(cells), least))
                for theme, cells in sorted(self.themes.items(), key=lambda one: (-sum(one[1].values()), one[0]))
            ),
            tuple(Month(one, satisfied(self._of(Kind.CSAT, [one]), least), average(self._of(Kind.CSAT, [one]), least), net_promoters(self._of(Kind.NPS, [one]), least)) for one in months),
            {source: sum(cells.values()) for source, cells in self.answers.items()}, sent, back, open_,
            told(figures.share({1: back, 0: max(0, sent - open_ - back)}), least),
        )  # fmt: skip

    def _question(self, code: str, kind: Kind, dimension: Dimension, cells: Cells) -> OfQuestion:
        least, none = self.least, Told(None, 0)
        return OfQuestion(
            code, kind, dimension, sum(cells.values()), average(cells, least) if kind in (Kind.CSAT, Kind.NPS) else none, satisfied(cells, least) if kind is Kind.CSAT else none,
            net_promoters(cells, least) if kind is Kind.NPS else none, cells,
        )  # fmt: skip


def _into(cells: Cells, points: int, count: int) -> None:
    cells[points] = cells.get(points, 0) + count


class By(StrEnum):
    """What is compared side by side."""

    PROJECT = "project"
    DEPARTMENT = "department"
    CHANNEL = "channel"

    @property
    def label(self) -> str:
        return {By.PROJECT: N_("Project"), By.DEPARTMENT: N_("Department"), By.CHANNEL: N_("Channel")}[self]


@dataclass(frozen=True)
class Compared:
    """One of those compared; `key` is its code, `name` its content (empty for a channel: the reference table names it)."""

    key: str
    name: Content
    n: int
    satisfied: Told
    mean: Told
    net: Told


def compared(session: Session, actor: Actor, asked: Asked, by: By) -> list[Compared]:
    """The overall scores by project, department or channel: those with enough answers first, by the lower end of the share of the satisfied."""
    require(actor, Permission.SURVEY_READ)
    least, row = value(session, LEAST), SurveyTally
    scores = [row.dimension == Dimension.OVERALL.value, row.kind.in_((Kind.CSAT.value, Kind.NPS.value)), *_narrowed(asked)]
    if by is By.CHANNEL:
        found = session.execute(select(row.channel, row.kind, row.value, func.sum(row.count)).where(_whose(session, actor, asked), *scores).group_by(row.channel, row.kind, row.value))
        named: dict[Any, tuple[str, Content]] = {}
    else:
        key = Project.id if by is By.PROJECT else Project.department_id
        found = session.execute(
            select(key, row.kind, row.value, func.sum(row.count)).select_from(row).join(Project, Project.id == row.project_id)
            .where(*_projects(session, actor, asked), *scores).group_by(key, row.kind, row.value)
        )  # fmt: skip
        named = {}
    cells: dict[Any, dict[Kind, Cells]] = {}
    for one, kind, points, count in found:
        if count:
            _into(cells.setdefault(one, {}).setdefault(Kind(kind), {}), int(points), int(count))
    if by is not By.CHANNEL:
        table: Any = Project if by is By.PROJECT else Department
        named = {id_: (code, name) for id_, code, name in session.execute(select(table.id, table.code, table.name).where(table.id.in_(cells)))}
    made = []
    for one, kinds in cells.items():
        code, name = named.get(one, (str(one), {}))
        csat, nps = kinds.get(Kind.CSAT, {}), kinds.get(Kind.NPS, {})
        made.append(Compared(code, name, max(sum(csat.values()), sum(nps.values())), satisfied(csat, least), average(csat, least), net_promoters(nps, least)))
    return sorted(made, key=lambda one: (one.satisfied.figure is None, -(one.satisfied.figure.low or 0) if one.satisfied.figure else 0, one.key))


# --- the sums against a recount ----------------------------------------------------------------------------------------


def differences(session: Session) -> list[tuple[tuple[object, ...], int, int]]:
    """Where the kept sums and a recount of surveys and answers disagree: key, kept, recounted. Empty in a sound house."""
    names = ("project_id", "month", "kind", "dimension", "question", "channel", "source", "value")
    kept = {tuple(getattr(row, name) for name in names): int(row.count) for row in session.scalars(select(SurveyTally)) if row.count}
    should = {tuple(row[name] for name in names): int(row["count"]) for row in rows(_recounted(session))}  # type: ignore[call-overload]
    return [(key, kept.get(key, 0), should.get(key, 0)) for key in sorted(kept.keys() | should.keys(), key=repr) if kept.get(key, 0) != should.get(key, 0)]


def _recounted(session: Session) -> list[Cell]:
    found: list[Cell] = []
    counts = SurveyAnswer.withdrawn_at.is_(None)
    links = select(Survey, SurveyAnswer.source).outerjoin(SurveyAnswer, SurveyAnswer.survey_id == Survey.id).where(Survey.source == Source.LINK, Survey.state != State.REVOKED)
    for survey, source in session.execute(links):
        if source != Source.STAFF:
            month = month_of(here(survey.sent_at).date())
            found += [Cell(survey.project_id, month, what, "", "", survey.channel, survey.source, 1) for what in ([What.SENT.value, What.BACK.value] if source else [What.SENT.value])]
    template = (
        select(SurveyAnswer, SurveyTemplate.code).join(Survey, Survey.id == SurveyAnswer.survey_id).join(SurveyVersion, SurveyVersion.id == Survey.version_id)
        .join(SurveyTemplate, SurveyTemplate.id == SurveyVersion.template_id).where(counts)
    )  # fmt: skip
    known = {}
    for answer, code in session.execute(template):
        known[answer.id] = (answer, code)
        found.append(Cell(answer.project_id, month_of(answer.answered_on), What.ANSWER.value, "", code, answer.channel, answer.source, int(answer.low)))
    for score in session.scalars(select(SurveyScore)):
        if score.answer_id in known:
            answer, code = known[score.answer_id]
            found.append(Cell(answer.project_id, month_of(answer.answered_on), score.kind, score.dimension, f"{code}/{score.question}", answer.channel, answer.source, score.value))
    for answer_id, theme in session.execute(select(SurveyText.answer_id, SurveyTextTheme.theme).join(SurveyTextTheme, SurveyTextTheme.text_id == SurveyText.id)):
        if answer_id in known:
            answer, _ = known[answer_id]
            found.append(Cell(answer.project_id, month_of(answer.answered_on), What.THEME.value, "", theme, answer.channel, answer.source, int(answer.low)))
    return found
