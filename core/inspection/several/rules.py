"""How far independent inspectors are apart, and when they have to talk about it. Pure.

After views.md 4, semantics 7: a range of the totals over the limit, or an item that is steps apart, forces a talk of
consensus before the results are released.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.approval.rules import NotReady
from core.errors import Refusal
from core.inspection.rules import Given, Mark, Method, Scale
from core.settings.rules import INSPECTION, POINTS, Setting, declare
from core.words import N_

TALK_LIMIT = 2000

SPREAD = declare(Setting(
    "inspection.spread_limit", INSPECTION, N_("Inspectors may be apart by"),
    N_("If the totals of one project by several inspectors differ by more, they have to talk before the results are released."),
    Decimal(15), least=Decimal(1), most=Decimal(100), unit=POINTS, per_department=True,
))  # fmt: skip
STEPS = declare(Setting(
    "inspection.step_limit", INSPECTION, N_("Steps apart on an item"),
    N_("If several inspectors chose levels of one item that are so many steps apart or more, they have to talk too."),
    2, least=1, most=10, unit=N_("steps"), per_department=True,
))  # fmt: skip


class Standing(StrEnum):
    """Where a project that several inspect stands."""

    SCORING = "scoring"
    CLOSE = "close"
    TO_TALK = "to_talk"
    TALKED = "talked"

    @property
    def label(self) -> str:
        return {
            Standing.SCORING: N_("Being scored"),
            Standing.CLOSE: N_("In agreement"),
            Standing.TO_TALK: N_("Talk needed"),
            Standing.TALKED: N_("Talked about"),
        }[self]


class TalkNeeded(NotReady):
    message = N_("The inspectors are too far apart on: {projects}. Record their talk of consensus on the round's page first.")


class ConsensusToConfirm(NotReady):
    message = N_("A sheet was corrected after its total was agreed on: {projects}. Confirm that total or replace it on the round's page first.")


class StillScoring(Refusal):
    message = N_("Not all inspectors of this project have submitted. They talk once they have scored independently.")


class NotHeldYet(Refusal):
    message = N_("The talk lies in the future. Record it when it was held.")


@dataclass(frozen=True)
class Scored:
    """One inspector's submitted sheet."""

    code: str
    total: Decimal | None
    given: Mapping[int, Given]


@dataclass(frozen=True)
class Apart:
    """How far the sheets of one project are apart: points of the total (None: fewer than two have one), and items in steps."""

    points: Decimal | None
    items: tuple[tuple[int, int], ...] = ()
    """(item id, steps) of the items at or over the limit, the widest first."""

    def over(self, limit: Decimal) -> bool:
        """Whether a talk is needed."""
        return bool(self.items) or (self.points is not None and self.points > limit)


def steps(scale: Scale, given: Sequence[Given]) -> int | None:
    """How many levels lie between the lowest and the highest answer; None where there are no levels or fewer than two answers."""
    if scale.method is not Method.LEVELS:
        return None
    places = [_nearest(scale.levels, one.raw) for one in given if one.mark is Mark.RATED and one.raw is not None]
    return max(places) - min(places) if len(places) > 1 else None


def _nearest(levels: Sequence[Decimal], raw: Decimal) -> int:
    """The place of a level; of what several instances earned together the nearest one."""
    return min(range(len(levels)), key=lambda place: abs(levels[place] - raw))


def apart(scales: Mapping[int, Scale], sheets: Sequence[Scored], limit: int) -> Apart:
    """How far `sheets` are apart; `limit` is the number of steps from which an item is named. `scales` by item."""
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    found = []
    for item, scale in scales.items():
        between = steps(scale, [sheet.given[item] for sheet in sheets if item in sheet.given])
        if between is not None and between >= limit:
            found.append((item, between))
    return Apart(max(totals) - min(totals) if len(totals) > 1 else None, tuple(sorted(found, key=lambda one: (-one[1], one[0]))))
