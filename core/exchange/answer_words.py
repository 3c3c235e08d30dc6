"""An answer in the reader's words, the same in every document."""

from decimal import Decimal

from core.exchange.voice import Voice
from core.inspection.rules import Given, Mark, Method, fraction, part_at, shown
from core.inspection.templates.rules import ItemDraft
from core.metrics.rules import MEASURES
from core.words import N_


def answer_said(draft: ItemDraft, given: Given | None, reason: str, voice: Voice) -> str:
    """The answer to an item; `reason` is why it does not apply, in the reader's words already."""
    if given is None:
        return voice.t(N_("no answer"))
    if given.mark is Mark.NOT_APPLICABLE:
        return voice.t(N_("Not applicable: {reason}"), reason=reason)
    if given.counted and given.raw is not None:
        share = voice.percent(shown(part_at(draft.scale, given.raw, given.checked), 4))
        return voice.t(N_("{share} of full points, {count} counted"), share=share, count=given.counted)
    raw = given.raw if given.raw is not None else Decimal(0)
    if draft.method is Method.YES_NO:
        return voice.t(N_("Yes")) if raw == 1 else voice.t(N_("No"))
    if draft.method is Method.LEVELS:
        name = next((voice.c(level.name) for level in draft.levels if level.points == raw), "")
        return f"{voice.short(raw)} · {name}"
    if draft.method is Method.DEDUCTION:
        return voice.t(N_("Findings: {count}"), count=voice.number(raw, 0))
    if draft.method is Method.SAMPLED:
        return voice.t(N_("{conforming} of {checked} conform"), conforming=voice.number(raw, 0), checked=given.checked)
    if draft.method is Method.MEASURED:
        unit = voice.t(MEASURES[draft.metric].unit.label) if draft.metric in MEASURES else ""
        points = voice.number(shown(100 * fraction(draft.scale, raw)))
        return voice.t(N_("measured {value}, worth {points} of 100 points"), value=f"{voice.number(raw)} {unit}".strip(), points=points)
    if draft.method is Method.BONUS:
        return voice.t(N_("Bonus points: {points}"), points=voice.short(raw))
    return f"{voice.short(raw)} {voice.c(draft.unit)}".strip()
