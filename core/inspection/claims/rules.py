"""When a sheet may be said to be about the wrong object, and what becomes of it. Pure."""

from collections.abc import Collection

from core.errors import Refusal
from core.inspection.sheets.rules import State
from core.notice import rules as notice
from core.words import N_

RIGHT_LIMIT = 200
CLAIM = notice.declare(notice.Kind("object_claim", N_("Sheets said to be about the wrong object"), notice.Mail.NOW))


class ClaimedAlready(Refusal):
    message = N_("Whether this was the right object was decided and reviewed. That decision is final.")


class ClaimTooLate(Refusal):
    message = N_("Until {day} the object could be contested; since then it stands.")


class InsteadAlready(Refusal):
    message = N_("Another sheet was assigned in the place of this one already: {code}")


OPEN_TO_CLAIM = frozenset({State.RELEASED, State.UPHELD})
"""A released result, or one whose score was decided; not one that is contested or was acknowledged."""


def after_refusal(scores_decided: Collection[object]) -> State:
    """What a sheet is once its object was found right: open to answer as before, unless its score was decided already."""
    return State.UPHELD if scores_decided else State.RELEASED
