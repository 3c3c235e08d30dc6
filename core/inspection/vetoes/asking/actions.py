"""Asking for a second inspector: part of the deed that submits a sheet or decides a contest."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from core.access import Actor
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import COUNTED
from core.inspection.vetoes import queries
from core.inspection.vetoes.rules import SECOND, VETO, Check, Vetoed, checked, still_stands
from core.notice.actions import tell
from core.settings.queries import value
from core.words import N_


def call(session: Session, actor: Actor, its_round: Round, target: Sequence[Sheet], sheet: Sheet, replaced: Sheet | None) -> None:
    """Say where the veto of a sheet that was just submitted stands, and ask for a second inspector where none has seen it.

    `target` are all sheets of its target: another's with the same veto is the second, and theirs may wait anew.
    # house: part of another deed, which requires and notes
    """
    if sheet.vetoes and value(session, SECOND, its_round.department_id):
        known = replaced is not None and still_stands(sheet.vetoes, replaced.vetoes or (), replaced.veto_check)
        sheet.veto_check = (Check.CONFIRMED if known else Check.WAITING).value
        sheet.veto_checked_by_id = replaced.veto_checked_by_id if known and replaced is not None else None
    live = {one.id: one for one in target if one.state in COUNTED}
    marks = {id_: Vetoed(one.inspector_id, frozenset(one.vetoes or ()), Check(one.veto_check) if one.veto_check else None) for id_, one in live.items()}
    for id_, check in checked(marks).items():
        if live[id_].veto_check != check:
            live[id_].veto_check = check.value if check else None
    if sheet.veto_check == Check.WAITING:
        about = queries.about(session, sheet)
        message = N_("A veto on {code} waits for a second inspector: {project}")
        tell(session, actor, VETO.code, queries.to_ask(session, sheet, its_round.leader_id), about=about, message=message, code=sheet.code, project=about.name)


def stand_for(actor: Actor, sheet: Sheet, items: Collection[int]) -> None:
    """Whoever decided these answers of a contest is the second inspector of the veto that they are."""
    if sheet.veto_check == Check.WAITING and set(sheet.vetoes or ()) <= set(items):
        sheet.veto_check, sheet.veto_checked_by_id = Check.CONFIRMED.value, actor.id
