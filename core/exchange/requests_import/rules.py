"""A mapping: which column of a file tells what, and what its values mean. Pure.

It is a TOML file (README.md, “Importing tickets”). Everything in it is checked before a row is read, so that a slip is one
clear line and never a hundred thousand faults.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import Refusal
from core.exchange.requests_import.fields import CODED, ELSE, KEEP, NEEDED, ONLY_EVENTS, Field, Rows, State
from core.words import N_

LARGEST = 200_000
"""Characters of a mapping."""
SHOWN = 60
CHOICES_SHOWN = 12
_KEYS = frozenset({"rows", "source", "project", "customer", "time_zone", "dates", "missing", "impossible", "sheet", "columns", "values", "defaults", "people", "customers"})
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}")
_PLACE = re.compile(r"\{([^{}]+)\}")


class NotAMapping(Refusal):
    message = N_("The mapping is not a TOML file that can be read: {reason}")


class MappingWrong(Refusal):
    message = N_("The mapping says “{value}” for “{key}”. {advice}")


class MappingLacks(Refusal):
    message = N_("The mapping does not say which column is “{field}”. Add it under [columns].")


class MappedColumnMissing(Refusal):
    message = N_("The mapping names the column “{column}” for “{field}”, but the file has no such column. It has: {known}")


class Unknown(Refusal):
    message = N_("The mapping knows no “{key}” in {place}. It can be one of: {known}")


@dataclass(frozen=True)
class Codes:
    """What values may become, by field: the codes that requests know at this moment. A field that is not there takes any."""

    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pauses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Map:
    """A checked mapping. Columns name a column of the file, or are a pattern such as “{category}: {symptom}”."""

    rows: Rows
    source: str
    project: str
    customer: str
    zone: ZoneInfo
    dates: tuple[str, ...]
    missing: frozenset[str]
    tolerant: bool
    """A moment that cannot be (resolved before it was opened) is left out with a remark; else it is a fault of its row."""
    sheet: str
    columns: Mapping[Field, str]
    values: Mapping[str, Mapping[str, str]]
    """By field (and “pause”): what a value of the file becomes. “*” stands for every other value, “=” for what held before."""
    defaults: Mapping[str, str]
    people: Mapping[str, str]
    customers: str
    """What becomes of a customer nobody knows: create, refuse, or default (the customer of the mapping)."""
    codes: Codes = field(default_factory=Codes)

    def coded(self, field_: str, value: str) -> str | None:
        """The code of a value; None where the mapping has none. A field without a table takes codes as they are."""
        table = self.values.get(field_)
        if table is None:
            allowed = self.codes.allowed.get(field_)
            return value if not allowed or value in allowed else None
        return table.get(value, table.get(ELSE))


def columns_of(pattern: str) -> tuple[str, ...]:
    """The columns that a pattern names: those in braces, else the whole of it."""
    return tuple(_PLACE.findall(pattern)) or (pattern,)


def mapping(text: str, codes: Codes) -> Map:
    """The mapping that `text` tells. Refuses NotAMapping, Unknown, MappingWrong, MappingLacks."""
    if len(text) > LARGEST:
        raise NotAMapping(reason=N_("it is too long"))
    try:
        told = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as broken:
        raise NotAMapping(reason=str(broken)[:200]) from broken
    _only(told, _KEYS, N_("the mapping"))
    rows = Rows(_one_of(told, "rows", [one.value for one in Rows]))
    columns = _columns(told, rows)
    values = _values(told, codes)
    source = _text(told, "source", needed=True)
    if not _NAME.fullmatch(source):
        raise MappingWrong(key="source", value=source[:SHOWN], advice=N_("Name the system with small letters, figures, points and dashes, such as “servicenow”."))
    defaults = _defaults(told, codes)
    people, customers = _table(told, "people"), _table(told, "customers")
    _only(customers, frozenset({"unknown"}), "[customers]")
    return Map(
        rows, source, _text(told, "project"), _text(told, "customer"), _zone(_text(told, "time_zone") or "UTC"), _dates(told), _missing(told),
        _one_of(told, "impossible", ["fault", "remark"], usual="fault") == "remark", _text(told, "sheet"), columns, values, defaults, people,
        _one_of(customers, "unknown", ["create", "refuse", "default"], usual="create"), codes,
    )  # fmt: skip


def check_columns(mapped: Map, headings: Collection[str]) -> None:
    """Refuses MappedColumnMissing for a column that the file does not have."""
    for named, pattern in mapped.columns.items():
        for column in columns_of(pattern):
            if column not in headings:
                raise MappedColumnMissing(column=column[:SHOWN], field=named.value, known=_listed(headings))


def _columns(told: Mapping[str, Any], rows: Rows) -> dict[Field, str]:
    columns = _table(told, "columns")
    _only(columns, frozenset(Field), "[columns]")
    found = {Field(name): pattern for name, pattern in columns.items()}
    for needed in NEEDED[rows]:
        if needed not in found:
            raise MappingLacks(field=needed.value)
    for one in ONLY_EVENTS:
        if rows is Rows.SNAPSHOT and one in found:
            raise MappingWrong(key=f"columns.{one.value}", value=found[one][:SHOWN], advice=N_("Only rows = “events” have it; leave it out."))
    return found


def _values(told: Mapping[str, Any], codes: Codes) -> dict[str, dict[str, str]]:
    values = told.get("values", {})
    if not isinstance(values, dict):
        raise MappingWrong(key="values", value=str(values)[:SHOWN], advice=N_("Write it as a table, such as [values.state]."))
    known = {one.value for one in CODED} | {"pause", *(("complaint", "in_time"))}
    _only(values, known, "[values]")
    found = {}
    for name in values:
        found[name] = _table(values, name, place="values.")
        allowed = codes.pauses if name == "pause" else frozenset(State) if name == Field.STATE else frozenset({"yes", "no"}) if name in ("complaint", "in_time") else codes.allowed.get(name)
        for value, code in found[name].items():
            if allowed and code not in allowed and not (code == KEEP and name in (Field.STATE, "pause")) and code != "":
                raise MappingWrong(key=f"values.{name}.{value[:SHOWN]}", value=code[:SHOWN], advice=_one(sorted(allowed)))
    if Field.STATE not in found:
        found[Field.STATE] = {one.value: one.value for one in State}
    return found


def _defaults(told: Mapping[str, Any], codes: Codes) -> dict[str, str]:
    defaults = _table(told, "defaults")
    _only(defaults, frozenset({one.value for one in CODED if one is not Field.STATE} | {"title", "handler"}), "[defaults]")
    for name, code in defaults.items():
        if (allowed := codes.allowed.get(name)) and code not in allowed:
            raise MappingWrong(key=f"defaults.{name}", value=code[:SHOWN], advice=_one(sorted(allowed)))
    return defaults


def _one(known: Collection[str]) -> str:
    return f"→ {_listed(known)}"


def _listed(known: Collection[str]) -> str:
    shown = list(known)[:CHOICES_SHOWN]
    return ", ".join(one[:SHOWN] for one in shown) + (" …" if len(known) > len(shown) else "")


def _only(told: Mapping[str, Any], known: Collection[str], place: str) -> None:
    for key in told:
        if key not in known:
            raise Unknown(key=str(key)[:SHOWN], place=place, known=", ".join(sorted(known)))


def _text(told: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = told.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise MappingWrong(key=key, value=str(value)[:SHOWN], advice=N_("Write it in quotation marks."))
    return value.strip()


def _one_of(told: Mapping[str, Any], key: str, known: list[str], *, usual: str = "") -> str:
    value = told.get(key, usual)
    if value not in known:
        raise MappingWrong(key=key, value=str(value)[:SHOWN], advice=_one(known))
    return str(value)


def _table(told: Mapping[str, Any], key: str, *, place: str = "") -> dict[str, str]:
    table = told.get(key, {})
    if not isinstance(table, dict):
        raise MappingWrong(key=place + key, value=str(table)[:SHOWN], advice=N_("Write it as a table, such as [values.state]."))
    for name, value in table.items():
        if not isinstance(value, str):
            raise MappingWrong(key=f"{place}{key}.{name[:SHOWN]}", value=str(value)[:SHOWN], advice=N_("Write it in quotation marks."))
    return dict(table)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise MappingWrong(key="time_zone", value=name[:SHOWN], advice=N_("Write a zone such as “Asia/Shanghai”, “Europe/London” or “UTC”.")) from unknown


def _dates(told: Mapping[str, Any]) -> tuple[str, ...]:
    """How moments are written; none: the year first (ISO 8601)."""
    formats = told.get("dates", [])
    formats = [formats] if isinstance(formats, str) else formats
    if not isinstance(formats, list) or len(formats) > 10:
        raise MappingWrong(key="dates", value=str(formats)[:SHOWN], advice=N_("Write a list such as [\"%d/%m/%Y %H:%M\"]."))
    probe = datetime(2016, 2, 29, 13, 16, 5)  # noqa: DTZ001 - only its digits matter
    for one in formats:
        try:
            back = datetime.strptime(probe.strftime(one), one)  # noqa: DTZ007 - a pattern is tried out
        except (ValueError, TypeError, re.error) as wrong:
            raise MappingWrong(key="dates", value=str(one)[:SHOWN], advice=N_("Write a list such as [\"%d/%m/%Y %H:%M\"].")) from wrong
        if back.replace(tzinfo=None).date() != probe.date():
            raise MappingWrong(key="dates", value=one[:SHOWN], advice=N_("It needs day, month and year."))
    return tuple(formats)


def _missing(told: Mapping[str, Any]) -> frozenset[str]:
    markers = told.get("missing", [])
    markers = [markers] if isinstance(markers, str) else markers
    if not isinstance(markers, list) or not all(isinstance(one, str) for one in markers):
        raise MappingWrong(key="missing", value=str(markers)[:SHOWN], advice=N_("Write a list such as [\"?\", \"NULL\"]."))
    return frozenset(one.strip() for one in markers) | {""}
