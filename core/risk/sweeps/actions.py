"""The deed of a sweep: somebody looked for risks on a project, and says so."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import WrongState
from core.projects.queries import project_for_update, reach
from core.projects.rules import Stage
from core.risk import rules
from core.risk.rules import Origin, Phase
from core.risk.sweeps import queries
from core.risk.sweeps.records import Sweep
from core.words import N_


def record(session: Session, actor: Actor, project_id: int, *, phase: Phase, method: Origin, remark: str) -> int:
    """Record that a project was looked through today; what is new and what has gone since the last time is counted from the register. Returns its id.

    Refuses Empty (nothing is said of what was looked at), TooLong, WrongState (a closed project).
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.RISK_SWEEP, reach(project))
    if project.stage == Stage.CLOSED:
        raise WrongState()
    clean = fields.paragraph(remark, N_("What was looked at"), rules.NOTE_LIMIT)
    since = queries.since(session, project)
    row = Sweep(
        project_id=project.id, phase=Phase(phase), method=Origin(method), swept_on=today(), found=since.found, closed=since.closed, living=since.living, above=since.above, note=clean,
        by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, "risks")
    note(session, actor, "risk_sweep:record", "risk_sweep", row.id, code=project.code, project_id=project.id, phase=row.phase, found=row.found, closed=row.closed)
    return row.id
