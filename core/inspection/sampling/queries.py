"""Questions about samples: what could be drawn, what was drawn, and whether it can be drawn again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.errors import NotFound
from core.followup.records import FollowUp
from core.followup.rules import WITH_OWNER
from core.inspection.objects import queries as objects
from core.inspection.objects.queries import Target
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind, project_of
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.records import Round
from core.inspection.sampling import rules
from core.inspection.sampling.records import Draw
from core.inspection.sampling.rules import By, Change, Must, Plan, Sample, Unit
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.templates.queries import checklist
from core.people.queries import below
from core.people.records import Person
from core.projects.records import Project
from core.projects.rules import KEY


def stratum(target: Target, by: By | None) -> str:
    """The group that a target belongs to."""
    if by is None:
        return ""
    return {
        By.DEPARTMENT: target.department, By.STAGE: target.stage, By.KIND: target.project_kind, By.CUSTOMER: target.customer_type,
        By.PROJECT: target.project_code,
    }[by]  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """Everything a plan could draw from, and what it would have to take, by code."""

    units: tuple[Unit, ...]
    must: Mapping[str, tuple[Must, ...]]


@dataclass(frozen=True)
class DrawRow:
    """A sample as it was drawn, with what its targets are called now."""

    id: int
    number: int
    algorithm: str
    seed: str
    plan: Plan
    frame: tuple[Unit, ...]
    frame_hash: str
    must: dict[str, tuple[Must, ...]]
    chosen: tuple[str, ...]
    doubled: tuple[str, ...]
    drawn_by: dict[str, str]
    drawn_at: datetime
    accepted_at: datetime | None
    names: dict[str, dict[str, str]]
    """Names of the chosen and of those left out by code."""


@dataclass(frozen=True)
class Redrawn:
    """A sample drawn again from what was kept, and the frame as it would be now."""

    sample: Sample
    frame_holds: bool
    """Whether the kept frame still has the hash it was drawn with."""
    same: bool
    """Whether the same projects came out in the same order."""
    since: Change
    now_must: frozenset[str]
    """Codes that would have to be taken now and had not to be then."""

    @property
    def holds(self) -> bool:
        return self.frame_holds and self.same


def _led(session: Session, actor: Actor, round_id: int) -> Round:
    row = rounds.round_row(session, round_id)
    require(actor, Permission.ROUND_LEAD, rounds.reach(row))
    return row


def _targets(session: Session, row: Round) -> list[Target]:
    where = true() if row.department_id is None else Project.department_id.in_(below(session, row.department_id))
    return objects.targets(session, Kind(row.target_kind), where)


def targets(session: Session, actor: Actor, round_id: int) -> list[Target]:
    """Everything of the round's kind within its reach, by code: its department's with all below, or the organisation's."""
    return _targets(session, _led(session, actor, round_id))


def frame_of(session: Session, row: Round, plan: Plan) -> Frame:
    """The frame of `plan` in a round as it is now, whoever asks. # house: the question that asks for it requires"""
    found = [one for one in _targets(session, row) if not plan.stages or one.stage in plan.stages]
    due = _due(session, row, plan, found)
    must = {one.code: tuple(rule for rule in Must if one.code in due[rule]) for one in found}
    by = plan.by if plan.method is rules.Method.STRATIFIED else None
    return Frame(
        tuple(sorted(Unit(one.code, stratum(one, by)) for one in found)),
        {code: why for code, why in must.items() if why and code not in plan.excluded},
    )


def _due(session: Session, row: Round, plan: Plan, targets: Collection[Target]) -> dict[Must, Collection[str]]:
    """The codes each rule calls for; a rule that is not asked calls for none.

    A project has its follow-ups and results by itself; what lies within one, by the sheets that were about it.
    """
    found: dict[Must, Collection[str]] = dict.fromkeys(Must, ()) | {Must.NAMED: frozenset(plan.named)}
    whole = row.target_kind == Kind.PROJECT
    about = Sheet.project_id if whole else Sheet.object_id
    here = Sheet.state.in_(COUNTED) & (Sheet.object_id == 0 if whole else Sheet.object_id != 0)

    def codes(ids: Collection[int]) -> frozenset[str]:
        return frozenset(one.code for one in targets if (one.project_id if whole else one.object_id) in ids)

    if plan.overdue:
        late = (FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < today())
        own = select(FollowUp.project_id).where(*late)
        by_sheet = select(Sheet.object_id).join(FollowUp, (FollowUp.source_id == Sheet.id) & (FollowUp.source_kind == "sheet")).where(here, *late)
        found[Must.OVERDUE] = codes(set(session.scalars(own if whole else by_sheet)))
    if plan.never:
        done = codes(set(session.scalars(select(about).where(here).distinct())))
        found[Must.NEVER] = frozenset(one.code for one in targets) - done
    if plan.key:
        found[Must.KEY] = frozenset(one.code for one in targets if one.customer_type == KEY)
    if plan.below:
        floor = next((band.floor for band in checklist(session, row.template_version_id).bands if band.code == plan.below), None)
        newest = (
            select(
                about.label("about"), Sheet.total,
                func.row_number().over(partition_by=about, order_by=(Sheet.submitted_at.desc(), Sheet.id.desc())).label("place"),
            )
            .where(here, Sheet.total.is_not(None))
            .subquery()
        )  # fmt: skip
        if floor is not None:
            found[Must.LOW] = codes(set(session.scalars(select(newest.c.about).where(newest.c.place == 1, newest.c.total < floor))))
    return found


