"""One question for the first page: what of the team's rooms waits for the viewer."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.team.appraisal import queries as appraisals
from core.team.appraisal.queries import Head
from core.team.appraisal.rules import State
from core.team.pulse import queries as pulses
from core.team.training import queries as training

TOPICS = (appraisals.TOPIC, training.TOPIC, pulses.TOPIC)
"""What decides the answer, beside the day."""
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """`own`: appraisals about the viewer that ask for the own view or an answer; `others`: those she writes; `lessons`: day, title and course of training within a month; `pulses`: how many ask her, and the first last day."""

    own: tuple[Head, ...]
    others: tuple[Head, ...]
    lessons: tuple[tuple[date, str, str], ...]
    pulses: int
    answer_by: date | None

    @property
    def nothing(self) -> bool:
        return not (self.own or self.others or self.lessons or self.pulses)


def waiting(session: Session, actor: Actor, day: date) -> Waiting:
    """What waits for the viewer on a day."""
    require(actor, Permission.TEAM_READ)
    own, others = (), ()
    if actor.may(Permission.APPRAISAL_TAKE):
        own = tuple(one for one in appraisals.mine(session, actor) if one.state is State.PUBLISHED or (one.state is State.OPEN and not one.own_told))
        others = tuple(one for one in appraisals.to_write(session, actor) if one.state is State.OPEN)
    lessons = tuple(one for one in training.mine_to_come(session, actor) if day <= one[0] <= day + SOON)
    asked = [one.closes_on for one in pulses.pulses(session, actor) if one.waits]
    return Waiting(own, others, lessons, len(asked), min(asked, default=None))
