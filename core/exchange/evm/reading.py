"""Files with a table of tasks or a series of periods, read strictly and refused with row and column. Row 1 is the headings."""

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from core.errors import Refusal
from core.exchange.evm import cells
from core.exchange.evm.cells import At
from core.exchange.evm.rules import Entry, Part, Rule, Task
from core.fairness.tables import BrokenRow, NoRows
from core.files.rules import decode_text
from core.words import N_

BYTES_AT_MOST, ROWS_AT_MOST = 64 * 2**20, 500_000
TASKS = ("task", "start", "finish", "budget", "percent_complete", "actual_cost")
TASKS_ALSO = ("rule", "milestones", "cancelled", "actual_start", "actual_finish")
PERIODS = ("period", "pv", "ev", "ac")
ALIASES = {
    "name": "task", "activity": "task", "任务": "task", "任务名称": "task", "begin": "start", "planned_start": "start", "开始": "start", "计划开始": "start",
    "end": "finish", "planned_finish": "finish", "完成": "finish", "计划完成": "finish", "bac": "budget", "预算": "budget", "percent": "percent_complete",
    "complete": "percent_complete", "progress": "percent_complete", "完成百分比": "percent_complete", "进度": "percent_complete",
    "ac": "actual_cost", "acwp": "actual_cost", "实际成本": "actual_cost", "earning_rule": "rule", "canceled": "cancelled", "已取消": "cancelled",
}  # fmt: skip
ALIASES_OF_PERIODS = {
    "month": "period", "week": "period", "time": "period", "周期": "period", "期间": "period", "月份": "period", "bcws": "pv", "planned_value": "pv", "计划价值": "pv",
    "bcwp": "ev", "earned_value": "ev", "挣值": "ev", "acwp": "ac", "actual_cost": "ac", "实际成本": "ac",
}  # fmt: skip
RULES = {
    "": Rule.PERCENT, "percent": Rule.PERCENT, "%": Rule.PERCENT, "percent_complete": Rule.PERCENT, "50/50": Rule.HALVES, "halves": Rule.HALVES, "0/100": Rule.WHOLE,
    "whole": Rule.WHOLE, "milestones": Rule.MILESTONES, "milestone": Rule.MILESTONES, "weighted_milestones": Rule.MILESTONES, "loe": Rule.EFFORT, "level_of_effort": Rule.EFFORT,
    "effort": Rule.EFFORT,
}  # fmt: skip
BEFORE_START = N_("this lies before the start of the task")
AFTER_STATUS = N_("this lies after the status date")
UNKNOWN_RULE = N_("the rules are percent, 50/50, 0/100, milestones and loe")
NOT_MILESTONES = N_("write each milestone as weight@2026-01-31, with done behind those that are reached and | between them")
ONE_OR_HUNDRED = N_("whether 1 means one percent or all of it cannot be told; write 1% or 100%")
FALLS = N_("this is less than in the period before; the values must be sums since the start")
OVER_BUDGET = N_("more is earned than the budget at completion; give it with --bac")
TWICE = N_("this period is given twice")
_MILESTONE = re.compile(r"([^@\s]+)(?:\s*@\s*(\S+))?(?:\s+(done|完成|已完成))?", re.IGNORECASE)
_COUNTED = re.compile(r"(\D*)(\d+)(\D*)", re.ASCII)
_DECIMAL = re.compile(r"\d+(\.\d+)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?", re.ASCII)


class TableTooLarge(Refusal):
    message = N_("The file is too large: at most {rows} rows and {megabytes} MB.")


class ColumnMissing(Refusal):
    message = N_("The column “{column}” is missing in row 1. It must hold the headings {wanted}; it holds: {found}")


class ColumnTwice(Refusal):
    message = N_("The column “{column}” stands twice in row 1.")


class RowTooWide(Refusal):
    message = N_("Row {row} has {found} cells where the headings have {wanted}. Put quotation marks around cells with commas.")


class BudgetTooSmall(Refusal):
    message = N_("The budget at completion, {bac}, is less than the planned value of row {row}, {pv}.")


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[str, str]

    def at(self, column: str) -> At:
        return At(self.number, column, self.cells.get(column, ""))


