"""What becomes of an answer: how it is counted, whether it calls somebody, when it is withdrawn. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from core.errors import Refusal
from core.satisfaction.tally.rules import Cell, What, month_of
from core.satisfaction.templates.rules import Draft
from core.words import N_

REASON_LIMIT = 400


class WithdrawnAlready(Refusal):
    message = N_("The answer to {code} is withdrawn already.")


def scored(draft: Draft, template: str, scores: Mapping[str, int], *, low: bool, project_id: int, on: date, channel: str, source: str) -> Iterator[Cell]:
    """What an answer with its scores and choices adds to the kept sums."""
    yield Cell(project_id, month_of(on), What.ANSWER.value, "", template, channel, source, int(low))
    for code, value in scores.items():
        asked = draft.question(code)
        if asked is not None:
            yield Cell(project_id, month_of(on), asked.kind.value, asked.dimension.value, f"{template}/{code}", channel, source, value)


def themed(themes: Collection[str], *, low: bool, project_id: int, on: date, channel: str, source: str) -> Iterator[Cell]:
    """What the themes of one text add to the kept sums: value 1 where the answer is low."""
    for theme in themes:
        yield Cell(project_id, month_of(on), What.THEME.value, "", theme, channel, source, int(low))


def calls(low: bool, themes: Collection[str], alarming: str) -> bool:
    """Whether an answer calls somebody by itself."""
    return low or (bool(alarming) and alarming in themes)