def frame(session: Session, actor: Actor, round_id: int, plan: Plan) -> Frame:
    """What `plan` would draw from at this moment."""
    return frame_of(session, _led(session, actor, round_id), plan)


def draws(session: Session, actor: Actor, round_id: int) -> list[DrawRow]:
    """Every sample that was drawn for a round, the newest first; those set aside stand beside the accepted one."""
    its_round = _led(session, actor, round_id)
    rows = session.execute(
        select(Draw, Person.name).join(Person, Person.id == Draw.drawn_by_id).where(Draw.round_id == round_id).order_by(Draw.number.desc())
    ).all()
    codes = {code for row, _ in rows for code in (*row.chosen, *row.plan["excluded"])}
    known = {code: one.name for code, one in among(session, its_round, codes).items()}
    return [
        DrawRow(
            row.id, row.number, row.algorithm, row.seed, rules.plan_of(row.plan), units_of(row), row.frame_hash,
            {code: tuple(map(Must, why)) for code, why in row.must.items()}, tuple(row.chosen), tuple(row.doubled), who, row.drawn_at, row.accepted_at,
            {code: known[code] for code in (*row.chosen, *row.plan["excluded"]) if code in known},
        )
        for row, who in rows
    ]  # fmt: skip


def among(session: Session, row: Round, codes: Collection[str]) -> dict[str, Target]:
    """The targets of these codes as they are now; those that are gone are missing."""
    if not codes:
        return {}
    grounds = {project_of(code) for code in codes}
    return {one.code: one for one in objects.targets(session, Kind(row.target_kind), Project.code.in_(grounds)) if one.code in codes}


def units_of(row: Draw) -> tuple[Unit, ...]:
    """The frame as it was kept."""
    return tuple(Unit(code, stratum) for code, stratum in row.frame)


def redrawn(session: Session, actor: Actor, draw_id: int) -> Redrawn:
    """Draw a kept sample again: from its own frame, seed and plan, and say what its frame would be now."""
    row = session.get(Draw, draw_id)
    if row is None:
        raise NotFound()
    its_round = _led(session, actor, row.round_id)
    plan, kept = rules.plan_of(row.plan), units_of(row)
    sample = rules.draw(kept, plan, seed=row.seed, must=row.must.keys())
    present = frame_of(session, its_round, plan)
    return Redrawn(
        sample,
        rules.frame_hash(kept) == row.frame_hash,
        (list(sample.chosen), list(sample.doubled)) == (row.chosen, row.doubled),
        rules.changed(kept, present.units),
        frozenset(present.must.keys() - row.must.keys()),
    )


def draw_for_update(session: Session, draw_id: int) -> Draw:
    found = session.scalars(select(Draw).where(Draw.id == draw_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def accepted(session: Session, round_id: int) -> Draw | None:
    """The sample that the round uses."""
    return session.scalars(select(Draw).where(Draw.round_id == round_id, Draw.accepted_at.is_not(None))).one_or_none()


def last_number(session: Session, round_id: int) -> int:
    return session.scalar(select(func.max(Draw.number)).where(Draw.round_id == round_id)) or 0


def assigned(session: Session, round_id: int) -> dict[str, int]:
    """How many inspectors each target of a round has, by code."""
    code = func.coalesce(InspectedObject.code, Project.code)
    rows = session.execute(
        select(code, func.count())
        .select_from(Sheet)
        .join(Project, Sheet.project_id == Project.id)
        .outerjoin(InspectedObject, InspectedObject.id == Sheet.object_id)
        .where(Sheet.round_id == round_id, Sheet.revision == 0)
        .group_by(code)
    )
    return {code: int(n) for code, n in rows}


def hold(session: Session, project_ids: Collection[int], person_ids: Collection[int]) -> None:
    """Hold these projects and people in the order of keys, so that two deeds never wait for each other."""
    session.scalars(select(Project).where(Project.id.in_(project_ids)).order_by(Project.id).with_for_update()).all()
    session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id).with_for_update()).all()
