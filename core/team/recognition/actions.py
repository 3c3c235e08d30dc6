"""Deeds on rewards and what teams do: propose, decide, record. Amounts and grounds stay in the record, which few may see; the trail has a fingerprint."""

import hashlib
from dataclasses import replace

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.cost.rules import amount
from core.db import with_ids
from core.errors import Stale, WrongState
from core.metrics.rules import known
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.team.appraisal.queries import closed_of
from core.team.queries import people, reach_of
from core.team.recognition import queries, rules
from core.team.recognition.queries import ACTIVITY_KIND, KIND, TOPIC
from core.team.recognition.records import Recognition, TeamActivity, TeamActivityPerson
from core.team.recognition.rules import Activity, Proposal, State
from core.team.training.rules import NotYours
from core.words import N_


def propose(session: Session, actor: Actor, proposal: Proposal) -> int:
    """Propose a reward (RCG-2026-0001); returns its id. Somebody else decides.

    Refuses PersonOrTeam, TeamsAreCommended, NotYourself, NoGrounds, NotTheirs, WhichAmount, WhichPost, NotAnAmount, UnknownMeasure, Empty, TooLong, NotFound.
    """
    clean = replace(
        proposal, title=fields.line(proposal.title, N_("Title"), rules.TITLE_LIMIT), grounds=fields.paragraph(proposal.grounds, N_("Grounds"), rules.GROUNDS_LIMIT),
        post=fields.line(proposal.post, N_("Post"), rules.POST_LIMIT, needed=False), amount=None if proposal.amount is None else amount(proposal.amount),
    )  # fmt: skip
    if clean.project_id is not None:
        require(actor, Permission.RECOGNITION_PROPOSE, project_reach(project_for_update(session, clean.project_id)))
    else:
        require(actor, Permission.RECOGNITION_PROPOSE, _near(session, actor, clean.person_id))
    rules.check(clean, actor.id)
    if clean.appraisal_id is not None and (clean.person_id is None or clean.appraisal_id not in closed_of(session, actor, clean.person_id)):
        raise rules.NotTheirs()
    told = queries.fact(session, known(clean.measure).code, person_id=clean.person_id, project_id=clean.project_id) if clean.measure else None
    row = Recognition(
        code=next_code(session, "RCG"), kind=clean.kind.value, title=clean.title, grounds=clean.grounds, person_id=clean.person_id, project_id=clean.project_id, amount=clean.amount, post=clean.post,
        appraisal_id=clean.appraisal_id, measure=clean.measure, value=told.value if told else None, n=told.n if told else 0, state=State.PROPOSED, proposed_by_id=actor.id, proposed_at=now(),
        decided_by_id=None, decided_at=None, reason="",
    )  # fmt: skip
    with_ids(session, row)
    touch(session, TOPIC)
    note(
        session, actor, "recognition:propose", KIND, row.id, code=row.code, kind=row.kind, person_id=row.person_id, project_id=row.project_id, appraisal_id=row.appraisal_id, measure=row.measure,
        sha256=hashlib.sha256(f"{row.title}\n{row.grounds}\n{row.amount}\n{row.post}".encode()).hexdigest(),
    )  # fmt: skip
    return row.id


def decide(session: Session, actor: Actor, recognition_id: int, *, grant: bool, reason: str = "", version: int) -> int:
    """Grant or decline what somebody else proposed; declining needs words. Returns its id. Refuses NotYourself, SecondPerson, WrongState, Stale, Empty, TooLong."""
    row = queries.for_update(session, recognition_id)
    require(actor, Permission.RECOGNITION_DECIDE, queries.place_of(session, row))
    rules.check_decider(actor.id, proposer_id=row.proposed_by_id, person_id=row.person_id)
    if row.version != version:
        raise Stale()
    if row.state != State.PROPOSED:
        raise WrongState()
    row.reason = fields.line(reason, N_("Why"), rules.REASON_LIMIT, needed=not grant)
    row.state, row.decided_by_id, row.decided_at = State.GRANTED if grant else State.DECLINED, actor.id, now()
    about = queries.standing(row)
    if grant and row.person_id is not None:
        tell(session, actor, rules.RECOGNITION.code, {row.person_id}, about=about, message=N_("You are thanked: {title}"), title=row.title)
    tell(session, actor, rules.RECOGNITION.code, {row.proposed_by_id}, about=about, message=N_("Your proposal {code} is decided."), code=row.code)
    touch(session, TOPIC)
    note(session, actor, "recognition:decide", KIND, row.id, code=row.code, state=row.state)
    return row.id


def record(session: Session, actor: Actor, activity: Activity) -> int:
    """Record what a team did on a day and who took part, or the charter it gave itself; returns its id. Refuses NotHeldYet, NotYours, Empty, TooLong."""
    here = Reach(department_id=activity.department_id) if activity.project_id is None else project_reach(project_for_update(session, activity.project_id))
    require(actor, Permission.RECOGNITION_PROPOSE, here)
    if activity.on > today():
        raise rules.NotHeldYet()
    title, text = fields.line(activity.title, N_("Title"), rules.TITLE_LIMIT), fields.paragraph(activity.text, N_("What was done"), rules.TEXT_LIMIT)
    chosen = sorted(set(activity.people))
    if len(chosen) > rules.MOST_PEOPLE or not set(chosen) <= people(session, actor, Permission.RECOGNITION_PROPOSE).keys():
        raise NotYours()
    row = TeamActivity(kind=activity.kind.value, held_on=activity.on, title=title, text=text, project_id=activity.project_id, department_id=here.department_id, by_id=actor.id, at=now())
    with_ids(session, row)
    session.add_all(TeamActivityPerson(activity_id=row.id, person_id=one) for one in chosen)
    touch(session, TOPIC)
    note(session, actor, "team_activity:record", ACTIVITY_KIND, row.id, kind=row.kind, on=row.held_on, title=title, project_id=row.project_id, people=chosen)
    return row.id


def _near(session: Session, actor: Actor, person_id: int | None) -> Reach:
    """Where a person lies for somebody who proposes: her department, or a project of the proposer that she is in."""
    where = reach_of(session, person_id or 0)
    mine = person_id is not None and person_id in people(session, actor)
    return Reach(project_id=min(actor.project_ids) if mine and actor.project_ids else None, department_id=where.department_id)
