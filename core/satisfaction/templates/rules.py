"""What a survey asks, what a template must fulfil before it is confirmed, and what an answer to it may be. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Fault, Faulty, Refusal
from core.satisfaction.rules import Dimension, Kind
from core.words import N_, Content, Language

NAME_LIMIT, QUESTION_LIMIT, OPTION_LIMIT, INTRODUCTION_LIMIT = 80, 200, 80, 400
MOST_QUESTIONS, MOST_OPTIONS, TEXT_LIMIT = 20, 12, 4000
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class State(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return {State.DRAFT: N_("Draft"), State.CONFIRMED: N_("Confirmed"), State.RETIRED: N_("Retired")}[self]


class FaultySurvey(Faulty):
    message = N_("The template has {count} faults; nothing was saved.")


class Frozen(Refusal):
    message = N_("A confirmed version of a template never changes. Begin a new version instead.")


class DraftWaits(Refusal):
    message = N_("{code} has a draft already: edit or confirm that one first.")


class NotAskable(Refusal):
    message = N_("This template is not confirmed, so nothing can be sent with it. Choose a confirmed one.")


class Unanswered(Faulty):
    message = N_("{count} answers are missing or cannot be taken. Nothing was sent; what you entered is still here.")


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; its place in the question is what is kept."""

    text: Content


@dataclass(frozen=True)
class Question:
    """A question of a version. `code` names it over all versions, so that its figures go on."""

    code: str
    kind: Kind
    dimension: Dimension
    text: Content
    required: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a version asks."""

    introduction: Content
    questions: tuple[Question, ...]
    ends: tuple[str, str] | None = None
    """What one and five points mean where they do not say how satisfied somebody is."""

    def question(self, code: str) -> Question | None:
        return next((one for one in self.questions if one.code == code), None)


def headline(draft: Draft, kind: Kind) -> Question | None:
    """The question whose answer is the answer's own score of that kind: the overall one."""
    return next((one for one in draft.questions if one.kind is kind and one.dimension is Dimension.OVERALL), None)


def cleaned(introduction: Mapping[str, str], questions: Sequence[Question]) -> Draft:
    """A draft as it is kept: texts clean. Refuses FaultySurvey with every fault at once."""
    faults: list[Fault] = []
    found: list[Question] = []
    seen: set[str] = set()
    for row, one in enumerate(questions, 1):
        faults += _faults(row, one, seen)
        seen.add(one.code)
        text, options = _content(faults, row, one.text, N_("Question"), QUESTION_LIMIT), []
        for option in one.options:
            options.append(Option(_content(faults, row, option.text, N_("Answer to choose"), OPTION_LIMIT)))
        found.append(Question(one.code, Kind(one.kind), Dimension(one.dimension), text, bool(one.required), tuple(options) if one.kind is Kind.CHOICE else ()))
    if len(questions) > MOST_QUESTIONS:
        faults.append(Fault(0, N_("A survey asks at most {limit} questions."), {"limit": MOST_QUESTIONS}))
    for kind in (Kind.CSAT, Kind.NPS):
        if sum(one.kind is kind and one.dimension is Dimension.OVERALL for one in questions) > 1:
            faults.append(Fault(0, N_("Only one question of each kind of score can be the overall one.")))
    if not any(one.kind in (Kind.CSAT, Kind.NPS) and one.dimension is Dimension.OVERALL for one in questions):
        faults.append(Fault(0, N_("At least one overall score is needed: from 1 to 5, or a recommendation from 0 to 10.")))
    if faults:
        raise FaultySurvey(faults)
    return Draft(fields.content(introduction, N_("Introduction"), INTRODUCTION_LIMIT) if any(introduction.values()) else {}, tuple(found))


