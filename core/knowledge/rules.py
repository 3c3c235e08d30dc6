"""What an article of the library says, the way it goes, whom it fits, and what counts as use. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.likeness import grams
from core.words import N_

TOPIC = "knowledge"
PROBLEM_CLASSES = "problem_class"
"""The reference table of what requests are about, shared with service."""
TITLE_LIMIT, TEXT_LIMIT, REASON_LIMIT, OUTCOME_LIMIT, ORIGIN_LIMIT = 160, 4000, 1000, 1000, 40
MOST_APPLIES = 20
MOST_PIECES = 400
"""Pieces of one article that it can be found by."""


class Kind(StrEnum):
    LESSON = "lesson"
    SOLVED_CASE = "solved_case"
    GOOD_CASE = "good_case"
    METHOD = "method"

    @property
    def label(self) -> str:
        return {Kind.LESSON: N_("Lesson"), Kind.SOLVED_CASE: N_("Solved case"), Kind.GOOD_CASE: N_("Good case"), Kind.METHOD: N_("Method")}[self]


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return {
            State.DRAFT: N_("Draft"), State.SUBMITTED: N_("Waits for approval"), State.APPROVED: N_("Approved"), State.RETURNED: N_("Returned"), State.RETIRED: N_("Retired"),
        }[self]  # fmt: skip


class Readers(StrEnum):
    """Who reads an approved article."""

    EVERYBODY = "everybody"
    PROJECT = "project"

    @property
    def label(self) -> str:
        return {Readers.EVERYBODY: N_("Everybody here"), Readers.PROJECT: N_("Whoever sees its project")}[self]


class Outcome(StrEnum):
    """What came of adopting an article."""

    OPEN = "open"
    WORKED = "worked"
    NOT = "not"

    @property
    def label(self) -> str:
        return {Outcome.OPEN: N_("Not judged yet"), Outcome.WORKED: N_("Worked"), Outcome.NOT: N_("Did not work")}[self]


class ArticlePastThis(Refusal):
    message = N_("The article is past this step already, or not there yet. Load the page again.")


class OwnArticle(Refusal):
    message = N_("Somebody else approves what one has written. Ask a colleague who may.")


class NoProjectToRead(Refusal):
    message = N_("An article that only its project reads needs a project. Choose one, or let everybody read it.")


class AdoptedAlready(Refusal):
    message = N_("{code} is adopted here already. Say later what came of it.")


class NotApproved(Refusal):
    message = N_("Only an approved article can be adopted.")


class OriginUsed(Refusal):
    message = N_("{code} was made of this already. Change that one instead.")


class TooManyApplies(Refusal):
    message = N_("An article applies to at most {limit} kinds, stages and classes of each sort. Leave the list empty if it applies to all.")


@dataclass(frozen=True)
class Applies:
    """Whom an article is for; an empty list means all."""

    kinds: tuple[str, ...] = ()
    """Kinds of project."""
    phases: tuple[str, ...] = ()
    """Stages of a project."""
    classes: tuple[str, ...] = ()
    """Problem classes of requests."""


@dataclass(frozen=True)
class Text:
    """What an article says: in which situation, what was done, what came of it, what to do next time, and for whom that holds."""

    kind: Kind
    title: str
    situation: str
    action: str
    result: str
    advice: str
    applies: Applies = field(default_factory=Applies)


@dataclass(frozen=True)
class Origin:
    """The record an article was made of; it is found through `core.subjects`."""

    kind: str
    id: int
    code: str


def cleaned(text: Text) -> Text:
    """`text` as it is kept. Refuses Empty, TooLong, TooManyApplies."""
    for chosen in (text.applies.kinds, text.applies.phases, text.applies.classes):
        if len(chosen) > MOST_APPLIES:
            raise TooManyApplies(limit=MOST_APPLIES)
    return replace(
        text, kind=Kind(text.kind), title=fields.line(text.title, N_("Title"), TITLE_LIMIT), situation=fields.paragraph(text.situation, N_("Situation"), TEXT_LIMIT),
        action=fields.paragraph(text.action, N_("What was done"), TEXT_LIMIT), result=fields.paragraph(text.result, N_("Result reached"), TEXT_LIMIT),
        advice=fields.paragraph(text.advice, N_("Advice for next time"), TEXT_LIMIT),
        applies=Applies(*(tuple(dict.fromkeys(one)) for one in (text.applies.kinds, text.applies.phases, text.applies.classes))),
    )  # fmt: skip


def pieces(text: Text) -> list[int]:
    """What an article is found by: the words and pairs of characters of all it says, those of the title first."""
    return grams(" \n ".join((text.title, text.situation, text.advice, text.action, text.result)), MOST_PIECES)


LEAST_FOUND = 0.6
"""An article is found when it holds this share of the pieces that were typed."""
LEAST_RELATED = 0.3
"""It is shown as related when it holds this share of the pieces of a title."""


def check_submit(state: State) -> None:
    """Refuses ArticlePastThis."""
    if state not in (State.DRAFT, State.RETURNED):
        raise ArticlePastThis()


def check_edit(state: State) -> None:
    """A retired article is not written on; one that waits for approval is left alone. Refuses ArticlePastThis."""
    if state in (State.SUBMITTED, State.RETIRED):
        raise ArticlePastThis()


def check_decide(state: State, author_id: int, decider_id: int) -> None:
    """Refuses ArticlePastThis, OwnArticle."""
    if state is not State.SUBMITTED:
        raise ArticlePastThis()
    if author_id == decider_id:
        raise OwnArticle()


def frozen(text: Text) -> dict[str, object]:
    """An article's text as an edition keeps it."""
    return {
        "kind": text.kind.value, "title": text.title, "situation": text.situation, "action": text.action, "result": text.result, "advice": text.advice,
        "kinds": list(text.applies.kinds), "phases": list(text.applies.phases), "classes": list(text.applies.classes),
    }  # fmt: skip


def thawed(kept: Mapping[str, object]) -> Text:
    """What was frozen."""

    def said(name: str) -> str:
        return str(kept[name])

    def codes(name: str) -> tuple[str, ...]:
        found = kept[name]
        return tuple(str(one) for one in found) if isinstance(found, Sequence) else ()

    return Text(Kind(said("kind")), said("title"), said("situation"), said("action"), said("result"), said("advice"), Applies(codes("kinds"), codes("phases"), codes("classes")))
