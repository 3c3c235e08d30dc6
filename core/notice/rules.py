"""Kinds of notices, how each reaches whom, and how a notice is said in its reader's language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Refusal
from core.settings import rules as settings
from core.words import N_, Language, minute, pick, translate

LATER = timedelta(minutes=1)
LATEST = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=5)
LEASE = timedelta(minutes=5)
DIGEST_HOUR = settings.declare(settings.Setting(
    "notice.digest_hour", settings.NOTICES, N_("Hour of the daily mail"),
    N_("From this hour of the organisation's day on, what waits unread is mailed, in one mail to each."),
    8, least=0, most=23, unit=N_("o'clock"),
))  # fmt: skip
IN_A_DIGEST = 50
"""Notices listed in one mail; of more it says how many."""
VALUE_LIMIT = 300


class UnknownKind(Refusal):
    message = N_("There is no such kind of notice.")


class Mail(StrEnum):
    """When a notice is mailed; inside the application it always stands."""

    NOW = "now"
    DIGEST = "digest"
    NEVER = "never"

    @property
    def label(self) -> str:
        return {Mail.NOW: N_("At once"), Mail.DIGEST: N_("Once a day"), Mail.NEVER: N_("Never")}[self]


@dataclass(frozen=True)
class Kind:
    """A sort of notice that a person may want by mail or not."""

    code: str
    label: str
    mail: Mail = Mail.DIGEST
    """What holds for who chose nothing."""


_KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """A room says what it tells people about. The same code again replaces it (a module read twice)."""
    _KINDS[kind.code] = kind
    return kind


def kinds() -> list[Kind]:
    """Every kind that some room has declared, by code."""
    return [_KINDS[code] for code in sorted(_KINDS)]


def kind(code: str) -> Kind:
    """One kind. Refuses UnknownKind."""
    if code not in _KINDS:
        raise UnknownKind()
    return _KINDS[code]


# ------------------------------------------------------------------ values, kept and said again
@dataclass(frozen=True)
class Word:
    """A value that is itself a message (`N_("Released")`), translated with its sentence."""

    message: str


def kept(value: object) -> Any:
    """A value as JSON keeps it so that it can be said in any language later."""
    if isinstance(value, Word):
        return {"word": value.message}
    if isinstance(value, StrEnum):
        return {"word": getattr(value, "label", value.value)}
    if isinstance(value, Mapping):
        return {"content": {str(language): str(text)[:VALUE_LIMIT] for language, text in value.items()}}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (bool, int)) or value is None:
        return value
    return str(value)[:VALUE_LIMIT]


def said(value: Any, language: Language, zone: ZoneInfo) -> str:
    """A kept value in the reader's language and on the organisation's clock."""
    if isinstance(value, Mapping):
        if "word" in value:
            return translate(language, value["word"])
        if "content" in value:
            return pick(value["content"], language)
        if "day" in value:
            from babel.dates import format_date

            return format_date(date.fromisoformat(value["day"]), "medium", locale=language.value)
        if "moment" in value:
            return minute(datetime.fromisoformat(value["moment"]).astimezone(zone), language)
        return ""
    return "" if value is None else str(value)


def told(message: str, values: Mapping[str, Any], language: Language, zone: ZoneInfo, *, escape: Any = str) -> str:
    """The notice as a sentence. `escape` is what the medium needs done to values (Markdown). A value that is missing is a dash."""
    text = translate(language, message)
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return text.format(**{name: escape(said(values[name], language, zone)) if name in values else "–" for name in names})


def check(message: str, values: Mapping[str, object]) -> None:
    """A sentence whose values do not fill it is a mistake of the room: found at its first test, not in somebody's inbox."""
    wanted = {name for _, name, _, _ in Formatter().parse(message) if name}
    if wanted != set(values):
        raise ValueError(f"{message!r} wants {sorted(wanted)}, is given {sorted(values)}")


# ------------------------------------------------------------------ the outbox
class State(StrEnum):
    """The life of a mail. Only HANDING is beyond our knowledge: it ends as SENT or UNCERTAIN and never begins again."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    """A sender has taken it; the mail server has not been given the end of it."""
    HANDING = "handing"
    """Committed just before the end of it is given to the mail server."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """The sender died, or the line broke, between giving it and hearing the answer: never sent again."""
    REFUSED = "refused"
    """The mail server does not take it."""


def again_at(at: datetime, attempts: int, dice: float = 0.0) -> datetime:
    """When a mail that was tried `attempts` times (1 and more) is tried again: 1, 2, 4 ... 60 minutes, up to a fifth later by `dice` (0..1)."""
    pause = min(LATER * 2 ** min(max(attempts, 1) - 1, 10), LATEST)
    return at + pause * (1 + 0.2 * dice)


def digest_cut(at: datetime, hour: int, zone: ZoneInfo) -> datetime | None:
    """Up to which moment today's digest gathers, or None while its hour has not come. `at` is aware."""
    here = at.astimezone(zone)
    cut = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return cut if here >= cut else None
