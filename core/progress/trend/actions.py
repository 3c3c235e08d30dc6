"""What the house reads of milestones by itself."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.access import Actor
from core.audit import note
from core.audit.actions import touch
from core.clock import today
from core.progress.trend import queries
from core.progress.trend.records import MilestoneDay
from core.routines import routine


def read(session: Session, actor: Actor) -> int:
    """Write down the milestones that are expected otherwise than when they were last read; of a day its last reading stands. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    day, found = today(), queries.changed(session)
    present = queries.read_on(session, day) if found else {}
    for row in found:
        one = present.get((row.project_id, row.uid))
        if one is None:
            session.add(MilestoneDay(project_id=row.project_id, task_uid=row.uid, read_on=day, ends=row.ends, reached=row.reached))
        else:
            one.ends, one.reached = row.ends, row.reached
    if found:
        touch(session, "milestones")
        note(session, actor, "plan:read_milestones", "plan", None, milestones=len(found), projects=len({row.project_id for row in found}))
    return len(found)


routine("milestones", timedelta(minutes=30), read)
