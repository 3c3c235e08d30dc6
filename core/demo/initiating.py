"""The demo's applications: one has become a project with charter, stakeholders and kick-off, one waits for the management, one is still being written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.config import settings
from core.demo.queries import initiation
from core.demo.story import Stage, when
from core.followup import actions as followups
from core.followup.rules import Kind as FollowUpKind
from core.initiation.applications import actions, queries
from core.initiation.applications.rules import Proposal
from core.initiation.charters import actions as charters
from core.initiation.charters import queries as charter_queries
from core.initiation.charters.rules import SCOPE, read
from core.initiation.demands import actions as demands
from core.initiation.demands.rules import Advice, Assessment, Effort, Feasible, Grade, Need
from core.initiation.duties import actions as duties
from core.initiation.duties.rules import Duty, Package
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs.rules import SAID, SIDES, Minutes
from core.initiation.pack import actions as packs
from core.initiation.rules import Milestone, Money, Objective, Smart
from core.initiation.stakeholders import actions as stakeholders
from core.initiation.stakeholders.rules import Entry, Kind
from core.projects import actions as projects
from core.projects.queries import project_for_update

Told = Mapping[str, Any]


def plan(stage: Stage) -> None:
    """Put every application on the agenda."""
    today = stage.agenda.until.astimezone(ZoneInfo(settings().cockpit_timezone)).date()
    for told in initiation()["applications"]:
        stage.agenda.add(when(today + timedelta(days=told["created"]), 9, 40), lambda told=told: _apply(stage, told, today))  # type: ignore[misc]
    for told in initiation()["demands"]:
        stage.agenda.add(when(today + timedelta(days=told["day"]), 14), lambda told=told: _demand(stage, told, today))  # type: ignore[misc]


def _demand(stage: Stage, told: Told, today: date) -> None:
    """A demand comes in; some days later somebody looks at it."""
    who, day = stage.acting(told["taken_by"]), today + timedelta(days=told["day"])
    need = Need(told["title"], told["customer"], day, told["channel"], told["contact"], told["text"])
    made = demands.take_in(stage.session, who, need, department_id=stage.departments[told["department"]])
    if "assessed" in told:
        feasible, urgency, value, effort, advice, reason, risks = told["assessment"]
        seen = Assessment(Feasible(feasible), Grade(urgency), Grade(value), Effort(effort), Advice(advice), reason, risks)
        stage.agenda.add(
            when(today + timedelta(days=told["assessed"]), 14), lambda: demands.assess(stage.session, stage.acting(told["taken_by"]), made, seen, version=1)
        )


def proposal(told: Told, today: date) -> Proposal:
    """What the file says of an application, its days counted from `today`."""
    def on(days: int | None) -> date | None:
        return None if days is None else today + timedelta(days=days)

    return Proposal(
        told["name"], told["customer"], told["kind"], told.get("background", ""),
        tuple(
            Objective(one["text"], frozenset(map(Smart, one["ticks"])), Decimal(one["number"]) if "number" in one else None, one.get("unit", ""), on(one.get("by")))
            for one in told["objectives"]
        ),
        told.get("content", ""), told.get("results", ""), _budget(told["budget"]), on(told.get("starts")), on(told.get("ends")),
        tuple(Milestone(name, on(days), objective) for name, days, objective in told["milestones"]),
    )  # fmt: skip


def _budget(rows: list[list[str]]) -> tuple[Money, ...]:
    return tuple(Money(line, Decimal(amount), remark) for line, amount, remark in rows)


def _apply(stage: Stage, told: Told, today: date) -> None:
    """The application is written now; what becomes of it is put on the agenda."""
    made = actions.create(
        stage.session, stage.acting(told["author"]), proposal(told, today), department_id=stage.departments[told["department"]],
        manager_id=stage.people[told["author"]],
    )  # fmt: skip

    def at(days: int, hour: int, deed):  # type: ignore[no-untyped-def]
        stage.agenda.add(when(today + timedelta(days=days), hour), deed)

    if "submitted" in told:
        at(told["submitted"], 10, lambda: approvals.submit(stage.session, stage.acting(told["author"]), queries.KIND, made))
    for days, who, verdict, comment in told.get("answers", ()):
        at(days, 15, lambda who=who, verdict=verdict, comment=comment: _answer(stage, made, who, Verdict(verdict), comment))
    if "mended" in told:
        at(told["mended"], 11, lambda: _mend(stage, made, told))
    if "charter" in told:
        at(told["charter"]["day"], 10, lambda: _charter(stage, made, told, today))


def _answer(stage: Stage, made: int, who: str, verdict: Verdict, comment: str) -> None:
    waiting = approvals.queries.open_for_update(stage.session, queries.KIND, made)
    if waiting is not None:
        approvals.decide(stage.session, stage.acting(who), waiting.id, step=waiting.step, verdict=verdict, comment=comment)
        stage.reorganised()


def _mend(stage: Stage, made: int, told: Told) -> None:
    """What was returned is changed as it was asked for, and submitted again."""
    author, row = stage.acting(told["author"]), queries.application_row(stage.session, made)
    better = replace(queries.proposal_of(stage.session, row), budget=_budget(told["after"]))
    actions.update(stage.session, author, made, better, version=row.version, department_id=row.department_id, manager_id=row.manager_id)
    approvals.submit(stage.session, author, queries.KIND, made)


def _charter(stage: Stage, made: int, told: Told, today: date) -> None:
    """The project manager writes the scope, and the customer agrees to it two days later."""
    manager, said = stage.acting(told["author"]), told["charter"]
    project_id = queries.application_row(stage.session, made).project_id
    row = charter_queries.charter_of(stage.session, project_id) if project_id else None
    if row is None:
        return
    before = read(charter_queries.document_of(stage.session, row.id, row.number))
    wider = replace(before, **{key: said[key] for key in SCOPE if key in said})
    charters.revise(stage.session, manager, row.id, wider, version=row.version, reason=said["reason"])
    for name, kind, position, influence, interest, channel, expectation, requirement in said["people"]:
        entry = Entry(name, Kind(kind), position, expectation, requirement, influence, interest, channel)
        stakeholders.add(stage.session, manager, row.project_id, entry)
    met = today + timedelta(days=said["kickoff"]["day"])
    stage.agenda.add(when(met, 17), lambda: _meet(stage, row.project_id, told["author"], said["kickoff"], met))
    stage.agenda.add(when(met, 18), lambda: _tailor(stage, row.project_id, told["author"], told["kind"], said["tailored"], met))
    joined = today + timedelta(days=said["duties"]["day"])
    stage.agenda.add(when(joined, 17), lambda: _team(stage, row.project_id, told["author"], said["duties"]))
    agreed = today + timedelta(days=said["confirmed"])
    stage.agenda.add(when(agreed, 16), lambda: charters.confirm(
        stage.session, stage.acting(told["author"]), row.id, number=row.number, confirmed_by=said["by"], on=agreed, channel=said["channel"],
    ))  # fmt: skip


def _tailor(stage: Stage, project_id: int, led_by: str, kind: str, said: Told, day: date) -> None:
    """The management says what initiations of this kind need beside the usual; the manager ticks what is done already."""
    packs.tailor(stage.session, stage.acting(said["by"]), kind, left_out=[], added=said["added"], reason=said["reason"], version=0)
    for step, shown in said["done"]:
        packs.tick(stage.session, stage.acting(led_by), project_id, step=step, on=day, remark=shown)


def _meet(stage: Stage, project_id: int, led_by: str, said: Told, day: date) -> None:
    """The kick-off is minuted, and what was decided there is opened as follow-ups."""
    manager = stage.acting(led_by)
    minutes = Minutes(day, manager.id, **{key: said[key] for key in (*SIDES, *SAID)})
    made = kickoffs.record(stage.session, manager, project_id, minutes)
    for title, owner, verifier, due in said["decided"]:
        followups.open_(
            stage.session, manager, project_id=project_id, kind=FollowUpKind.DECISION, title=title, finding=said["consensus"], owner_id=stage.people[owner],
            verifier_id=stage.people[verifier], due_on=day + timedelta(days=due), source_kind="kickoff", source_id=made,
        )  # fmt: skip


def _team(stage: Stage, project_id: int, led_by: str, said: Told) -> None:
    """People join the team, and everybody gets duties."""
    manager, project = stage.acting(led_by), project_for_update(stage.session, project_id)
    projects.update(
        stage.session, manager, project_id, version=project.version, name=project.name, customer=project.customer, stage=project.stage,
        manager_id=project.manager_id, started_on=project.started_on, ends_on=project.ends_on, member_ids=[stage.people[one] for one in said["members"]],
    )  # fmt: skip
    stage.reorganised()
    packages = [Package(name, {stage.people[who]: Duty(duty) for who, duty in given.items()}) for name, given in said["packages"]]
    roles = {stage.people[who]: role for who, role in said["roles"].items()}
    duties.save(stage.session, stage.acting(led_by), project_id, packages, roles=roles, version=0)
