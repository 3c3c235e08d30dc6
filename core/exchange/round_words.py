"""How the documents of a round speak of appeals: one phrase each, in report and workbook alike."""

from collections.abc import Mapping
from typing import Any

from core.exchange.answer_words import answer_said
from core.exchange.voice import Voice
from core.inspection.rules import Given
from core.inspection.sheets.rules import Position
from core.inspection.templates.queries import Checklist
from core.words import N_


def appeal_kind(row: Mapping[str, Any], voice: Voice) -> str:
    """What was asked for. `row`: dossier.queries.APPEALS."""
    if row["wrong"]:
        return voice.t(N_("Wrong object"))
    return voice.t(N_("Final review")) if row["final"] else voice.t(N_("Contest"))


def outcome(row: Mapping[str, Any], voice: Voice) -> str:
    """What became of it."""
    if row["decided_at"] is None or row["decided_at"] != row["decided_at"]:
        return voice.t(N_("not decided yet"))
    if row["wrong"]:
        return voice.t(N_("the sheet is void")) if row["corrected"] else voice.t(N_("it was the right object"))
    if not row["corrected"]:
        return voice.t(N_("the score stands"))
    return voice.t(N_("another answer counts")) if row["ruled"] else voice.t(N_("to be corrected by the inspector"))


def position_said(checklist: Checklist, item: str | None, position: Position | None, voice: Voice) -> str:
    """A proposed or decided answer to an item; nothing where there is none."""
    question = next((one for one in checklist.questions if one.code == item), None)
    if position is None or question is None:
        return ""
    reason = next((voice.c(choice.name) for choice in checklist.na_reasons if choice.code == position.na_reason), "")
    return answer_said(question.draft, Given(position.mark, position.raw, position.checked), reason, voice)
