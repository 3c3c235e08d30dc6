"""Deeds on pulses: ask a team, answer."""

from collections.abc import Mapping
from datetime import date
from random import SystemRandom

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import NOBODY, touch
from core.clock import now, today
from core.db import with_ids
from core.notice.actions import tell
from core.projects.queries import project_for_update
from core.team.pulse import queries, rules
from core.team.pulse.queries import KIND, TOPIC
from core.team.pulse.records import Pulse, PulseTurn
from core.words import N_


def ask(session: Session, actor: Actor, *, name: str, closes_on: date, project_id: int | None = None, department_id: int | None = None) -> int:
    """Ask everybody of a project's team, or of a department, how they are doing, until a last day; returns the pulse's id. Refuses TooFewAsked, TooManyAsked, EndsWhen, Empty, TooLong."""
    project = project_for_update(session, project_id) if project_id is not None else None
    require(actor, Permission.PULSE_ASK, queries.reach(project, department_id))
    title = fields.line(name, N_("Name"), rules.NAME_LIMIT)
    rules.check_end(closes_on, today())
    asked = queries.asked_for_update(session, project, department_id)
    rules.check_asked(len(asked))
    row = Pulse(name=title, project_id=project_id, department_id=None if project else department_id, asked=asked, opened_on=today(), closes_on=closes_on, n=0, counts={}, words=[], by_id=actor.id, at=now())
    with_ids(session, row)
    tell(session, actor, rules.PULSE.code, asked, about=queries.standing(row), message=N_("How is your team doing? Answer until {day}; nobody learns who said what."), day=closes_on)
    touch(session, TOPIC)
    note(session, actor, "pulse:ask", KIND, row.id, project_id=project_id, department_id=row.department_id, asked=len(asked), closes_on=closes_on)
    return row.id


def answer(session: Session, actor: Actor, pulse_id: int, *, points: Mapping[str, int], words: str = "") -> int:
    """Answer once, without a name: that somebody answered is kept, and what all said; not what anybody said, nor when. Returns the pulse's id.

    Refuses NotAsked, IsOver, AnsweredAlready, EveryQuestion, TooLong.
    """
    require(actor, Permission.TEAM_READ)
    row = queries.for_update(session, pulse_id)
    rules.check_answer(actor.id, points, asked=row.asked, answered=queries.turns_for_update(session, row.id), closes_on=row.closes_on, today=today())
    said = fields.paragraph(words, N_("In words"), rules.WORDS_LIMIT, needed=False)
    row.counts, row.n = rules.added(row.counts, points), row.n + 1
    if said:
        mixed = [*row.words, said]
        SystemRandom().shuffle(mixed)
        row.words = mixed
    session.add(PulseTurn(pulse_id=row.id, person_id=actor.id))
    session.info.pop("deed_key", None)
    touch(session, TOPIC)
    note(session, NOBODY, "pulse:answer", KIND, row.id, project_id=row.project_id)
    return row.id
