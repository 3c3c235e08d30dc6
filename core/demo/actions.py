"""Planting the demo: the organisation is founded, then its story is told, each deed by the person who does it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import core.everything  # noqa: F401 - what is approved takes effect by what the rooms have registered
from core.access import Actor, Role
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.audit.queries import latest_in_batch
from core.clock import at, now
from core.config import settings as configured
from core.demo import hours, initiating, photos
from core.demo.closings import Closings
from core.demo.communicating import Communicating
from core.demo.costs import Costs
from core.demo.customers import Customers
from core.demo.history import History
from core.demo.past import Past
from core.demo.plans import Plans
from core.demo.preparing import Preparing
from core.demo.quality_checks import Proving
from core.demo.quality_goals import Goals
from core.demo.queries import is_empty
from core.demo.records_check import CHECKLIST, RecordsCheck
from core.demo.resourcing import Resourcing
from core.demo.reviewing import Reviewing
from core.demo.risks import Risks
from core.demo.rules import Cast, CastPerson, CastProject
from core.demo.satisfaction import Satisfaction
from core.demo.service import Service
from core.demo.story import Agenda, Rounds, Stage, when
from core.demo.team import Teams
from core.demo.within import Within
from core.errors import Refusal
from core.inspection.followups.rules import LOW
from core.inspection.templates import actions as templates
from core.inspection.templates.queries import checklist, version_row, versions
from core.inspection.templates.rules import Draft
from core.notice import actions as notices
from core.notice.queries import unread
from core.people import actions as people
from core.people.queries import department_for_update, person_for_update
from core.projects import actions as projects
from core.projects.queries import member_ids, project_for_update
from core.projects.rules import Stage as ProjectStage
from core.settings import actions as settings
from core.words import N_, Language

FOUNDED_BEFORE = timedelta(days=40)
FRESH_FOR = timedelta(days=14)
WITHIN = timedelta(days=20)
"""So long before the end two rounds within projects are thought of."""
PLANNED = timedelta(days=50)
"""So long before the end the plans of three projects are thought of."""
TAUGHT = timedelta(days=58)
"""So long before the end somebody thinks of training."""
RISKY = timedelta(days=95)
"""So long before the end somebody begins to think of risks."""
SERVED = timedelta(days=64)
"""So long before the end customers begin to call."""
PROVEN = timedelta(days=130)
"""So long before the end the first of the checks is thought of whose effects are proven by now."""
ASKED = timedelta(days=180)
"""So long before the end customers begin to be asked."""
PICTURES = 10


class NotEmpty(Refusal):
    message = N_("The demo is planted into an empty database only; this one has accounts already.")


def plant(
    session: Session, nobody: Actor, *, cast: Cast, checklists: list[Draft], scored_with: str, password_hash: str, seed: int, until: datetime
) -> Stage:
    """Plant the whole demo up to the moment `until`; `scored_with` is the code of the checklist its rounds use.

    Many deeds in one transaction (core.work.batch): a demo is there as a whole or not at all. Each deed requires and
    notes by itself, in the name of the person who does it; only the first account is opened by `nobody`. Refuses NotEmpty.
    """
    if not is_empty(session):
        raise NotEmpty()
    dice = random.Random(seed)
    stage = Stage(session, cast, dice, Agenda(until, lambda: latest_in_batch(session)), photos.pictures(dice, PICTURES))
    founded = when(min(project.started for project in cast.projects) - FOUNDED_BEFORE, 9)
    stage.agenda.add(founded, lambda: _found(stage, nobody, founded, password_hash))
    story = Rounds(stage)
    stage.agenda.add(founded + timedelta(hours=5), lambda: hours.plan(stage))
    stage.agenda.add(founded + timedelta(days=1), lambda: _bring_checklists(stage, checklists))
    stage.agenda.add(founded + timedelta(days=3), lambda: _confirm_checklists(stage, scored_with, story))
    for project in cast.projects:
        stage.agenda.add(when(project.started - timedelta(days=10), 11), lambda project=project: _create_project(stage, project))  # type: ignore[misc]
    stage.agenda.add(until - WITHIN, lambda: Within(stage, story).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PLANNED, lambda: Plans(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PLANNED, lambda: Costs(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PLANNED, lambda: Preparing(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PLANNED, lambda: Customers(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - SERVED, lambda: Service(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - SERVED, lambda: History(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - ASKED, lambda: Satisfaction(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PLANNED, lambda: Goals(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - TAUGHT, lambda: Teams(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - SERVED, lambda: Resourcing(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - RISKY, lambda: Communicating(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - RISKY, lambda: Risks(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    stage.agenda.add(until - PROVEN, lambda: Proving(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date()))
    initiating.plan(stage)
    Past(stage).plan(lambda project: _create_project(stage, project))
    Reviewing(stage).plan(until.astimezone(ZoneInfo(configured().cockpit_timezone)).date())
    stage.agenda.add(until - FRESH_FOR, lambda: _read_notices(stage))
    stage.agenda.run()
    return stage


def _read_notices(stage: Stage) -> None:
    """Everybody has read what is older: only what is fresh waits in the inboxes."""
    for person in stage.cast.people:
        reader = stage.acting(person.username)
        if unread(stage.session, reader):
            notices.read_all(stage.session, reader)


def _administrator(cast: Cast) -> CastPerson:
    return cast.having(Role.ADMINISTRATOR)[0]


def _found(stage: Stage, nobody: Actor, moment: datetime, password_hash: str) -> None:
    """The first administrator opens the house: departments, people, heads."""
    session, cast, first = stage.session, stage.cast, _administrator(stage.cast)

    def later(deed: Callable[[], int]) -> int:
        nonlocal moment
        moment += timedelta(minutes=1)
        with at(moment):
            made = deed()
        stage.reorganised()
        return made

    stage.people[first.username] = people.first_administrator(
        session, nobody, username=first.username, name=first.name, password_hash=password_hash
    )
    later(lambda: people.change_password(session, stage.acting(first.username), password_hash=password_hash))
    admin = stage.acting(first.username)
    for unit in cast.departments:
        parent = stage.departments.get(unit.parent)
        stage.departments[unit.code] = later(lambda: people.create_department(session, admin, code=unit.code, name=unit.name, parent_id=parent))
    for person in cast.people:
        if person is not first:
            stage.people[person.username] = later(lambda: _join(stage, admin, person, password_hash))
    later(lambda: _settle(stage, admin, first))
    later(lambda: people.choose_language(session, admin, Language(first.language)))
    for unit in cast.departments:
        row = department_for_update(session, stage.departments[unit.code])
        later(
            lambda: people.update_department(
                session, admin, row.id, version=row.version, name=row.name, parent_id=row.parent_id, head_id=stage.people[unit.head]
            )
        )


def _join(stage: Stage, admin: Actor, person: CastPerson, password_hash: str) -> int:
    return people.create(
        stage.session,
        admin,
        username=person.username,
        name=person.name,
        roles=[Role(role) for role in person.roles],
        department_id=stage.departments[person.department],
        language=Language(person.language),
        password_hash=password_hash,
        first_password=False,
    )


def _settle(stage: Stage, admin: Actor, first: CastPerson) -> int:
    """Give the first administrator, who was there before the departments, a place in them."""
    row = person_for_update(stage.session, stage.people[first.username])
    roles, unit = [Role(role) for role in first.roles], stage.departments[first.department]
    return people.update(
        stage.session, admin, row.id, version=row.version, name=first.name, roles=roles, department_id=unit, active=True
    )


def _bring_checklists(stage: Stage, checklists: list[Draft]) -> None:
    admin = stage.acting(_administrator(stage.cast).username)
    for draft in checklists:
        templates.create(stage.session, admin, draft)
    # This house follows up what is clearly low: its follow-ups are few enough to be mended.
    settings.change(stage.session, admin, LOW.code, text="40", version=0)


def _confirm_checklists(stage: Stage, scored_with: str, story: Rounds) -> None:
    """Somebody other than their author approves the checklists; from then on rounds can be planned."""
    for row in versions(stage.session, stage.acting(story.leader)):
        stage.approve("template_version", row.id, by=_administrator(stage.cast).username, then=story.leader)
        if row.code == scored_with:
            stage.version_id = row.id
        if row.code == CHECKLIST:
            check = RecordsCheck(stage, row.id, story.leader)
            stage.agenda.add(stage.agenda.until - timedelta(days=8), check.begin)
    stage.agenda.add(now() + timedelta(hours=1), story.plan)
    stage.agenda.add(stage.agenda.until - timedelta(days=6, hours=2), lambda: _improve(stage, scored_with, story))


def _improve(stage: Stage, scored_with: str, story: Rounds) -> None:
    """A new version of another checklist: submitted, returned, changed, submitted again; it waits when the story ends."""
    session, administrator = stage.session, _administrator(stage.cast).username
    old = next((row for row in versions(session, stage.acting(administrator), usable_only=True) if row.code != scored_with), None)
    if old is None:
        return
    made = templates.new_version(session, stage.acting(administrator), old.id)
    parts = checklist(session, made).checkpoints
    heavy, light = max(parts, key=lambda one: one.weight), min(parts, key=lambda one: one.weight)

    def reweigh(sections: dict[int, Decimal], items: dict[int, Decimal]) -> None:
        version = version_row(session, made).version
        templates.reweigh(session, stage.acting(administrator), made, version=version, sections=sections, items=items)

    def submit(occasion: str) -> int:
        admin = stage.acting(administrator)
        return approvals.submit(session, admin, "template_version", made, comment=stage.remark(occasion, admin))

    def give_back() -> None:
        leader = stage.acting(story.leader)
        approvals.decide(session, leader, waiting, step=0, verdict=Verdict.RETURN, comment=stage.remark("returned", leader))

    def improve() -> None:
        more, less = heavy.questions[:2]
        reweigh({heavy.id: heavy.weight, light.id: light.weight}, {more.id: more.weight + 2, less.id: less.weight - 2})
        submit("resubmitted")

    reweigh({heavy.id: heavy.weight - 5, light.id: light.weight + 5}, {})
    waiting = submit("submitted")
    stage.agenda.add(now() + timedelta(days=1), give_back)
    stage.agenda.add(now() + timedelta(days=4), improve)


def _create_project(stage: Stage, project: CastProject) -> None:
    stage.projects[project.code] = projects.create(
        stage.session,
        stage.acting(_administrator(stage.cast).username),
        name=project.name,
        customer=project.customer,
        department_id=stage.departments[project.department],
        manager_id=stage.people[project.manager],
        kind=project.kind,
        stage=ProjectStage.INITIATION,
        started_on=project.started,
        ends_on=project.ends,
        member_ids=[stage.people[member] for member in project.members],
    )
    stage.reorganised()
    endings = Closings(stage)
    for moment, reached in _stages(project, stage.agenda.until):
        stage.agenda.add(moment, lambda reached=reached: _reach(stage, project, reached, endings))  # type: ignore[misc]
    endings.plan(project, stage.agenda.until.astimezone(ZoneInfo(configured().cockpit_timezone)).date())


def _stages(project: CastProject, until: datetime) -> list[tuple[datetime, ProjectStage]]:
    """When the project reaches which stage on its way to the one it is at."""
    final, start = ProjectStage(project.stage), when(project.started, 18, 30)  # no visit is under way then
    if final is ProjectStage.INITIATION:
        return []
    if final in (ProjectStage.PLANNING, ProjectStage.EXECUTION):
        return [(start, final)]
    if final is ProjectStage.MONITORING:
        return [(start, ProjectStage.EXECUTION), (min(start + timedelta(days=300), until), final)]
    closing = until - timedelta(days=25)
    if final is ProjectStage.CLOSED:
        closing = when(project.ends - timedelta(days=20), 18, 10)
    return [(start, ProjectStage.EXECUTION), (closing, ProjectStage.CLOSING)]


def _reach(stage: Stage, project: CastProject, reached: ProjectStage, endings: Closings) -> None:
    """The project manager moves the project to a stage; to the last but one by beginning to close it."""
    if reached is ProjectStage.CLOSING:
        endings.begin(project)
        return
    row = project_for_update(stage.session, stage.projects[project.code])
    projects.update(
        stage.session,
        stage.acting(project.manager),
        row.id,
        version=row.version,
        name=row.name,
        customer=row.customer,
        stage=reached,
        manager_id=row.manager_id,
        started_on=row.started_on,
        ends_on=row.ends_on,
        member_ids=member_ids(stage.session, row.id),
    )
    stage.reorganised()
