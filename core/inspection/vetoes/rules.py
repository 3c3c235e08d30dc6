"""When a veto stands. Pure.

After views.md 4, semantics 4: a veto needs evidence and a second inspector's confirmation. Until then the sheet counts as
it was submitted, with the score before the veto beside it, and its round is not released.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.approval.rules import NotReady
from core.errors import Refusal
from core.notice.rules import Kind, Mail
from core.notice.rules import declare as notice
from core.settings.rules import INSPECTION, Setting, declare
from core.words import N_

REASON_LIMIT = 1000

SECOND = declare(Setting(
    "inspection.veto_confirmation", INSPECTION, N_("A veto needs a second inspector"),
    N_("A sheet with a veto counts as submitted, but its round is not released until somebody who did not score it has confirmed the veto, or refused it as a correction."),
    True, per_department=True,
))  # fmt: skip
VETO = notice(Kind("veto", N_("A veto waits for a second inspector, or mine was refused"), Mail.NOW))


class Check(StrEnum):
    """Where the veto of a sheet stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            Check.WAITING: N_("Veto to be confirmed"),
            Check.AGREED: N_("Veto found by two inspectors"),
            Check.CONFIRMED: N_("Veto confirmed"),
            Check.REFUSED: N_("Veto refused"),
        }[self]


OPEN = frozenset({Check.WAITING, Check.REFUSED})
"""The release waits for these: for the second inspector, or for the correction that a refusal calls for."""


class VetoesOpen(NotReady):
    message = N_("These vetoes are not settled: {sheets}. A second inspector confirms them, or the inspector corrects what was refused.")


class NotYourVeto(Refusal):
    message = N_("A veto is confirmed by somebody else who may inspect this project, or who leads the round, and has no open sheet of it.")


@dataclass(frozen=True)
class Vetoed:
    """A counted sheet with the items that vetoed it (none: no veto) and how that stood."""

    inspector_id: int
    items: frozenset[int]
    check: Check | None


def checked(sheets: Mapping[int, Vetoed]) -> dict[int, Check | None]:
    """How the vetoes of one target's counted sheets stand, by sheet.

    What a person said stays. Otherwise a veto is settled when another, who scored independently, found every item of it
    as well, and it waits again when that sheet was corrected. None: not asked for, or there is no veto.
    """
    found: dict[int, Check | None] = {}
    for sheet_id, one in sheets.items():
        if not one.items or one.check is None:
            found[sheet_id] = None
        elif one.check in (Check.CONFIRMED, Check.REFUSED):
            found[sheet_id] = one.check
        else:
            others = {item for other in sheets.values() if other.inspector_id != one.inspector_id for item in other.items}
            found[sheet_id] = Check.AGREED if one.items <= others else Check.WAITING
    return found


def still_stands(items: Collection[int], before: Collection[int], check: str | None) -> bool:
    """Whether the veto of a correction was confirmed already: nothing vetoes that did not veto the confirmed sheet."""
    return check == Check.CONFIRMED and set(items) <= set(before)
