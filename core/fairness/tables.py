"""Scores and records from CSV files: read strictly, refused with the row that is wrong. Row 1 is the headings."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from core import fields
from core.errors import Refusal
from core.fairness.rules.ratings import Level, Ratings
from core.words import N_

BYTES_AT_MOST, ROWS_AT_MOST, CELLS_AT_MOST = 64 * 2**20, 500_000, 20_000_000
NAME_LIMIT = 200
LARGEST = 1e12
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})
"""How other programs write that a cell of a covariate or an outcome is empty; small letters."""
WORDS = {"true": 1.0, "yes": 1.0, "y": 1.0, "t": 1.0, "是": 1.0, "false": 0.0, "no": 0.0, "n": 0.0, "f": 0.0, "否": 0.0}


class NotUtf8(Refusal):
    message = N_("The file is not text in UTF-8; save it as “CSV UTF-8”.")


class NoRows(Refusal):
    message = N_("The file has no rows beneath its headings.")


class TooLarge(Refusal):
    message = N_("The file is too large: at most {rows} rows, {megabytes} MB, and {cells} pairs of unit and rater.")


class WrongColumns(Refusal):
    message = N_("Row 1 must hold the headings {wanted}, each once; it holds: {found}")


class NamedTwice(Refusal):
    message = N_("The column “{column}” is asked for twice.")


class BrokenRow(Refusal):
    message = N_("Row {row} cannot be read: {reason}")


class WrongWidth(Refusal):
    message = N_("Row {row} has {found} cells where the headings have {wanted}.")


class NameUnusable(Refusal):
    message = N_("Row {row}: “{column}” needs a name of 1 to {limit} characters.")


class ScoreNotANumber(Refusal):
    message = N_("Row {row}: the {column} “{value}” is not a number that can be used here.")


class ScoredTwice(Refusal):
    message = N_("Row {row}: {rater} scored {unit} in row {first} already.")


def rows(data: bytes, wanted: Sequence[str], *, fold: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The cells of the `wanted` columns of each row with its number, stripped. `fold`: headings in whatever case.

    Comma, semicolon or tab divide cells. Refuses what is no such file, with the row.
    """
    if len(data) > BYTES_AT_MOST:
        raise TooLarge(rows=ROWS_AT_MOST, megabytes=BYTES_AT_MOST // 2**20, cells=CELLS_AT_MOST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as not_text:
        raise NotUtf8() from not_text
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    number = 0
    try:
        headings = [heading.strip() for heading in next(reader, [])]
        known = [heading.lower() for heading in headings] if fold else headings
        if any(known.count(name) != 1 for name in wanted):
            raise WrongColumns(wanted=", ".join(wanted), found=", ".join(headings)[:200] or "–")
        places = [known.index(name) for name in wanted]
        for number, cells in enumerate(reader, 2):
            if number > ROWS_AT_MOST + 1:
                raise TooLarge(rows=ROWS_AT_MOST, megabytes=BYTES_AT_MOST // 2**20, cells=CELLS_AT_MOST)
            if not cells:
                continue  # an empty line, usually the last one
            if len(cells) != len(headings):
                raise WrongWidth(row=number, found=len(cells), wanted=len(headings))
            yield number, [cells[place].strip() for place in places]
    except csv.Error as broken:
        raise BrokenRow(row=max(number + 1, 1), reason=str(broken)[:120]) from broken
    if number == 0:
        raise NoRows()


def number_in(cell: str, row: int, column: str) -> float:
    """A finite number. Refuses ScoreNotANumber."""
    if _NUMBER.fullmatch(cell) and abs(value := float(cell)) <= LARGEST:
        return value if value else 0.0
    raise ScoreNotANumber(row=row, column=column, value=cell[:40])


def _name(known: dict[str, str], cell: str, row: int, column: str) -> str:
    if cell not in known:
        try:
            known[cell] = fields.line(cell, column, NAME_LIMIT)
        except Refusal as unusable:
            raise NameUnusable(row=row, column=column, limit=NAME_LIMIT) from unusable
    return known[cell]


def scores(data: bytes, level: Level) -> Ratings:
    """Ratings from the columns unit, rater, score; a blank score is missing. At level nominal a score may be a name.

    Refuses, with the row: other columns, empty names, scores that are not finite numbers, a unit scored twice by a rater.
    """
    first: dict[tuple[str, str], int] = {}
    units: dict[str, str] = {}
    raters: dict[str, str] = {}
    found: list[tuple[str, str, int, str]] = []
    for row, (unit, rater, score) in rows(data, ("unit", "rater", "score"), fold=True):
        pair = (_name(units, unit, row, "unit"), _name(raters, rater, row, "rater"))
        if pair in first:
            raise ScoredTwice(row=row, rater=pair[1], unit=pair[0], first=first[pair])
        first[pair] = row
        found.append((*pair, row, score))
    if len(set(units.values())) * len(set(raters.values())) > CELLS_AT_MOST:
        raise TooLarge(rows=ROWS_AT_MOST, megabytes=BYTES_AT_MOST // 2**20, cells=CELLS_AT_MOST)
    given = [score for *_, score in found if score]
    if level is Level.NOMINAL and not all(_NUMBER.fullmatch(score) for score in given):
        known: dict[str, str] = {}
        cleaned = [(unit, rater, _name(known, score, row, "score") if score else "") for unit, rater, row, score in found]
        names = tuple(sorted(set(known.values())))
        place = {name: float(index) for index, name in enumerate(names)}
        return Ratings.of(((unit, rater, place[score] if score else float("nan")) for unit, rater, score in cleaned), names)
    return Ratings.of((unit, rater, number_in(score, row, "score") if score else float("nan")) for unit, rater, row, score in found)


@dataclass(frozen=True)
class Records:
    """Columns of records with one rater each; rows without rater or outcome are left out, and counted."""

    raters: list[str]
    outcomes: list[float]
    covariates: dict[str, list[str | float | None]]
    left_out: int


def records(data: bytes, rater: str, outcome: str, covariates: Sequence[str], categorical: Collection[str] = ()) -> Records:
    """Records for the nested model. A covariate whose cells all are numbers counts as one, unless named in `categorical`.

    Outcomes are numbers or yes and no (true and false). Refuses missing columns, and with its row an outcome that is neither.
    """
    wanted = [rater, outcome, *covariates]
    for column in wanted:
        if wanted.count(column) > 1:
            raise NamedTwice(column=column)
    for column in categorical:
        if column not in covariates:
            raise WrongColumns(wanted=", ".join(covariates) or "–", found=column)
    known: dict[str, str] = {}
    raters, outcomes, columns, left_out = [], [], [[] for _ in covariates], 0
    for row, (name, result, *cells) in rows(data, wanted):
        if name.lower() in MISSING or result.lower() in MISSING:
            left_out += 1
            continue
        raters.append(_name(known, name, row, rater))
        word = WORDS.get(result.lower())
        outcomes.append(number_in(result, row, outcome) if word is None else word)
        for column, cell in zip(columns, cells, strict=True):
            column.append(None if cell.lower() in MISSING else cell)
    if not raters:
        raise NoRows()
    made = {name: _typed(cells, name in categorical, float) for name, cells in zip(covariates, columns, strict=True)}
    return Records(raters, outcomes, made, left_out)


def _typed(cells: list[str | None], as_text: bool, number: Callable[[str], float]) -> list[str | float | None]:
    numeric = not as_text and all(cell is None or (_NUMBER.fullmatch(cell) and abs(number(cell)) <= LARGEST) for cell in cells)
    return [number(cell) if numeric and cell is not None else cell for cell in cells]
