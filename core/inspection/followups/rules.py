"""Which items of a sheet call for a follow-up, and how pressing it is. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.errors import Refusal
from core.followup.rules import Priority
from core.inspection.rules import Demand, Given, Method, Veto, fraction, shown
from core.inspection.templates.rules import ItemDraft
from core.settings.rules import FOLLOW_UP, POINTS, WORKDAYS, Setting, declare
from core.words import N_

FINDING_LIMIT = 4000
"""What many instances lack is told at most at this length; the sheet has it all."""

LOW = declare(Setting(
    "followup.low_score", FOLLOW_UP, N_("Low item score, below"),
    N_("An item below this opens a follow-up when its round is released; so does any deduction and any veto."), 60, least=0, most=100,
    unit=POINTS, per_department=True,
))  # fmt: skip
DUE_WORKDAYS = declare(Setting(
    "followup.due_workdays", FOLLOW_UP, N_("Time to mend what an inspection found"),
    N_("Working days from the release of a round until its follow-ups are due."), 10, least=1, most=250, unit=WORKDAYS, per_department=True,
))  # fmt: skip


class NobodyToVerify(Refusal):
    message = N_("Nobody but the manager of {project} could verify what has to be mended. Give the round another leader.")


class Cause(StrEnum):
    VETO = "veto"
    LOW = "low"
    DEMANDED = "demanded"
    DEDUCTION = "deduction"

    @property
    def message(self) -> str:
        """Why the follow-up was opened, with {points} and {round} in it."""
        return {
            Cause.VETO: N_("A critical item failed: {points} of 100 points in {round}."),
            Cause.LOW: N_("A low score: {points} of 100 points in {round}."),
            Cause.DEMANDED: N_("The checklist asks to mend it: {points} of 100 points in {round}."),
            Cause.DEDUCTION: N_("Points were deducted: {points} of 100 are left in {round}."),
        }[self]

    @property
    def priority(self) -> Priority:
        return {Cause.VETO: Priority.HIGH, Cause.LOW: Priority.NORMAL, Cause.DEMANDED: Priority.NORMAL, Cause.DEDUCTION: Priority.LOW}[self]


def cause(item: ItemDraft, given: Given, low: int) -> Cause | None:
    """Why the answer calls for a follow-up: a failed critical item, a score below `low` of 100, the checklist's own demand,
    any deduction; or None, always for a bonus item."""
    if given.raw is None or item.bonus:
        return None
    earned = fraction(item.scale, given.raw, given.checked)
    if item.veto is not Veto.NONE and earned == 0:
        return Cause.VETO
    if earned * 100 < low:
        return Cause.LOW
    if Demand.RECTIFICATION in item.demanded(earned):
        return Cause.DEMANDED
    if item.method is Method.DEDUCTION and earned < Fraction(1):
        return Cause.DEDUCTION
    return None


def of_instances(item: ItemDraft, said: Sequence[tuple[str, str, Given]], low: int) -> tuple[Cause, str, str] | None:
    """Why an item of a repeated checkpoint calls for a follow-up, given what was said (label, note, answer) for its instances.

    The most pressing cause of any instance, the fewest points among those with it, and a finding that names each of them.
    """
    found = [(why, label, note, given) for label, note, given in said if (why := cause(item, given, low)) is not None]
    if not found:
        return None
    first = min((why for why, *_ in found), key=list(Cause).index)
    least = min((given for why, _, _, given in found if why is first), key=lambda given: fraction(item.scale, given.raw or Decimal(0), given.checked))
    told = (f"{label} ({points(item, given)}/100)" + (f": {note}" if note else "") for _, label, note, given in found)
    return first, points(item, least), "\n".join(told)[:FINDING_LIMIT]


def points(item: ItemDraft, given: Given) -> str:
    """The item's score of 100, with one decimal where it has one."""
    earned = fraction(item.scale, given.raw, given.checked) if given.raw is not None else Fraction(0)
    return format(shown(earned * 100).normalize(), "f")


def topic(checklist_code: str, item_code: str, object_id: int = 0) -> str:
    """What a follow-up on an item is about, whatever the round and the version of the checklist; of a person or team with its key."""
    return f"{checklist_code}/{item_code}" + (f"@{object_id}" if object_id else "")
