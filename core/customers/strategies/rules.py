"""What a strategy says, and which of its steps are proposed. Pure."""

from core import fields
from core.customers.care.rules import TITLE_LIMIT
from core.errors import Refusal
from core.words import N_

GOAL_LIMIT, OFFERS_LIMIT, REASON_LIMIT, MOST_STEPS = 200, 1000, 400, 10


class TooManySteps(Refusal):
    message = N_("A strategy may have at most {most} steps: what is asked of everybody has to be little.")


class NothingNew(Refusal):
    message = N_("Nothing differs from version {number}, so no new version is needed.")


def steps_of(text: str) -> tuple[str, ...]:
    """The steps of a text, one a line, none twice. Refuses Empty, TooLong, TooManySteps."""
    found = tuple(dict.fromkeys(fields.line(one, N_("Step"), TITLE_LIMIT) for one in fields.paragraph(text, N_("Steps"), TITLE_LIMIT * (MOST_STEPS + 1)).split("\n") if one.strip()))
    if len(found) > MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS)
    return found
