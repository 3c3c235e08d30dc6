"""What a setting is, which values it takes, and where a value comes from. Pure.

A room declares its settings in its own rules (`declare`); the value's type is that of the default. Values are kept as
canonical text, so that both databases, the trail and the page speak of the same thing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from core import fields
from core.errors import Empty, NotANumber, Refusal
from core.words import N_

Value: TypeAlias = bool | int | Decimal | str | tuple[str, ...]

TEXT_LIMIT = 500
PLACES = 4
WHOLE_LIMIT = 10**9
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")

MINUTES, HOURS, DAYS, WORKDAYS = N_("minutes"), N_("hours"), N_("days"), N_("working days")
POINTS, PERCENT, PIECES, CHARACTERS, TIMES = N_("points"), N_("%"), N_("pieces"), N_("characters"), N_("times")
"""Units. A room may bring its own; it is a message."""

SIGN_IN, INSPECTION, FOLLOW_UP, PROGRESS = N_("Sign-in"), N_("Inspection"), N_("Follow-up"), N_("Progress")
APPROVAL, NOTICES, HOUSEKEEPING = N_("Approval"), N_("Notices"), N_("Housekeeping")
SECTIONS = (SIGN_IN, INSPECTION, FOLLOW_UP, PROGRESS, APPROVAL, NOTICES, HOUSEKEEPING)
"""The order of the page. Sections of other names follow by their first setting."""


class Kind(StrEnum):
    """What a value is, and so how it is typed in."""

    WHOLE = "whole"
    NUMBER = "number"
    SWITCH = "switch"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"


class NotWhole(Refusal):
    message = N_("“{value}” is not a whole number.")


class OutOfRange(Refusal):
    message = N_("{value} is outside the range from {least} to {most}.")


class TooFine(Refusal):
    message = N_("“{value}” has more than {places} decimal places.")


class NotOffered(Refusal):
    message = N_("“{value}” is not one of the values to choose from.")


class NotASwitch(Refusal):
    message = N_("“{value}” is neither on nor off.")


class NotForDepartments(Refusal):
    message = N_("This setting holds for the whole organisation; a department has no value of its own.")


@dataclass(frozen=True)
class Setting:
    """Something the organisation decides. `label`, `help`, `section`, `unit` and the names of `choices` are messages.

    The default's type says what the values are: bool, int, Decimal, str, or a tuple of codes out of `choices`; a str
    with `choices` is one of them. `least` and `most` bound numbers, both included.
    """

    code: str
    """`room.name`, stable: it stands in the database and in the trail."""
    section: str
    label: str
    help: str
    default: Value
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(code, name) in the order in which they are offered."""
    per_department: bool = False
    """Whether a department may differ; what is below it follows it."""

    @property
    def kind(self) -> Kind:
        if isinstance(self.default, bool):
            return Kind.SWITCH
        if isinstance(self.default, int):
            return Kind.WHOLE
        if isinstance(self.default, Decimal):
            return Kind.NUMBER
        if isinstance(self.default, tuple):
            return Kind.CHOICES
        return Kind.CHOICE if self.choices else Kind.TEXT

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.choices)


_DECLARED: dict[str, Setting] = {}


def declare(setting: Setting) -> Setting:
    """Make `setting` known to the page and to the question for its value. Raises ValueError for a faulty declaration."""
    if not _CODE.fullmatch(setting.code) or len(setting.code) > 60:
        raise ValueError(f"{setting.code!r} is not a code such as room.name")
    if _DECLARED.get(setting.code, setting) != setting:
        raise ValueError(f"{setting.code!r} is declared twice")
    if setting.kind in (Kind.WHOLE, Kind.NUMBER) and (setting.least is None or setting.most is None):
        raise ValueError(f"{setting.code!r} needs a range")
    if not (setting.section and setting.label and setting.help):
        raise ValueError(f"{setting.code!r} needs its section, label and help")
    if parse(setting, written(setting.default)) != setting.default:
        raise ValueError(f"{setting.code!r}: its own rules refuse the default")
    _DECLARED[setting.code] = setting
    return setting


def declared() -> tuple[Setting, ...]:
    """Every setting that a room has declared, in the order of the page."""
    first = {setting.section: place for place, setting in reversed(list(enumerate(_DECLARED.values())))}

    def order(setting: Setting) -> tuple[int, int]:
        known = SECTIONS.index(setting.section) if setting.section in SECTIONS else len(SECTIONS)
        return known, first[setting.section]

    return tuple(sorted(_DECLARED.values(), key=order))