def table(data: bytes, wanted: Sequence[str], also: Sequence[str], aliases: Mapping[str, str]) -> list[Row]:
    """The rows of a file by column; columns of other names are left out. UTF-8, UTF-16 or GB18030; comma, semicolon or tab between cells.

    Refuses NotText, TableTooLarge, NoRows, ColumnMissing, ColumnTwice, BrokenRow, RowTooWide.
    """
    if len(data) > BYTES_AT_MOST:
        raise TableTooLarge(rows=ROWS_AT_MOST, megabytes=BYTES_AT_MOST // 2**20)
    text = decode_text(data).removeprefix("\ufeff").lstrip("\r\n")
    if not text.strip():
        raise NoRows()
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    text = text[told.end() :] if told else text
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else max(",;\t", key=first.count), strict=True)
    found: list[Row] = []
    number = 0
    try:
        written = [heading.strip() for heading in next(reader, [])]
        number = 1
        known = [_heading(heading, aliases) for heading in written]
        for column in (*wanted, *also):
            if known.count(column) > 1:
                raise ColumnTwice(column=column)
            if column in wanted and column not in known:
                raise ColumnMissing(column=column, wanted=", ".join(wanted), found=", ".join(written)[:200] or "–")
        places = {column: known.index(column) for column in (*wanted, *also) if column in known}
        for number, row in enumerate(reader, 2):
            if not any(cell.strip() for cell in row):
                continue
            if number > ROWS_AT_MOST + 1:
                raise TableTooLarge(rows=ROWS_AT_MOST, megabytes=BYTES_AT_MOST // 2**20)
            if any(cell.strip() for cell in row[len(written) :]):
                raise RowTooWide(row=number, found=len(row), wanted=len(written))
            found.append(Row(number, {column: row[place] if place < len(row) else "" for column, place in places.items()}))
    except csv.Error as broken:
        raise BrokenRow(row=number + 1, reason=str(broken)[:120]) from broken
    if not found:
        raise NoRows()
    return found


def _heading(text: str, aliases: Mapping[str, str]) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = re.sub(r"[\s_-]+", "_", re.sub(r"[%()*:.]", " ", plain).strip())
    return aliases.get(plain, plain)


# --- tasks -----------------------------------------------------------------------------------------------------------


def tasks(data: bytes, until: date) -> tuple[list[Task], bool]:
    """The tasks of a file with their status at the end of a day, and whether percentages were written as parts of one.

    Percentages are taken for parts of one where none is above 1, none has a sign, and one lies between. Refuses what
    `table` refuses, and CellWrong.
    """
    rows = table(data, TASKS, TASKS_ALSO, ALIASES)
    told = [cells.percent(row.at("percent_complete")) if row.cells["percent_complete"].strip() or not _judged_otherwise(row) else (Fraction(0), True) for row in rows]
    shares = all(value <= 1 and not signed for value, signed in told) and any(value.denominator > 1 for value, _ in told)
    for row, (value, signed) in zip(rows, told, strict=True):
        if value == 1 and not signed and not shares and all(one <= 1 for one, _ in told):
            raise row.at("percent_complete").refuse(ONE_OR_HUNDRED)
    return [_task(row, value if shares else value / 100, until) for row, (value, _) in zip(rows, told, strict=True)], shares


def _judged_otherwise(row: Row) -> bool:
    """Its percentage says nothing: it earns by another rule, or it is cancelled."""
    return _rule(row) in (Rule.MILESTONES, Rule.EFFORT) or cells.yes(row.at("cancelled"))


def _rule(row: Row) -> Rule:
    cell = row.at("rule")
    text = re.sub(r"[\s_-]+", "_", cell.text.lower())
    if not text and row.cells.get("milestones", "").strip():
        return Rule.MILESTONES
    if text not in RULES:
        raise cell.refuse(UNKNOWN_RULE)
    return RULES[text]


def _task(row: Row, percent: Fraction, until: date) -> Task:
    start, finish = _needed_day(row, "start"), _needed_day(row, "finish")
    if finish < start:
        raise row.at("finish").refuse(BEFORE_START)
    budget = cells.amount(row.at("budget"))
    if budget is None:
        raise row.at("budget").refuse(cells.MISSING)
    began, finished = cells.day(row.at("actual_start")), cells.day(row.at("actual_finish"))
    for column, on in (("actual_start", began), ("actual_finish", finished)):
        if on is not None and on > until:
            raise row.at(column).refuse(AFTER_STATUS)
    if began is not None and finished is not None and finished < began:
        raise row.at("actual_finish").refuse(BEFORE_START)
    rule = _rule(row)
    parts = _parts(row, start, finish) if rule is Rule.MILESTONES else ()
    cost, cancelled = cells.amount(row.at("actual_cost")), cells.yes(row.at("cancelled"))
    return Task(row.cells["task"].strip(), start, finish, budget, percent, cost, rule, parts, cancelled, finished)


def _needed_day(row: Row, column: str) -> date:
    found = cells.day(row.at(column))
    if found is None:
        raise row.at(column).refuse(cells.MISSING)
    return found


def _parts(row: Row, start: date, finish: date) -> tuple[Part, ...]:
    cell, found = row.at("milestones"), []
    for text in cell.text.split("|"):
        told = _MILESTONE.fullmatch(text.strip())
        if told is None:
            raise cell.refuse(NOT_MILESTONES)
        weight = cells.amount(At(cell.row, cell.column, told[1].rstrip("%")))
        on = cells.day(At(cell.row, cell.column, told[2])) if told[2] else finish
        if not weight or on is None:
            raise cell.refuse(NOT_MILESTONES)
        if on < start:
            raise cell.refuse(BEFORE_START)
        found.append(Part(weight, on, bool(told[3])))
    return tuple(found)


# --- periods ---------------------------------------------------------------------------------------------------------


def entries(data: bytes, bac: Fraction | None) -> list[Entry]:
    """The periods of a file in their order. Planned values that are left empty at the end stay what they were.

    Refuses what `table` refuses, CellWrong and BudgetTooSmall.
    """
    rows = table(data, PERIODS, (), ALIASES_OF_PERIODS)
    placed = _placed(rows)
    found: list[Entry] = []
    numbers: list[int] = []
    ended: Row | None = None
    for row, label, at in placed:
        pv, ev, ac = (cells.amount(row.at(column)) for column in PERIODS[1:])
        if pv is None:
            if not found:
                raise row.at("pv").refuse(cells.MISSING)
            pv, ended = found[-1].pv, ended or row
        elif ended is not None:
            raise ended.at("pv").refuse(cells.MISSING)
        if found and pv < found[-1].pv:
            raise row.at("pv").refuse(FALLS)
        found.append(Entry(label, at, pv, ev, ac))
        numbers.append(row.number)
    if bac is not None and found[-1].pv > bac:
        raise BudgetTooSmall(bac=_plain(bac), row=numbers[-1], pv=_plain(found[-1].pv))
    budget = found[-1].pv if bac is None else bac
    for row, one in zip((row for row, *_ in placed), found, strict=True):
        if one.ev is not None and one.ev > budget:
            raise row.at("ev").refuse(OVER_BUDGET)
    return found


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"


def _placed(rows: Sequence[Row]) -> list[tuple[Row, str | int, Fraction]]:
    """Each row with its label and its time. Labels that count (1, M2, week 3) and dates give the order, others stand as they do."""
    labels = [row.at("period").text for row in rows]
    for row, label in zip(rows, labels, strict=True):
        if not label:
            raise row.at("period").refuse(cells.MISSING)
    keys = _counts(labels)
    days = _days(labels) if keys is None else None
    seen: set[object] = set()
    for place, row in enumerate(rows):
        key = keys[place] if keys is not None else days[place] if days is not None else labels[place]
        if key in seen:
            raise row.at("period").refuse(TWICE)
        seen.add(key)
    if keys is None:
        order = range(len(rows)) if days is None else sorted(range(len(rows)), key=days.__getitem__)
        return [(rows[place], labels[place], Fraction(number)) for number, place in enumerate(order, 1)]
    times = sorted(keys)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    step = min(gaps) if gaps else times[0]
    shift = times[0] - step if times[0] > step and times[0] > 1 else Fraction(0)
    return [
        (rows[place], int(labels[place]) if labels[place].isdecimal() else labels[place], keys[place] - shift)
        for place in sorted(range(len(rows)), key=keys.__getitem__)
    ]  # fmt: skip


def _counts(labels: Sequence[str]) -> list[Fraction] | None:
    """What the labels count to, if all do in the same way: 3, 2.5, M3, week 3. Not those that are days."""
    numbered = [found for label in labels if (found := _COUNTED.fullmatch(label))]
    alike = {(one[1].strip().lower(), one[3].strip().lower()) for one in numbered}
    if len(numbered) == len(labels) and len(alike) == 1 and not any(one[1].endswith("-") for one in numbered):
        return None if all(len(one[2]) == 8 for one in numbered) else [Fraction(int(one[2])) for one in numbered]
    if not all(_DECIMAL.fullmatch(label) for label in labels):
        return None
    return [Fraction(label) for label in labels]


def _days(labels: Sequence[str]) -> list[date] | None:
    found = []
    for label in labels:
        month = _MONTH.fullmatch(label)
        try:
            on = date(int(month[1]), int(month[2]), 1) if month else cells.day(At(0, "", label))
        except (ValueError, cells.CellWrong):
            return None
        if on is None:
            return None
        found.append(on)
    return found
