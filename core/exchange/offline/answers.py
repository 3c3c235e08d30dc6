"""An answer as a cell: what may be chosen, how what is kept is written, and how what was written is read."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from core import fields
from core.errors import NotANumber, Refusal
from core.exchange.voice import Voice
from core.inspection import rules as scoring
from core.inspection.rules import Mark, Method
from core.inspection.sheets.actions import Value
from core.inspection.sheets.queries import Answered
from core.inspection.templates.queries import Question
from core.inspection.templates.rules import Choice
from core.words import N_, Language


class NotAChoice(Refusal):
    message = N_("“{value}” is not one of the choices: {known}")


class NotASample(Refusal):
    message = N_("“{value}” is not a sample. Write how many conform and how many were checked, for example 8/10.")


class BothGiven(Refusal):
    message = N_("There is an answer and a reason why the item does not apply. Keep one of them.")


def asked(question: Question, voice: Voice) -> str:
    """How an item is answered, in a line."""
    draft = question.draft
    if draft.method is Method.LEVELS:
        return voice.t(N_("Choose a level"))
    if draft.method is Method.YES_NO:
        return voice.t(N_("Yes or no"))
    if draft.method is Method.DEDUCTION:
        return voice.t(N_("Number of findings ({points} points each)"), points=voice.short(draft.per_finding))
    if draft.method is Method.SAMPLED:
        return voice.t(N_("Conforming and checked, for example 8/10"))
    if draft.method is Method.MEASURED:
        return voice.t(N_("Measured by the system: leave it, or give a reason why it does not apply"))
    if draft.method is Method.BONUS:
        return voice.t(N_("Bonus points from 0 to {high}; may stay empty"), high=voice.short(draft.maximum))
    low, high = sorted((draft.minimum, draft.maximum))
    return voice.t(N_("Value from {low} to {high} {unit}"), low=voice.short(low), high=voice.short(high), unit=voice.c(draft.unit)).strip()


def choices(question: Question, voice: Voice) -> tuple[str, ...]:
    """What can be chosen for an item, best first; nothing where a number is typed."""
    if question.draft.method is Method.YES_NO:
        return voice.t(N_("Yes")), voice.t(N_("No"))
    if question.draft.method is Method.LEVELS:
        return tuple(_level(level.points, voice.c(level.name)) for level in reversed(question.draft.levels))
    return ()


def reasons(known: Sequence[Choice], voice: Voice) -> tuple[str, ...]:
    """The reasons why an item may not apply."""
    return tuple(voice.c(one.name) for one in known)


def given(question: Question, kept: Answered, na_reasons: Sequence[Choice], voice: Voice) -> tuple[str | Decimal, str]:
    """What is kept about an item, as the cells of answer and reason."""
    if kept.mark is Mark.NOT_APPLICABLE:
        return "", next((voice.c(one.name) for one in na_reasons if one.code == kept.na_reason), "")
    if kept.mark is None and question.fact is not None and question.fact.figure.value is not None:
        return question.fact.figure.value, ""  # what is measured stands there already
    if kept.mark is None or kept.raw is None:
        return "", ""
    if question.draft.method is Method.YES_NO:
        return (voice.t(N_("Yes")) if kept.raw == 1 else voice.t(N_("No"))), ""
    if question.draft.method is Method.LEVELS:
        return next((_level(one.points, voice.c(one.name)) for one in question.draft.levels if one.points == kept.raw), ""), ""
    if question.draft.method is Method.SAMPLED:
        return _counts(kept.raw, kept.checked), ""
    return kept.raw, ""


def _counts(conforming: Decimal, checked: int | None) -> str:
    return f"{format(conforming.normalize(), 'f')}/{checked}"


def word(mark: Mark | None, raw: Decimal | None, na_reason: str | None, checked: int | None = None) -> str:
    """An answer in a form that can be compared: empty, rated:50, rated:8/10 or not_applicable:absent."""
    if mark is None:
        return ""
    if mark is Mark.RATED and raw is not None and checked is not None:
        return f"{mark.value}:{_counts(raw, checked)}"
    said = na_reason or "" if mark is Mark.NOT_APPLICABLE else format((raw or Decimal(0)).normalize(), "f")
    return f"{mark.value}:{said}"


def read(question: Question, answer: str, reason: str, na_reasons: Sequence[Choice]) -> Value:
    """What the cells of answer and reason say. Refuses BothGiven, NotAChoice, NotANumber and what the scale refuses."""
    if answer and reason:
        raise BothGiven()
    if reason:
        code = _chosen(reason, [(one.code, (one.code, *one.name.values())) for one in na_reasons])
        return Value(Mark.NOT_APPLICABLE, None, code)
    if not answer:
        return Value(None)
    if question.draft.measured:
        number = fields.decimal(answer)
        scoring.check_raw(question.draft.scale, number)
        return Value(Mark.RATED, number)
    if question.draft.method is Method.SAMPLED:
        conforming, checked = _sample(answer)
        scoring.check_raw(question.draft.scale, conforming, checked)
        return Value(Mark.RATED, conforming, checked=checked)
    raw = _raw(question, answer)
    scoring.check_raw(question.draft.scale, raw)
    return Value(Mark.RATED, raw)


def _sample(answer: str) -> tuple[Decimal, int]:
    """How many conform and how many were checked: "8/10". Refuses NotASample."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", "".join(unicodedata.normalize("NFKC", answer).split()))
    if found is None:
        raise NotASample(value=answer[:40])
    return Decimal(found[1]), int(found[2])


def _raw(question: Question, answer: str) -> Decimal:
    draft = question.draft
    if draft.method is Method.YES_NO:
        voices = [Voice(language) for language in Language]
        yes = ("1", "true", *(voice.t(N_("Yes")) for voice in voices))
        no = ("0", "false", *(voice.t(N_("No")) for voice in voices))
        return Decimal(_chosen(answer, [("1", yes), ("0", no)], shown=(yes[2], no[2])))
    if draft.method is Method.LEVELS:
        known = []
        for level in reversed(draft.levels):
            points = format(level.points.normalize(), "f")
            known.append((points, (points, *(_level(level.points, name) for name in level.name.values()), *level.name.values())))
        return Decimal(_chosen(answer, known, shown=tuple(words[1] if len(words) > 1 else words[0] for _, words in known)))
    number = fields.decimal(answer)
    if number != round(number, scoring.PLACES_GIVEN):
        raise NotANumber(value=answer[:40])
    return number


def _level(points: Decimal, name: str) -> str:
    return f"{format(points.normalize(), 'f')} · {name}"


def _chosen(text: str, known: Sequence[tuple[str, Sequence[str]]], shown: Sequence[str] = ()) -> str:
    """The code whose words include `text`, whatever its spaces, width and case."""
    found = next((code for code, words in known if _same(text) in {_same(one) for one in words}), None)
    if found is None:
        raise NotAChoice(value=text[:60], known=", ".join(shown or [words[-1] for _, words in known])[:400])
    return found


def _same(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
