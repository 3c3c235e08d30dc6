"""Questions about summary reports: what one would tell now, its draft, the issued ones."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.clock import here, today
from core.errors import NotFound
from core.initiation.charters.queries import held_by
from core.knowledge.records import Article
from core.knowledge.rules import State as Written
from core.people.queries import names
from core.planning import queries as planning
from core.planning.baselines.records import Baseline, BaselineTask
from core.planning.records import PlanTask
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind as Row
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import State as Found
from core.review import queries as reviews
from core.review.compared import queries as compared
from core.review.compared.rules import Against
from core.review.facts.queries import collected
from core.review.instrument.rules import thawed as instrument_of
from core.review.records import Review
from core.review.risks.queries import of_project as risks_of
from core.review.risks.rules import effect
from core.review.rules import kept
from core.review.summary import rules
from core.review.summary.records import SummaryReport
from core.review.summary.rules import Contents, Judged, Lesson, Overrun, Problem, Section, State, Stone, Target
from core.subjects import Place, found_by
from core.words import Content

KIND = "summary_report"


@dataclass(frozen=True)
class Edition:
    """A report with its words; `contents` only of an issued one, without what its reader may not see."""

    id: int
    edition: int
    state: State
    texts: dict[str, str]
    contents: Contents | None
    changed_by: Content
    changed_at: datetime
    issued_by: Content | None
    issued_at: datetime | None
    version: int

    def text(self, section: Section) -> str:
        return self.texts.get(section.value, "")


@dataclass(frozen=True)
class Shelf:
    """The reports of a project, the newest first, and what the reader may do."""

    project_id: int
    project: str
    name: Content
    kind: str
    editions: tuple[Edition, ...]
    writes: bool


def shelf(session: Session, actor: Actor, project_code: str) -> Shelf:
    """The reports of a project that `actor` sees; a draft only for who writes. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    project = project_seen(session, actor, project_code, Permission.REVIEW_READ)
    writes = within(actor, Permission.REVIEW_LEAD, _reach(project))
    rows = session.scalars(select(SummaryReport).where(SummaryReport.project_id == project.id).order_by(SummaryReport.edition.desc())).all()
    rows = [one for one in rows if writes or one.state == State.ISSUED]
    who = names(session, frozenset({*(one.changed_by for one in rows), *(one.issued_by for one in rows if one.issued_by)}))
    return Shelf(
        project.id, project.code, project.name, project.kind,
        tuple(
            Edition(
                one.id, one.edition, State(one.state), one.texts, seen(actor, project, rules.thawed(one.contents)) if one.contents else None, who[one.changed_by], one.changed_at,
                who.get(one.issued_by or 0), one.issued_at, one.version,
            )
            for one in rows
        ),
        writes,
    )  # fmt: skip


def _reach(project: Project) -> Reach:
    return Reach(project_id=project.id, department_id=project.department_id)


def seen(actor: Actor, project: Project, told: Contents) -> Contents:
    """The contents without the facts that `actor` may not see."""
    found = tuple(one for one in told.facts.facts if not one.needs or within(actor, Permission(one.needs), _reach(project)))
    cost = told.cost if within(actor, Permission.COST_READ, _reach(project)) else Overrun(0, None, None, None, None)
    return replace(told, facts=replace(told.facts, facts=found), cost=cost)


def contents(session: Session, actor: Actor, project_code: str) -> Contents:
    """What a report tells now, without what `actor` may not see. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    project = project_seen(session, actor, project_code, Permission.REVIEW_READ)
    return seen(actor, project, of_project(session, project, today()))


def of_project(session: Session, project: Project, on: date) -> Contents:
    """What a report tells of a project at the end of `on`. # house: for deeds and questions that require"""
    starts, promised, finish, stones = _plan(session, project)
    charter = held_by(session, Project.id == project.id).get(project.id)
    risks, alike = effect(risks_of(session, project.id)), compared.of_project(session, project, cost=True)
    problems = session.execute(
        select(Nonconformity.code, Nonconformity.title, Nonconformity.state, Nonconformity.effect).where(Nonconformity.project_id == project.id, Nonconformity.state != Found.WITHDRAWN)
        .order_by(Nonconformity.id).limit(rules.MOST)
    )  # fmt: skip
    lessons = session.execute(
        select(Article.code, Article.title, Article.advice, Article.edition).where(Article.project_id == project.id, Article.state.in_([Written.SUBMITTED, Written.APPROVED])).order_by(Article.id).limit(rules.MOST)
    )
    return Contents(
        project.code, project.name, project.customer, names(session, frozenset({project.manager_id}))[project.manager_id], starts or project.started_on, promised, finish or project.ends_on,
        tuple(Target(one.text, one.number, one.unit, one.by) for one in charter.content.objectives if not one.is_empty) if charter else (), stones, collected(session, project, on),
        _judged(session, project.id), tuple(Problem(code, title, state, told or "") for code, title, state, told in problems), risks.met, risks.surprises, risks.foreseen,
        tuple(Lesson(code, title, advice, edition > 0) for code, title, advice, edition in lessons), _overrun(alike.time), _overrun(alike.cost) if alike.cost else Overrun(0, None, None, None, None),
    )  # fmt: skip


