"""Which items of a sheet call for a follow-up, and how pressing it is. Pure."""

from enum import StrEnum
from fractions import Fraction

from core.errors import Refusal
from core.followup.rules import Priority
from core.inspection.rules import Demand, Given, Method, Veto, fraction, shown
from core.inspection.templates.rules import ItemDraft
from core.settings.rules import FOLLOW_UP, POINTS, WORKDAYS, Setting, declare
from core.words import N_

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


def points(item: ItemDraft, given: Given) -> str:
    """The item's score of 100, with one decimal where it has one."""
    earned = fraction(item.scale, given.raw, given.checked) if given.raw is not None else Fraction(0)
    return format(shown(earned * 100).normalize(), "f")


def topic(checklist_code: str, item_code: str, object_id: int = 0) -> str:
    """What a follow-up on an item is about, whatever the round and the version of the checklist; of a person or team with its key."""
    return f"{checklist_code}/{item_code}" + (f"@{object_id}" if object_id else "")
