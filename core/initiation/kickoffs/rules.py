"""What the minutes of a kick-off say. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from core import fields
from core.errors import Empty, Refusal
from core.words import N_

TEXT_LIMIT, PEOPLE_LIMIT = 2000, 500

SIDES = {
    "customer": N_("From the customer"), "business": N_("From business departments"), "technical": N_("From the technical team"), "supplier": N_("From suppliers"),
}  # fmt: skip
"""Who was there, by the side they came from."""
SAID = {
    "goals": N_("Goals of the project"), "results": N_("Expected results"), "scope": N_("Scope"), "consensus": N_("What was agreed"),
}  # fmt: skip
"""What the minutes record, in their order."""


class NotYetHeld(Refusal):
    message = N_("Minutes are written once the meeting has been held. Choose today or an earlier day.")


class NobodyThere(Refusal):
    message = N_("Say who was there, from at least one side.")


@dataclass(frozen=True)
class Minutes:
    """The minutes of a kick-off. Who was there stands as names, separated by commas or line by line."""

    held_on: date
    led_by_id: int
    customer: str = ""
    business: str = ""
    technical: str = ""
    supplier: str = ""
    goals: str = ""
    results: str = ""
    scope: str = ""
    consensus: str = ""


def cleaned(minutes: Minutes, today: date) -> Minutes:
    """The minutes as they are kept. Refuses NotYetHeld, NobodyThere, Empty (nothing agreed), TooLong."""
    if minutes.held_on > today:
        raise NotYetHeld()
    sides = {key: fields.paragraph(getattr(minutes, key), label, PEOPLE_LIMIT, needed=False) for key, label in SIDES.items()}
    if not any(sides.values()):
        raise NobodyThere()
    said = {key: fields.paragraph(getattr(minutes, key), label, TEXT_LIMIT, needed=False) for key, label in SAID.items()}
    if not said["consensus"]:
        raise Empty(field=SAID["consensus"])
    return replace(minutes, **sides, **said)