def _faults(row: int, one: Question, seen: set[str]) -> Iterator[Fault]:
    if not CODE.fullmatch(one.code):
        yield Fault(row, N_("A code has 1 to 30 of the characters a-z, 0-9 and underscore, a letter first; “{code}” has not."), {"code": one.code[:40]})
    elif one.code in seen:
        yield Fault(row, N_("The code “{code}” is given twice."), {"code": one.code})
    if one.kind is Kind.CHOICE and not 2 <= len(one.options) <= MOST_OPTIONS:
        yield Fault(row, N_("A choice needs between 2 and {limit} answers to choose from."), {"limit": MOST_OPTIONS})


def _content(faults: list[Fault], row: int, text: Mapping[str, str], field: str, limit: int) -> dict[str, str]:
    try:
        return fields.content(text, field, limit)
    except Refusal as refusal:
        faults.append(Fault(row, refusal.message, refusal.facts))
        return {}


def untranslated(draft: Draft) -> list[tuple[str, Language]]:
    """Questions (by code) that lack a language: a customer would read them in another one."""
    return [
        (one.code, language) for one in draft.questions for language in Language
        if not one.text.get(language) or any(not option.text.get(language) for option in one.options)
    ]  # fmt: skip


# --- as it is kept -----------------------------------------------------------------------------------------------------


def packed(draft: Draft) -> dict[str, Any]:
    """A draft as the database keeps it."""
    return {
        "introduction": dict(draft.introduction),
        "questions": [
            {"code": one.code, "kind": one.kind.value, "dimension": one.dimension.value, "text": dict(one.text), "required": one.required,
             "options": [dict(option.text) for option in one.options]}
            for one in draft.questions
        ],
    }  # fmt: skip


def unpacked(kept: Mapping[str, Any]) -> Draft:
    """A draft as it was kept, or as a file of data/surveys tells it."""
    return Draft(
        kept.get("introduction", {}),
        tuple(
            Question(
                one["code"], Kind(one["kind"]), Dimension(one.get("dimension", "overall")), one["text"], bool(one.get("required", False)),
                tuple(Option(text) for text in one.get("options", ())),
            )
            for one in kept["questions"]
        ),
    )  # fmt: skip


# --- answers -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """What one answer says: scores and choices by question, texts by question, and the answer's own two scores."""

    scores: Mapping[str, int]
    texts: Mapping[str, str]
    csat: int | None
    nps: int | None


MISSING = N_("Please choose an answer.")
NOTHING_WRITTEN = N_("Please write something here.")
NOT_OFFERED = N_("This answer is not one of those offered. Please choose again.")
TOO_LONG = N_("At most {limit} characters fit here; this has {length}. Please shorten it.")


def given(draft: Draft, typed: Mapping[str, str]) -> Given:
    """What somebody typed or tapped (by question code), as it is kept. Refuses Unanswered; each fault's row is the question's place, from 1."""
    scores: dict[str, int] = {}
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for row, one in enumerate(draft.questions, 1):
        said = typed.get(one.code, "").strip()
        if one.kind is Kind.TEXT:
            clean = fields.paragraph(said, "", len(said) + 1, needed=False)
            if len(clean) > TEXT_LIMIT:
                faults.append(Fault(row, TOO_LONG, {"limit": TEXT_LIMIT, "length": len(clean)}))
            elif clean:
                texts[one.code] = clean
            elif one.required:
                faults.append(Fault(row, NOTHING_WRITTEN))
        elif not said:
            if one.required:
                faults.append(Fault(row, MISSING))
        elif said in _offered(one):
            scores[one.code] = int(said)
        else:
            faults.append(Fault(row, NOT_OFFERED))
    if faults:
        raise Unanswered(faults)
    if not scores and not texts:
        raise Unanswered([Fault(0, N_("Nothing is answered yet. Please answer at least one question."))])
    return Given(scores, texts, _own(draft, Kind.CSAT, scores), _own(draft, Kind.NPS, scores))


def _offered(one: Question) -> frozenset[str]:
    values = range(len(one.options)) if one.kind is Kind.CHOICE else one.kind.values
    return frozenset(str(value) for value in values)


def _own(draft: Draft, kind: Kind, scores: Mapping[str, int]) -> int | None:
    asked = headline(draft, kind)
    return None if asked is None else scores.get(asked.code)