def find(code: str) -> Setting | None:
    """The setting of that code, or None."""
    return _DECLARED.get(code)


def written(value: Value) -> str:
    """`value` as it is kept: one way of writing for each value."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"
    return str(value)


def parse(setting: Setting, text: str) -> Value:
    """The value that `text`, typed or kept, means for `setting`.

    Refuses NotANumber, NotWhole, TooFine, OutOfRange, NotASwitch, NotOffered, Empty, TooLong.
    """
    if setting.kind is Kind.TEXT:
        return fields.line(text, setting.label, TEXT_LIMIT, needed=setting.default != "")
    text = unicodedata.normalize("NFKC", text).strip()
    if setting.kind is Kind.SWITCH:
        if text not in ("on", "off"):
            raise NotASwitch(value=text[:40])
        return text == "on"
    if setting.kind is Kind.CHOICE:
        return _offered(setting, text)
    if setting.kind is Kind.CHOICES:
        wanted = {_offered(setting, one) for one in text.split(",") if one}
        return tuple(code for code in setting.codes if code in wanted)
    if not text:
        raise Empty(field=setting.label)
    return _number(setting, text)


def _offered(setting: Setting, code: str) -> str:
    if code not in setting.codes:
        raise NotOffered(value=code[:40])
    return code


def _number(setting: Setting, text: str) -> int | Decimal:
    if len(text) > 40:
        raise NotANumber(value=text[:40])
    number = fields.decimal(text)
    if setting.kind is Kind.WHOLE and number != number.to_integral_value():
        raise NotWhole(value=text)
    if number != round(number, PLACES):
        raise TooFine(value=text, places=PLACES)
    least, most = setting.least, setting.most
    if (least is not None and number < least) or (most is not None and number > most):
        raise OutOfRange(value=written(number), least=written(Decimal(least or 0)), most=written(Decimal(most or 0)))
    return int(number) if setting.kind is Kind.WHOLE else number + 0  # + 0: minus nought is nought


class Origin(StrEnum):
    """Where a value in force comes from."""

    DEPARTMENT = "department"
    ABOVE = "above"
    ORGANISATION = "organisation"
    DEFAULT = "default"

    @property
    def label(self) -> str:
        return {
            Origin.DEPARTMENT: N_("Own value"),
            Origin.ABOVE: N_("From the department above"),
            Origin.ORGANISATION: N_("From the organisation"),
            Origin.DEFAULT: N_("Default"),
        }[self]


@dataclass(frozen=True)
class InForce:
    """A value with where it comes from; `department_id` names the department whose value it is."""

    value: Value
    origin: Origin
    department_id: int | None = None


@dataclass(frozen=True)
class Values:
    """Every value that somebody has set, and the tree of departments along which they are inherited."""

    own: Mapping[tuple[str, int | None], str]
    """(code, department or None for the organisation) -> kept text"""
    parents: Mapping[int, int | None]
    _read: dict[tuple[str, int | None], InForce] = field(default_factory=dict, compare=False, repr=False)

    def in_force(self, setting: Setting, department_id: int | None = None) -> InForce:
        """The nearest value: the department's, that of one above it, the organisation's, the default.

        A kept value that the rules no longer accept (a newer version narrowed the range) counts as not set.
        """
        at = department_id if setting.per_department else None
        known = self._read.get((setting.code, at))
        if known is None:
            known = self._read[(setting.code, at)] = self._look_up(setting, at)
        return known

    def _look_up(self, setting: Setting, at: int | None) -> InForce:
        for place in (*self._upwards(at), None):
            text = self.own.get((setting.code, place))
            if text is None:
                continue
            try:
                value = parse(setting, text)
            except Refusal:
                continue
            origin = Origin.ORGANISATION if place is None else Origin.DEPARTMENT if place == at else Origin.ABOVE
            return InForce(value, origin, place)
        return InForce(setting.default, Origin.DEFAULT)

    def _upwards(self, at: int | None) -> Iterator[int]:
        seen: set[int] = set()
        while at is not None and at not in seen:
            seen.add(at)
            yield at
            at = self.parents.get(at)
