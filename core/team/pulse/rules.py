"""What members are asked about their work, and what may be shown of what they said. Pure.

Nobody is found in it: answers are kept as counts by question, never as rows; words are kept in a random order; and
nothing is shown before the time is over and LEAST have answered, nor by any part of those who were asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Refusal
from core.metrics.figures import wilson
from core.notice.rules import Kind as Notice
from core.notice.rules import Mail, declare
from core.words import N_

LEAST = 5
"""So many answers are shown together at least; so many are asked at least."""
MOST, LONGEST = 500, timedelta(days=60)
NAME_LIMIT, WORDS_LIMIT = 120, 1000
GOOD = 4
"""From this point on somebody agrees."""
PULSE = declare(Notice("pulse", N_("I am asked how my team is doing"), Mail.NOW))


class Question(StrEnum):
    GLAD = "glad"
    LOAD = "load"
    HELP = "help"
    TOOLS = "tools"
    HEARD = "heard"

    @property
    def label(self) -> str:
        return {
            Question.GLAD: N_("I like working in this team"), Question.LOAD: N_("My work can be done in my working time"), Question.HELP: N_("I get help when I need it"),
            Question.TOOLS: N_("I have the tools, the training and the information that my work needs"), Question.HEARD: N_("What I say is heard and answered"),
        }[self]  # fmt: skip


class TooFewAsked(Refusal):
    message = N_("Only {count} people would be asked. From {least} on nobody can be made out; choose a larger team.")


class TooManyAsked(Refusal):
    message = N_("{count} people would be asked, more than {limit}. Choose a smaller team.")


class EndsWhen(Refusal):
    message = N_("Choose a last day from tomorrow on, no later than {day}.")


class AnsweredAlready(Refusal):
    message = N_("You have answered already. Which answer is yours is not kept, so it cannot be changed.")


class IsOver(Refusal):
    message = N_("The time to answer is over.")


class NotAsked(Refusal):
    message = N_("You are not among those who are asked here.")


class EveryQuestion(Refusal):
    message = N_("Answer every question with 1 to 5; words are up to you.")


@dataclass(frozen=True)
class Said:
    """What all together said to a question: how many gave 1 to 5, the mean, and how many of 100 gave 4 or 5, with the 95 % interval (Wilson)."""

    question: Question
    counts: tuple[int, ...]
    n: int
    mean: float
    good: int
    low: float
    high: float


def check_asked(count: int) -> None:
    """Whether so many may be asked. Refuses TooFewAsked, TooManyAsked."""
    if count < LEAST:
        raise TooFewAsked(count=count, least=LEAST)
    if count > MOST:
        raise TooManyAsked(count=count, limit=MOST)


def check_end(closes_on: date, today: date) -> None:
    """Refuses EndsWhen."""
    if not today < closes_on <= today + LONGEST:
        raise EndsWhen(day=today + LONGEST)


def check_answer(person_id: int, points: Mapping[str, int], *, asked: Collection[int], answered: Collection[int], closes_on: date, today: date) -> None:
    """Refuses NotAsked, IsOver, AnsweredAlready, EveryQuestion."""
    if person_id not in asked:
        raise NotAsked()
    if today > closes_on:
        raise IsOver()
    if person_id in answered:
        raise AnsweredAlready()
    if points.keys() != set(Question) or any(value not in range(1, 6) for value in points.values()):
        raise EveryQuestion()


def added(counts: Mapping[str, Sequence[int]], points: Mapping[str, int]) -> dict[str, list[int]]:
    """The counts with one more answer: by question how many gave 1 to 5."""
    return {one.value: [count + (points[one] == place) for place, count in enumerate(counts.get(one.value, (0,) * 5), 1)] for one in Question}


def is_shown(n: int, closes_on: date, today: date) -> bool:
    """Whether anything of it may be shown: its time is over, and enough have answered."""
    return today > closes_on and n >= LEAST


def said(counts: Mapping[str, Sequence[int]]) -> list[Said]:
    """What is shown, question by question."""
    found = []
    for one in Question:
        given = tuple(counts.get(one.value, (0,) * 5))
        n, good = sum(given), sum(given[GOOD - 1 :])
        between = wilson(good, n)
        if between is not None:
            found.append(Said(one, given, n, sum(place * count for place, count in enumerate(given, 1)) / n, good, *between))
    return found
