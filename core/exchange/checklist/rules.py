"""A checklist as a TOML file: its tables to a draft and back, and what a file may leave out. Pure.

Every number stands as text, so that it stays exact. Whatever is wrong is collected, never raised one by one.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from core import fields
from core.errors import NotANumber
from core.inspection.rules import Combining, Demand, Method, Veto, Weighting
from core.inspection.templates.rules import (
    MAX_INSTANCES,
    Choice,
    Draft,
    Fault,
    FaultyChecklist,
    ItemDraft,
    LevelDraft,
    Repeat,
    SectionDraft,
    faults,
)
from core.words import N_, Language

Code = TypeVar("Code", bound=StrEnum)

FAULT_LIMIT = 200
"""A longer list helps nobody; the rest shows at the next try."""

BANDS = (
    Choice("excellent", {"en": "Excellent", "zh_Hans": "优秀", "zh_Hant": "優秀"}, Decimal(95)),
    Choice("good", {"en": "Good", "zh_Hans": "良好", "zh_Hant": "良好"}, Decimal(90)),
    Choice("sound", {"en": "Sound", "zh_Hans": "合格", "zh_Hant": "合格"}, Decimal(80)),
    Choice("basic", {"en": "Barely sufficient", "zh_Hans": "基本合格", "zh_Hant": "勉強合格"}, Decimal(70)),
    Choice("insufficient", {"en": "Insufficient", "zh_Hans": "不合格", "zh_Hant": "不合格"}, Decimal(0)),
)
"""The grades of a file that brings none (GB/T 27922-2011)."""

REASONS = (
    Choice("not_in_scope", {"en": "Not part of what is to be delivered", "zh_Hans": "不属于服务范围", "zh_Hant": "不屬於服務範圍"}),
    Choice("nothing_occurred", {"en": "No such case arose in the period", "zh_Hans": "本期没有发生此类情况", "zh_Hant": "本期沒有發生此類情況"}),
    Choice("out_of_reach", {"en": "Out of reach during the inspection", "zh_Hans": "检查时无法查阅或到场", "zh_Hant": "查核時無法查閱或到場"}),
)
"""The reasons for “not applicable” of a file that brings none."""

_DRAFT_KEYS = {"code", "name", "description", "weighting", "min_applicable", "veto_cap", "bonus_cap", "minutes", "bands", "na_reasons", "sections"}
_SECTION_KEYS = {"code", "name", "weight", "compared", "items", "repeat"}
_REPEAT_KEYS = {"name", "least", "most", "combining"}
_ITEM_KEYS = {
    "code", "weight", "text", "standard", "rule", "evidence", "unit", "evidence_required", "veto", "method", "levels",
    "minimum", "maximum", "per_finding", "cap", "demands", "demands_at", "metric", "points", "minutes",
}  # fmt: skip
_CHOICE_KEYS = {"code", "name", "from"}
_LEVEL_KEYS = {"points", "name"}


def from_toml(data: bytes) -> Draft:
    """The checklist in a TOML file. Refuses FaultyChecklist with every fault."""
    try:
        table = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        fault = Fault("", N_("This is not a readable TOML file: {reason}"), {"reason": str(unreadable)[:200]})
        raise FaultyChecklist([fault]) from unreadable
    return from_table(table)


def from_table(table: Mapping[str, Any]) -> Draft:
    """The checklist in the tables of a TOML file. Refuses FaultyChecklist with every fault."""
    found = _Table(table, "", _DRAFT_KEYS, [])
    draft = Draft(
        code=found.text("code"),
        name=found.content("name"),
        description=found.content("description"),
        sections=tuple(_section(one) for one in found.tables("sections", _SECTION_KEYS)),
        weighting=found.choice("weighting", Weighting, Weighting.BY_SECTION),
        min_applicable=found.number("min_applicable", Decimal("0.60")),
        veto_cap=found.number("veto_cap", Decimal(0)),
        bands=_choices(found, "bands", BANDS),
        na_reasons=_choices(found, "na_reasons", REASONS),
        bonus_cap=found.number("bonus_cap", Decimal(0)),
        minutes=found.number("minutes", Decimal(0)),
    )
    wrong = (found.faults + faults(draft))[:FAULT_LIMIT]
    if wrong:
        raise FaultyChecklist(wrong)
    return draft


def _choices(found: "_Table", key: str, default: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if key not in found.table:
        return default
    return tuple(Choice(one.text("code"), one.content("name"), one.number("from", Decimal(0))) for one in found.tables(key, _CHOICE_KEYS))


def _section(found: "_Table") -> SectionDraft:
    items = tuple(_item(one) for one in found.tables("items", _ITEM_KEYS))
    return SectionDraft(found.text("code"), found.number("weight", None), found.content("name"), items, _repeat(found), compared=codes_of(found.text("compared")))


def _repeat(section: "_Table") -> Repeat | None:
    if (found := section.below("repeat", _REPEAT_KEYS)) is None:
        return None
    return Repeat(
        found.content("name"), found.count("least", 1), found.count("most", MAX_INSTANCES), found.choice("combining", Combining, Combining.MEAN)
    )


def points_of(text: str) -> tuple[tuple[Decimal, Decimal], ...] | None:
    """Points written as 70=0, 90=80, 98=100, on lines or separated by commas or bars; None for what is none."""
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[,;|\n，；｜、]+", text))):
        value, separator, percent = re.sub(r"[＝:：→]", "=", part).partition("=")
        try:
            found.append((fields.decimal(value.strip()), fields.decimal(percent.strip().rstrip("%％"))))
        except NotANumber:
            return None
        if not separator:
            return None
    return tuple(found)


def points_text(points: Sequence[tuple[Decimal, Decimal]]) -> str:
    """Points as they are written into one cell or line; `points_of` reads them back."""
    return ", ".join(f"{plain(value)}={plain(percent)}" for value, percent in points)


def codes_of(text: str) -> tuple[str, ...]:
    """Codes written in one text, separated by commas or the like."""
    return tuple(dict.fromkeys(one for one in re.split(r"[,;、，；\s]+", text) if one))


def _item(found: "_Table") -> ItemDraft:
    levels = tuple(LevelDraft(one.number("points", None), one.content("name")) for one in found.tables("levels", _LEVEL_KEYS))
    method = found.choice("method", Method, Method.LEVELS)
    return ItemDraft(
        code=found.text("code"),
        weight=found.number("weight", Decimal(0) if method is Method.BONUS else None),
        text=found.content("text"),
        standard=found.content("standard"),
        rule=found.content("rule"),
        evidence=found.content("evidence"),
        unit=found.content("unit"),
        evidence_required=found.flag("evidence_required"),
        veto=found.choice("veto", Veto, Veto.NONE),
        method=method,
        levels=levels,
        minimum=found.number("minimum", Decimal(0)),
        maximum=found.number("maximum", Decimal(100)),
        per_finding=found.number("per_finding", Decimal(0)),
        cap=found.number("cap", Decimal(100)),
        demands=found.choices("demands", Demand),
        demands_at=found.number("demands_at", Decimal(100)),
        metric=found.text("metric"),
        points=found.points("points"),
        minutes=found.number("minutes", Decimal(0)),
    )


class _Table:
    """A TOML table that is asked for typed values and remembers what was wrong with them."""

    def __init__(self, table: object, where: str, known: set[str], faults: list[Fault]) -> None:
        self.faults = faults
        self.table: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
        own = self.table.get("code")
        self.where = own if isinstance(own, str) and own else where
        if not isinstance(table, Mapping):
            self._wrong(N_("Something else stands where a table with names and values belongs."))
        for key in sorted(set(self.table) - known):
            self._wrong(N_("“{key}” is not a known name here."), key=key[:40])

    def _wrong(self, message: str, **facts: object) -> None:
        self.faults.append(Fault(self.where, message, facts))

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            self._wrong(N_("“{key}” must be a text in quotation marks."), key=key)
            return ""
        return value.strip()

    def content(self, key: str) -> dict[str, str]:
        value = self.table.get(key, {})
        if isinstance(value, str):
            value = {"en": value}
        known = {language.value for language in Language}
        if not isinstance(value, Mapping) or set(value) - known or not all(isinstance(text, str) for text in value.values()):
            self._wrong(N_("“{key}” needs a text per language: en, zh_Hans, zh_Hant."), key=key)
            return {}
        return clean_content(value)

    def number(self, key: str, default: Decimal | None) -> Decimal:
        value = self.table.get(key)
        if value is None:
            if default is None:
                self._wrong(N_("“{key}” is missing."), key=key)
            return Decimal(1) if default is None else default
        try:
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                raise NotANumber(value=str(value)[:40])
            return fields.decimal(str(value))
        except NotANumber:
            self._wrong(N_("“{key}”: “{value}” is not a number."), key=key, value=str(value)[:40])
            return Decimal(1) if default is None else default

    def points(self, key: str) -> tuple[tuple[Decimal, Decimal], ...]:
        """Values with what they are worth: one text (70=0, 95=100) or a list of pairs."""
        value = self.table.get(key, "")
        if isinstance(value, list):
            value = ", ".join("=".join(str(part) for part in pair) if isinstance(pair, list) else str(pair) for pair in value)
        found = points_of(value) if isinstance(value, str) else None
        if found is None:
            self._wrong(N_("“{key}”: “{value}” is not a list of points. Write them as 70=0, 95=100."), key=key, value=str(value)[:40])
        return found or ()

    def count(self, key: str, default: int) -> int:
        """A whole number; 0 for what is none, which no count of ours may be."""
        number = self.number(key, Decimal(default))
        if number != number.to_integral_value() or abs(number) > 10**6:
            self._wrong(N_("“{key}”: “{value}” is not a whole number."), key=key, value=str(number)[:40])
            return 0
        return int(number)

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self._wrong(N_("“{key}” must be true or false."), key=key)
        return value is True

    def choice(self, key: str, kind: type[Code], default: Code) -> Code:
        value = self.table.get(key, default.value)
        if value in {one.value for one in kind}:
            return kind(value)
        known = ", ".join(one.value for one in kind)
        self._wrong(N_("“{key}”: “{value}” is not one of {known}."), key=key, value=str(value)[:40], known=known)
        return default

    def choices(self, key: str, kind: type[Code]) -> tuple[Code, ...]:
        """Any of the codes of `kind`, written in one text with commas, in the order of `kind`."""
        value = self.text(key)
        given = {one.strip() for one in value.split(",") if one.strip()}
        known = ", ".join(one.value for one in kind)
        for one in sorted(given - {one.value for one in kind}):
            self._wrong(N_("“{key}”: “{value}” is not one of {known}."), key=key, value=one[:40], known=known)
        return tuple(one for one in kind if one.value in given)

    def below(self, key: str, known: set[str]) -> "_Table | None":
        """The one table under this name, if there is one."""
        return _Table(self.table[key], self.where, known, self.faults) if key in self.table else None

    def tables(self, key: str, known: set[str]) -> list["_Table"]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            self._wrong(N_("“{key}” must be a list of tables."), key=key)
            return []
        return [_Table(one, self.where, known, self.faults) for one in value]


def clean_content(texts: Mapping[str, str]) -> dict[str, str]:
    """`texts` without blank ends, control characters and empty languages, in the order of the languages."""
    clean = {}
    for language in Language:
        if text := fields.paragraph(texts.get(language) or "", language, 10**6, needed=False):
            clean[language.value] = text
    return clean


def to_table(draft: Draft) -> dict[str, Any]:
    """`draft` as the tables of a TOML file; `from_table` reads it back the same."""
    return {
        "code": draft.code,
        "weighting": draft.weighting.value,
        "min_applicable": plain(draft.min_applicable),
        "veto_cap": plain(draft.veto_cap),
        "bonus_cap": plain(draft.bonus_cap),
        **({"minutes": plain(draft.minutes)} if draft.minutes else {}),
        "name": dict(draft.name),
        "description": dict(draft.description),
        "bands": [{"code": band.code, "from": plain(band.floor), "name": dict(band.name)} for band in draft.bands],
        "na_reasons": [{"code": reason.code, "name": dict(reason.name)} for reason in draft.na_reasons],
        "sections": [
            {"code": s.code, "weight": plain(s.weight)}
            | ({"compared": ", ".join(s.compared)} if s.compared else {})
            | {"name": dict(s.name)}
            | ({"repeat": _repeat_table(s.repeat)} if s.repeat else {})
            | {"items": [_item_table(item) for item in s.items]}
            for s in draft.sections
        ],
    }


def _repeat_table(repeat: Repeat) -> dict[str, Any]:
    return {"least": str(repeat.least), "most": str(repeat.most), "combining": repeat.combining.value, "name": dict(repeat.name)}


def _item_table(item: ItemDraft) -> dict[str, Any]:
    table: dict[str, Any] = {"code": item.code, "weight": plain(item.weight), "method": item.method.value}
    usual = ItemDraft(item.code, item.weight, item.text)
    for name in ("minimum", "maximum", "per_finding", "cap", "demands_at", "minutes"):
        if getattr(item, name) != getattr(usual, name):
            table[name] = plain(getattr(item, name))
    table["evidence_required"] = item.evidence_required
    table["veto"] = item.veto.value
    if item.metric:
        table |= {"metric": item.metric, "points": points_text(item.points)}
    if item.demands:
        table["demands"] = ", ".join(item.demands)
    for name in ("unit", "text", "standard", "rule", "evidence"):
        if content := dict(getattr(item, name)):
            table[name] = content
    if item.levels:
        table["levels"] = [{"points": plain(level.points), "name": dict(level.name)} for level in item.levels]
    return table


def plain(number: Decimal) -> str:
    """`number` without exponent and without idle zeros, exactly as it is."""
    return format(number.normalize(), "f")


def to_toml(draft: Draft) -> str:
    """`draft` as a TOML file in the form of data/checklists."""
    return "\n".join(_lines(to_table(draft), "")).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterable[str]:
    """The lines of a table: its values and texts first, then the tables below it under their full names."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            if value:
                yield f"{key} = {_inline(value)}"
        elif not isinstance(value, Sequence) or isinstance(value, str):
            yield f"{key} = {str(value).lower() if isinstance(value, bool) else _quoted(value)}"
    for key, value in table.items():
        if isinstance(value, list):
            for one in value:
                yield f"\n[[{path}{key}]]"
                yield from _lines(one, f"{path}{key}.")


def _inline(table: Mapping[str, Any]) -> str:
    told = (f"{name} = {_inline(one) if isinstance(one, Mapping) else _quoted(one)}" for name, one in table.items())
    return f"{{ {', '.join(told)} }}"


def _quoted(text: str) -> str:
    """A TOML basic string: its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
