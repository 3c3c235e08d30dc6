"""How typed values are kept, how much, and for how long. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from core.errors import Refusal
from core.settings.rules import DAYS, HOUSEKEEPING, Setting, declare
from core.words import N_

SIZE_LIMIT = 40_000
"""Characters of a draft as it is kept; a long form with long texts needs a tenth of it."""
MOST_DRAFTS = 100
"""Of one person; beyond it the oldest gives way."""
NAME_LIMIT = 60
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL cannot hold in a JSON text. Everything else is kept as it was typed."""

KEEP_DAYS = declare(Setting(
    "drafts.keep_days", HOUSEKEEPING, N_("Unfinished forms are kept for"),
    N_("What somebody typed into a form and did not send is offered again on return; untouched for so long it is swept."),
    30, least=1, most=365, unit=DAYS,
))  # fmt: skip


class DraftTooLarge(Refusal):
    message = N_("This is too long to be kept as a draft. Send the form, or shorten it.")


@dataclass(frozen=True)
class Draft:
    """A person's draft of one form, about one record (empty: a new one) as it was at `seen`."""

    form: str
    record: str
    seen: int
    """The record's version when it was last typed; 0 where there is no record yet."""
    values: Mapping[str, Any]
    changed_at: datetime


_READ: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat, "day": date.fromisoformat, "time": time.fromisoformat, "number": Decimal, "span": lambda text: timedelta(seconds=float(text)),
}  # fmt: skip


def packed(value: Any) -> Any:
    """A field's value as JSON keeps it without losing its type. Raises TypeError for what no field holds."""
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [packed(one) for one in value]
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"span": str(value.total_seconds())}
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    raise TypeError(f"a draft cannot keep {type(value).__name__}")


def unpacked(value: Any) -> Any:
    """The value that `packed` was given; a tuple comes back as a list."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READ[kind](text)
    return value


def content(values: Mapping[str, Any]) -> dict[str, Any]:
    """All fields as they are kept. Refuses DraftTooLarge."""
    found = {name: packed(value) for name, value in values.items()}
    if len(json.dumps(found, ensure_ascii=False)) > SIZE_LIMIT:
        raise DraftTooLarge()
    return found