def _plan(session: Session, project: Project) -> tuple[date | None, date | None, date | None, tuple[Stone, ...]]:
    plan = planning.standing_plan(session, project.id)
    if plan is None:
        return None, None, None, ()
    first = session.execute(select(Baseline.id, Baseline.finish).where(Baseline.plan_id == plan.id).order_by(Baseline.id).limit(1)).one_or_none()
    then: dict[int, int] = {}
    if first is not None:
        then = {uid: ends for uid, ends in session.execute(select(BaselineTask.uid, BaselineTask.ends).where(BaselineTask.baseline_id == first.id, BaselineTask.kind != Row.TASK.value))}
    rows = session.execute(
        select(PlanTask.uid, PlanTask.name, PlanTask.ends, PlanTask.actual_finish).where(PlanTask.plan_id == plan.id, PlanTask.summary.is_(False), PlanTask.kind != Row.TASK.value)
        .order_by(PlanTask.ends, PlanTask.uid).limit(rules.MOST)
    )  # fmt: skip
    stones = tuple(Stone(name, day_of(then[uid], ends=True) if uid in then else None, day_of(actual if actual is not None else ends, ends=True), actual is not None) for uid, name, ends, actual in rows)
    return day_of(plan.starts), day_of(first.finish, ends=True) if first else None, day_of(plan.finish, ends=True), stones


def _judged(session: Session, project_id: int) -> tuple[Judged, ...]:
    """The closed reviews by the names that their instruments give."""
    instruments = {one.code: instrument_of(one.instrument) for one in session.scalars(select(Review).where(Review.project_id == project_id))}
    return tuple(
        Judged(
            one.code, one.point.value, here(one.closed_at).date(), None if one.outcome.total is None else kept(one.outcome.total),
            tuple((of.name, kept(one.outcome.dimensions[of.code])) for of in instruments[one.code].dimensions if of.code in one.outcome.dimensions), tuple(of.group.value for of in one.outcome.missing),
        )
        for one in reviews.path_of(session, project_id)
    )  # fmt: skip


def _overrun(one: Against) -> Overrun:
    def said(value: Fraction | None) -> Decimal | None:
        return None if value is None else kept(value)

    return Overrun(one.n, said(one.own), said(one.median), said(one.low), said(one.high))


def report_for_update(session: Session, report_id: int) -> tuple[SummaryReport, Project]:
    row = session.execute(select(SummaryReport, Project).join(Project, Project.id == SummaryReport.project_id).where(SummaryReport.id == report_id).with_for_update(of=SummaryReport)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def newest(session: Session, project_id: int) -> SummaryReport | None:
    return session.scalars(select(SummaryReport).where(SummaryReport.project_id == project_id).order_by(SummaryReport.edition.desc()).limit(1)).one_or_none()


def place(session: Session, actor: Actor, report_id: int) -> Place:
    """Where a report stands that `actor` sees. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    row = session.execute(
        select(SummaryReport, Project).join(Project, Project.id == SummaryReport.project_id).where(SummaryReport.id == report_id, visible_to(actor, Permission.REVIEW_READ))
    ).one_or_none()
    if row is None or (row[0].state != State.ISSUED and not within(actor, Permission.REVIEW_LEAD, _reach(row[1]))):
        raise NotFound()
    return standing(*row)


def standing(row: SummaryReport, project: Project) -> Place:
    code = f"{project.code}-S{row.edition}"
    return Place(
        KIND, row.id, code, project.name, f"Reviews?project={project.code}&part=summary", project_id=project.id, department_id=project.department_id, people=frozenset({project.manager_id}),
    )  # fmt: skip


found_by(KIND, place)
