"""The deed on vetoes."""

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.errors import WrongState
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.actions import correction_of
from core.inspection.sheets.rules import COUNTED
from core.inspection.staffing import queries as staffing
from core.inspection.staffing.rules import Policy
from core.inspection.vetoes import queries, rules
from core.inspection.vetoes.records import VetoDecision
from core.inspection.vetoes.rules import Check
from core.notice.actions import tell
from core.words import N_


def settle(session: Session, actor: Actor, sheet_id: int, *, confirmed: bool, reason: str) -> int:
    """Confirm the veto of another's sheet, or refuse it with a reason; returns the sheet's id.

    A refusal does not change the sheet: it goes back to its inspector as a correction that starts with the same answers,
    and counts until that is submitted. By an inspector without a conflict of interest, or by who leads the round; never by
    who scored the sheet or still scores the target. Refuses NotYourVeto, WrongState, Empty, TooLong.
    """
    its_round = sheets.round_of(session, sheet_id)
    sheet = sheets.sheet_for_update(session, sheet_id)
    require(actor, Permission.SHEET_SETTLE_VETO, sheets.reach(sheet))
    if sheet.veto_check != Check.WAITING or sheet.state not in COUNTED:
        raise WrongState()
    if not queries.is_theirs(session, sheet_id, actor):
        raise rules.NotYourVeto()
    required = staffing.policy(session, its_round) is Policy.REFUSE and not queries.leads(actor, its_round)
    if required and staffing.unqualified(session, its_round, [actor.id]):
        raise rules.NotYourVeto()
    clean = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT)
    said = VetoDecision(sheet_id=sheet.id, confirmed=confirmed, items=list(sheet.vetoes or ()), reason=clean, by_id=actor.id, at=now())
    session.add(said)
    sheet.veto_check, sheet.veto_checked_by_id = (Check.CONFIRMED if confirmed else Check.REFUSED).value, actor.id
    correction = None
    if not confirmed:
        correction = sheets.revision_of(session, sheet_id) or correction_of(session, sheet, clean)
        about = queries.about(session, correction)
        message = N_("The veto on {code} was refused; please correct the sheet: {reason}")
        tell(session, actor, rules.VETO.code, [sheet.inspector_id], about=about, message=message, code=sheet.code, reason=clean)
    touch(session, "rounds")
    note(
        session, actor, "sheet:settle_veto", "sheet", sheet.id, code=sheet.code, project_id=sheet.project_id,
        confirmed=confirmed, items=said.items, reason=clean, correction=correction.code if correction else None,
    )  # fmt: skip
    return sheet.id
