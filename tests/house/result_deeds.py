"""How each deed on results and on their objects is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.insight.clauses import actions as clauses
from core.inspection.claims import actions as claims
from core.inspection.results import actions as results
from core.inspection.results.rules import Filter
from core.inspection.sheets.rules import Wrong


def _claimed(session, house, *, voided=False):
    """Ming says that Mei's released sheet was not about Hotline; Lin perhaps voids it."""
    claims.claim(session, house.actor("ming"), house.sheet, wrong=Wrong.PERIOD, reason="Not ours.")
    session.flush()
    session.info.pop("noted", None)
    if voided:
        claims.decide_claim(session, house.actor("lin"), house.sheet, accepted=True, decision="Indeed.")
        session.flush()
        session.info.pop("noted", None)
    return house.sheet


def _reassign(session, actor, house):
    voided = _claimed(session, house, voided=True)
    return claims.reassign(session, actor, voided, project_id=house.projects["hotline"], inspector_id=house.people["kit"])


def rows(row: Callable[..., Any], whoever: Any, everywhere: Any, of_project: Any, whole: Any, never: Any) -> dict[Callable[..., Any], Any]:
    """What is in a file is narrowed by the question that filled it: whoever holds the permission may take what he sees."""
    return {
        results.export: row(Permission.RESULTS_EXPORT, whoever, lambda s, a, h: results.export(s, a, Filter(), sheets=0, sha256="0" * 64)),
        results.take_along: row(
            Permission.RESULTS_READ, whoever, lambda s, a, h: results.take_along(s, a, Filter(rounds="RND"), kind="pdf", sha256="0" * 64)
        ),
        clauses.export: row(Permission.CLAUSE_EXPORT, whoever, lambda s, a, h: clauses.export(s, a, project="", rows=0, sha256="0" * 64)),
        claims.claim: row(
            Permission.SHEET_RESPOND, of_project, lambda s, a, h: claims.claim(s, a, h.sheet, wrong=Wrong.PERIOD, reason="Not ours."), "released"
        ),
        claims.decide_claim: row(
            Permission.SHEET_DECIDE, whole, lambda s, a, h: claims.decide_claim(s, a, _claimed(s, h), accepted=False, decision="It was."), "released", never
        ),
        claims.reassign: row(Permission.ROUND_LEAD, everywhere, _reassign, "released"),
    }
