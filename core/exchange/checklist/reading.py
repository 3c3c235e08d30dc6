"""The rows of a foreign workbook as a checklist, with every fault named by its row. Pure.

People leave cells empty that merging would fill, put a title above the headings, write percent signs and bring
only the first sheet: all that is read. What could change a score unseen (an unknown heading, a word that is no
method, a weight that is missing) is a fault.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core import fields
from core.errors import NotANumber
from core.exchange.checklist import headings
from core.exchange.checklist.headings import (
    CHOICE_FIELDS,
    ITEM_FIELDS,
    SETTINGS_COLUMNS,
    SETTINGS_FIELDS,
    Field,
    Heading,
    Page,
)
from core.exchange.checklist.lines import Cells, Faults, Line, Table, as_share, head_row, heading_count
from core.exchange.checklist.rules import BANDS, FAULT_LIMIT, REASONS, codes_of, points_of
from core.inspection.rules import Combining, Demand, Method, Veto, Weighting
from core.inspection.templates import rules as templates
from core.inspection.templates.rules import (
    Choice,
    Draft,
    Fault,
    FaultyChecklist,
    ItemDraft,
    LevelDraft,
    Repeat,
    SectionDraft,
)
from core.words import N_, Content, Language

HUNDRED = Decimal(100)
_OF_A_REPEAT = frozenset({Field.REPEATED, Field.LEAST, Field.MOST, Field.COMBINING})
_OF_A_CHECKPOINT = frozenset({Field.CHECKPOINT_CODE, Field.CHECKPOINT, Field.CHECKPOINT_WEIGHT, Field.COMPARED}) | _OF_A_REPEAT
_OF_A_SUM = frozenset({Field.CHECKPOINT, Field.CHECKPOINT_WEIGHT, Field.TEXT, Field.WEIGHT})
"""All that a row below the table holds which sums up its weights."""


_OTHERWISE = N_("“{column}” says otherwise than row {first} for the same checkpoint.")


def read(sheets: Mapping[str, Sequence[Cells]], name: str) -> Draft:
    """The checklist in `sheets` (title -> rows) of the file `name`. Refuses FaultyChecklist with every fault."""
    pages = {page: sheet for sheet in reversed(list(sheets)) if (page := headings.page_of(sheet))}
    if Page.ITEMS not in pages:
        found = _items_sheet(sheets)
        if found is None:
            message = N_("No sheet has the headings of a checklist. Export one to see how they read.")
            raise FaultyChecklist([Fault("", message)])
        pages[Page.ITEMS] = found
    faults = Faults()
    reader = _Reader(Table(Page.ITEMS, pages[Page.ITEMS], sheets[pages[Page.ITEMS]], ITEM_FIELDS, faults))
    draft = reader.draft(
        settings=_Settings.of(pages.get(Page.SETTINGS), sheets, faults),
        bands=reader.choices(Page.GRADES, pages, sheets) or BANDS,
        reasons=reader.choices(Page.REASONS, pages, sheets) or REASONS,
        name=name,
    )
    wrong = faults.listed(FAULT_LIMIT)
    if wrong:
        raise FaultyChecklist(wrong)
    return draft


def _items_sheet(sheets: Mapping[str, Sequence[Cells]]) -> str | None:
    for title, rows in sheets.items():
        row = rows[head_row(rows, ITEM_FIELDS)] if rows else ()
        if heading_count(row, ITEM_FIELDS) > 1:  # one could be chance
            return title
    return None


@dataclass
class _Settings:
    """The second sheet: one setting a row. What it does not say is None or empty."""

    code: str = ""
    name: Content = field(default_factory=dict)
    description: Content = field(default_factory=dict)
    weighting: Weighting | None = None
    min_applicable: Decimal = Decimal("0.60")
    veto_cap: Decimal = Decimal(0)
    bonus_cap: Decimal = Decimal(0)
    minutes: Decimal = Decimal(0)
    row: tuple[str, int] | None = None

    @classmethod
    def of(cls, sheet: str | None, sheets: Mapping[str, Sequence[Cells]], faults: Faults) -> "_Settings":
        """The settings in `sheet`, the defaults if there is none."""
        made = cls()
        if sheet is None:
            return made
        for line in Table(Page.SETTINGS, sheet, sheets[sheet], SETTINGS_COLUMNS, faults):
            label = line.text(Field.SETTING)
            found = headings.heading(label, SETTINGS_FIELDS)
            if found is None:
                line.wrong(N_("The setting “{column}” is not known."), column=label[:60])
            else:
                made._take(found.field, line)
        return made

    def _take(self, what: Field, line: Line) -> None:
        if what is Field.CODE:
            self.code, self.row = line.text(Field.VALUE), (line.table.sheet, line.row)
        elif what is Field.NAME:
            self.name = _words(line)
        elif what is Field.DESCRIPTION:
            self.description = _words(line)
        elif what is Field.WEIGHTING:
            default = Weighting.BY_SECTION
            self.weighting = line.coded(Field.VALUE, headings.weighting, headings.WEIGHTINGS, default) if line.text(Field.VALUE) else None
        elif what is Field.MIN_APPLICABLE:
            share = line.parsed(Field.VALUE, as_share, N_("“{column}”: “{value}” is not a number."))
            self.min_applicable = self.min_applicable if share is None else share
        elif what is Field.BONUS_CAP:
            self.bonus_cap = line.number(Field.VALUE, self.bonus_cap)
        elif what is Field.WHOLE_MINUTES:
            self.minutes = line.number(Field.VALUE, self.minutes)
        else:
            self.veto_cap = line.number(Field.VALUE, self.veto_cap)


def _words(line: Line) -> dict[str, str]:
    """The texts of a setting; what stands in the column of values is in the language of the headings."""
    value = line.text(Field.VALUE)
    return line.content(Field.WORDING, one_line=False) or ({line.table.language.value: value} if value else {})


@dataclass
class _Group:
    """A checkpoint while its rows are being read."""

    line: Line
    code: str
    name: dict[str, str]
    weight: Decimal | None
    repeat: Repeat | None = None
    compared: tuple[str, ...] = ()
    lacks_weight: bool = False
    """Whether one of its items brought none."""
    items: list[tuple[Line, ItemDraft]] = field(default_factory=list)


class _Reader:
    """Reads the first sheet; `places` and `unsure` say what the faults of the whole stand for."""

    def __init__(self, table: Table) -> None:
        self.table, self.faults = table, table.faults
        self.groups: list[_Group] = []
        self.places: dict[str, tuple[Page, str, int]] = {}
        self.unsure: set[str] = set()
        """Codes whose parts lack a weight: that their weights do not total 100 goes without saying."""
        self.checkpoint_lacks_weight = self.item_lacks_weight = False

    def choices(self, page: Page, pages: Mapping[Page, str], sheets: Mapping[str, Sequence[Cells]]) -> tuple[Choice, ...]:
        """The grades or the reasons of their sheet; empty if there is none."""
        if page not in pages:
            return ()
        table = Table(page, pages[page], sheets[pages[page]], CHOICE_FIELDS[page], self.faults)
        found = []
        for number, line in enumerate(table, start=1):
            code = line.text(Field.CODE) or f"{page.value}-{number}"
            if page is Page.GRADES and not line.text(Field.FLOOR):
                line.wrong(N_("“{column}” is missing."), column=table.column(Field.FLOOR))
            floor = line.number(Field.FLOOR, Decimal(0))
            found.append(Choice(code, line.content(Field.NAME), floor))
            self.places.setdefault(code, (page, table.sheet, line.row))
        return tuple(found)

    def draft(self, settings: _Settings, bands: tuple[Choice, ...], reasons: tuple[Choice, ...], name: str) -> Draft:
        """The whole checklist; what is wrong with it is among the faults."""
        for line in self.table:
            self._take(line)
        self._name_codes()
        weighting = settings.weighting or self._weighting()
        sections = self._sections(weighting)
        stem = re.sub(r"\.[^.]{1,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
        own_name = {self.table.language.value: fields.line(self.table.title or stem, "", 10**6, needed=False)}
        code = settings.code or code_of(stem)
        draft = Draft(
            code=code,
            name=settings.name or {language: text for language, text in own_name.items() if text},
            description=settings.description,
            sections=sections,
            weighting=weighting,
            min_applicable=settings.min_applicable,
            veto_cap=settings.veto_cap,
            bands=bands,
            na_reasons=reasons,
            bonus_cap=settings.bonus_cap,
            minutes=settings.minutes,
        )
        if self.checkpoint_lacks_weight if weighting is Weighting.BY_SECTION else self.item_lacks_weight:
            self.unsure.add(code)
        whole = (Page.SETTINGS, *settings.row) if settings.row else (Page.ITEMS, self.table.sheet, self.table.head + 1)
        self._judge(draft, {code: whole} | self.places)
        return draft

    def _judge(self, draft: Draft, places: Mapping[str, tuple[Page, str, int]]) -> None:
        """Add what is wrong with the whole, at the row it comes from."""
        tokens = {code: f"place {number}" for number, code in enumerate(places)}
        by_token = {tokens[code]: place for code, place in places.items()}
        for fault in templates.faults(draft, tokens):
            if "total" in fault.facts and fault.facts.get("code") in self.unsure:
                continue
            page, sheet, row = by_token.get(fault.where, places[draft.code])
            self.faults.add(page, sheet, row, fault.message, **fault.facts)

    # ------------------------------------------------------------------ rows
    def _take(self, line: Line) -> None:
        given = {f for f in ITEM_FIELDS if (line.content(f) if f in headings.CONTENTS else line.text(f))}
        if given <= _OF_A_SUM and headings.is_sum((*line.content(Field.CHECKPOINT).values(), *line.content(Field.TEXT).values())):
            return
        group = self._group(line)
        if group is None:
            line.wrong(N_("No checkpoint stands in this row or above it."))
            group = _Group(line, "", {"en": "?"}, Decimal(1))
            self.groups.append(group)
        if given - _OF_A_CHECKPOINT:  # otherwise the row only names a checkpoint, as a title above its items
            group.items.append((line, self._item(line, group)))

    def _group(self, line: Line) -> _Group | None:
        """The checkpoint of a row: the one it names, or the one above for a row that names none."""
        code, name, weight = line.text(Field.CHECKPOINT_CODE), line.content(Field.CHECKPOINT), line.given_number(Field.CHECKPOINT_WEIGHT)
        if not code and not name:
            current = self.groups[-1] if self.groups else None
        elif code:
            current = next((group for group in self.groups if group.code == code), None)
        else:
            current = next((group for group in self.groups if not group.code and group.name == name), None)
        if current is None and (code or name):
            current = _Group(line, code, name, weight)
            self.groups.append(current)
        elif current is not None:
            self._agree(line, current, name, weight)
        if current is not None and (compared := codes_of(line.text(Field.COMPARED))):
            if current.compared not in ((), compared):
                line.wrong(_OTHERWISE, column=self.table.column(Field.COMPARED), first=current.line.row)
            current.compared = compared
        if current is not None and (repeat := self._repeat(line)) is not None:
            if current.repeat not in (None, repeat):
                line.wrong(_OTHERWISE, column=self.table.column(Field.REPEATED), first=current.line.row)
            current.repeat = repeat
        return current

    def _repeat(self, line: Line) -> Repeat | None:
        """For what the checkpoint of a row is repeated, if the row says anything about it."""
        name = line.content(Field.REPEATED)
        if not name and not any(line.text(field_) for field_ in (Field.LEAST, Field.MOST, Field.COMBINING)):
            return None
        least, most = (self._count(line, field_, default) for field_, default in ((Field.LEAST, 1), (Field.MOST, templates.MAX_INSTANCES)))
        return Repeat(name, least, most, line.coded(Field.COMBINING, headings.combining, headings.COMBININGS, Combining.MEAN))

    def _count(self, line: Line, field_: Field, default: int) -> int:
        number = line.number(field_, Decimal(default))
        if number != number.to_integral_value():
            line.wrong(N_("“{column}”: “{value}” is not a whole number."), column=self.table.column(field_), value=str(number)[:40])
            return default
        return int(number)

    def _agree(self, line: Line, group: _Group, name: dict[str, str], weight: Decimal | None) -> None:
        """A checkpoint may be named in each of its rows, but only in one way."""
        if weight is not None and group.weight is None:
            group.weight = weight
        for what, differs in (
            (Field.CHECKPOINT, any(group.name.get(language, text) != text for language, text in name.items())),
            (Field.CHECKPOINT_WEIGHT, weight is not None and weight != group.weight),
        ):
            if differs:
                line.wrong(_OTHERWISE, column=self.table.column(what), first=group.line.row)
        group.name = name | group.name

    def _item(self, line: Line, group: _Group) -> ItemDraft:
        levels = self._levels(line)
        weight = line.given_number(Field.WEIGHT)
        method = self._method(line, bool(levels))
        if method is Method.BONUS and weight is None:
            weight = Decimal(0)
        if weight is None:
            if not line.text(Field.WEIGHT):
                line.wrong(N_("“{column}” is missing."), column=self.table.column(Field.WEIGHT))
            group.lacks_weight = self.item_lacks_weight = True
        return ItemDraft(
            code=line.text(Field.CODE),
            weight=Decimal(1) if weight is None else weight,
            text=line.content(Field.TEXT, one_line=False),
            standard=line.content(Field.STANDARD, one_line=False),
            rule=line.content(Field.RULE, one_line=False),
            evidence=line.content(Field.EVIDENCE, one_line=False),
            unit=line.content(Field.UNIT),
            evidence_required=line.coded(Field.EVIDENCE_REQUIRED, headings.flag, headings.FLAGS, False),
            veto=line.coded(Field.VETO, headings.veto, headings.VETOES, Veto.NONE),
            method=method,
            levels=levels,
            minimum=line.number(Field.MINIMUM, Decimal(0)),
            maximum=line.number(Field.MAXIMUM, HUNDRED),
            per_finding=line.number(Field.PER_FINDING, Decimal(0)),
            cap=line.number(Field.CAP, HUNDRED),
            demands=self._demands(line),
            demands_at=line.number(Field.DEMANDS_AT, HUNDRED),
            metric=line.text(Field.METRIC),
            points=line.parsed(Field.POINTS, points_of, N_("“{column}”: “{value}” is not a list of points. Write them as 70=0, 95=100.")) or (),
            minutes=line.number(Field.MINUTES, Decimal(0)),
        )

    def _method(self, line: Line, has_levels: bool) -> Method:
        """The method; for an empty cell the one that the other cells of the row can only mean."""
        if line.text(Field.METHOD):
            default = Method.YES_NO  # asks nothing of the other cells, so that one fault does not bring more
            return line.coded(Field.METHOD, headings.method, headings.METHODS, default)
        if has_levels:
            return Method.LEVELS
        if line.text(Field.PER_FINDING):
            return Method.DEDUCTION
        if line.text(Field.MINIMUM) or line.text(Field.MAXIMUM):
            return Method.NUMERIC
        known = ", ".join(headings.word(one, self.table.language) for one in headings.METHODS.values())
        line.wrong(N_("“{column}” is missing. Choose one of: {known}"), column=self.table.column(Field.METHOD), known=known)
        return Method.YES_NO

    def _demands(self, line: Line) -> tuple[Demand, ...]:
        known = ", ".join(headings.word(one, self.table.language) for one in headings.DEMANDS.values())
        message = N_("“{column}”: “{value}” is not known. Write one or more of: {known}")
        return line.parsed(Field.DEMANDS, headings.demands, message, known=known) or ()

    def _levels(self, line: Line) -> tuple[LevelDraft, ...]:
        """The levels of up to three columns, one per language: “0=No records”, one a line or separated by bars."""
        names: dict[Decimal, dict[str, str]] = {}
        first = ""
        for language, text in line.content(Field.LEVELS, one_line=False).items():
            column = self.table.titles[Heading(Field.LEVELS, Language(language))]
            given = self._level_lines(line, column, text)
            if first and set(given) != set(names):
                line.wrong(N_("“{column}” has other levels than “{other}”."), column=column, other=first)
            first = first or column
            for points, name in given.items():
                names.setdefault(points, {}).update({language: name} if name else {})
        return tuple(LevelDraft(points, names[points]) for points in sorted(names))

    def _level_lines(self, line: Line, column: str, text: str) -> dict[Decimal, str]:
        parts = text.split("\n") if "\n" in text else re.split(r"[|｜]", text)
        found: dict[Decimal, str] = {}
        for part in filter(None, (one.strip() for one in parts)):
            number, separator, name = _split_level(part)
            try:
                points = fields.decimal(number) if separator else None
            except NotANumber:
                points = None
            if points is None:
                line.wrong(N_("“{column}”: “{value}” is not a level. Write each as “0=No records”."), column=column, value=part[:60])
            elif points in found:
                line.wrong(N_("“{column}” has the level {points} twice."), column=column, points=number)
            else:
                found[points] = fields.line(name, "", 10**6, needed=False)
        return found

    # ------------------------------------------------------------------ the whole
    def _name_codes(self) -> None:
        """Give codes to checkpoints and items that bring none: c1, c2; c1-1, c1-2. None is given twice."""
        taken = {group.code for group in self.groups} | {item.code for group in self.groups for _, item in group.items}
        for number, group in enumerate(self.groups, start=1):
            group.code = group.code or _free(f"c{number}", taken)
            self.unsure |= {group.code} if group.lacks_weight else set()
            self.places[group.code] = (Page.ITEMS, self.table.sheet, group.line.row)
            for index, (line, item) in enumerate(group.items, start=1):
                code = item.code or _free(f"{group.code[:30]}-{index}", taken)
                group.items[index - 1] = (line, _with(item, code=code))
                self.places[code] = (Page.ITEMS, self.table.sheet, line.row)

    def _weighting(self) -> Weighting:
        """By checkpoint, unless only the items have weights or theirs add up to those of the checkpoints (points)."""
        if not self.table.has(Field.CHECKPOINT_WEIGHT):
            return Weighting.BY_ITEM
        sums = [sum((item.weight for _, item in group.items), Decimal(0)) for group in self.groups]
        as_points = sum(sums, Decimal(0)) == HUNDRED and sums == [group.weight for group in self.groups] and len(sums) > 1
        return Weighting.BY_ITEM if as_points else Weighting.BY_SECTION

    def _sections(self, weighting: Weighting) -> tuple[SectionDraft, ...]:
        by_section = weighting is Weighting.BY_SECTION
        everything = [item.weight for group in self.groups for _, item in group.items]
        sections = []
        for group in self.groups:
            items = [item for _, item in group.items]
            factor = _percent(item.weight for item in items) if by_section else _percent(everything)
            items = [_with(item, weight=item.weight * factor) for item in items]
            weight = group.weight
            if weight is None and items and all(item.bonus for item in items):
                weight = Decimal(0)
            if weight is None and not by_section:
                weight = sum((item.weight for item in items), Decimal(0))
            if weight is None:
                if not group.line.text(Field.CHECKPOINT_WEIGHT):
                    group.line.wrong(N_("“{column}” is missing."), column=self.table.column(Field.CHECKPOINT_WEIGHT))
                self.checkpoint_lacks_weight = True
            sections.append((group, Decimal(1) if weight is None else weight, tuple(items)))
        whole = _percent(weight for _, weight, _ in sections) if by_section else Decimal(1)
        return tuple(
            SectionDraft(group.code, weight * whole, group.name, items, group.repeat, compared=group.compared) for group, weight, items in sections
        )


def _with(item: ItemDraft, **changes: object) -> ItemDraft:
    return ItemDraft(**{**vars(item), **changes})  # type: ignore[arg-type]


def _split_level(text: str) -> tuple[str, str, str]:
    """Points, separator and name of “0=No records”, “0：没有记录” or “0分：没有记录”."""
    found = re.match(r"\s*([^=＝:：]{1,20}?)\s*分?\s*([=＝:：])(.*)", text, re.DOTALL)
    return (found[1], found[2], found[3].strip()) if found else ("", "", text)


def _percent(weights: Iterable[Decimal]) -> Decimal:
    """100 for weights that total 1: cells formatted as per cent hold 0.2 for 20 %."""
    return HUNDRED if sum(weights, Decimal(0)) == 1 else Decimal(1)


def _free(wanted: str, taken: set[str]) -> str:
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}.{number}", number + 1
    taken.add(code)
    return code


def code_of(stem: str) -> str:
    """A code for a file without one, the same for the same name, so that the file's next state is its next version."""
    text = unicodedata.normalize("NFKC", stem).casefold()
    code = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:32].strip("-")
    if code and text.isascii():
        return code
    return f"{code or 'checklist'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
