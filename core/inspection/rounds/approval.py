"""Releasing a round is an approval: what is frozen of its results, and what its approval means."""

from typing import Any

from sqlalchemy.orm import Session

from core.access import Actor, Permission
from core.approval.queries import Look, Subject, subject
from core.errors import WrongState
from core.inspection.finals.rules import Way
from core.inspection.rounds import actions, queries, rules
from core.inspection.several import queries as several
from core.inspection.several.rules import ConsensusToConfirm, TalkNeeded
from core.inspection.sheets.blind.queries import reader
from core.inspection.sheets.rules import State as SheetState
from core.inspection.vetoes import queries as vetoes
from core.inspection.vetoes.rules import SECOND, VetoesOpen
from core.settings.queries import value
from core.words import N_


def look(session: Session, round_id: int, *, lock: bool = False) -> Look:
    """A round whose scoring is closed, with the result of every sheet. Refuses WrongState, TalkNeeded, ConsensusToConfirm, VetoesOpen."""
    row = queries.round_for_update(session, round_id) if lock else queries.round_row(session, round_id)
    if rules.NEXT[rules.State(row.state)] is not rules.State.RELEASED:
        raise WrongState()
    waiting = several.open_talks(session, row)
    if waiting:
        raise TalkNeeded(projects=", ".join(waiting))
    if stale := several.to_confirm(session, row):
        raise ConsensusToConfirm(projects=", ".join(stale))
    if (open_ := vetoes.open_in(session, round_id)) and value(session, SECOND, row.department_id):
        raise VetoesOpen(sheets=", ".join(one.code for one in open_))
    if lock:
        queries.sheets_in(session, round_id, SheetState.SUBMITTED)
    return Look(queries.results_of(session, row), frozenset({row.leader_id}))


def shown(session: Session, actor: Actor, round_id: int, frozen: Any) -> Any:
    """The copy without the results of what its reader still scores blind, and without what several came to there."""
    codes, targets = queries.unscored_in(session, reader(actor), round_id)
    if not codes:
        return frozen

    def told(one: dict[str, Any], hidden: bool) -> dict[str, Any]:
        return {key: value for key, value in one.items() if not hidden or key not in ("total", "grade")}

    found = frozen | {"sheets": [told(one, one["code"] in codes) for one in frozen["sheets"]]}
    if "finals" in frozen:
        found["finals"] = [told(one, (one["project"], one.get("target", "")) in targets) for one in frozen["finals"]]
    return found


subject(
    Subject(
        "round",
        N_("Release the results of a round"),
        submit=Permission.ROUND_LEAD,
        decide=Permission.ROUND_RELEASE,
        look=look,
        approved=actions.release,
        shown=shown,
        words={
            "code": N_("Code"),
            "name": N_("Name"),
            "checklist": N_("Checklist"),
            "period_from": N_("Period from"),
            "period_to": N_("Period to"),
            "leader": N_("Led by"),
            "sheets": N_("Scoring sheets"),
            "project": N_("Project"),
            "target": N_("Inspected"),
            "inspector": N_("Inspector"),
            "state": N_("State"),
            "total": N_("Score"),
            "grade": N_("Grade"),
            "finals": N_("Scored by several inspectors"),
            "way": N_("Combined by"),
            "inspectors": N_("Inspectors"),
        }
        | {f"way.{one.value}": one.label for one in Way}
        | {f"state.{one.value}": one.label for one in SheetState},
    )
)
