"""Files with measured values or counts by subgroup, read strictly and refused with row and column. Row 1 is the headings."""

from collections.abc import Sequence

from core.errors import Refusal
from core.exchange.evm import cells
from core.exchange.evm.cells import At
from core.exchange.evm.reading import Row, table
from core.quality.spc.rules.charts import Kind, Subgroup
from core.words import N_

ALIASES = {
    "sample": "subgroup", "group": "subgroup", "id": "subgroup", "period": "subgroup", "组": "subgroup", "子组": "subgroup", "样本": "subgroup", "组号": "subgroup",
    "measurement": "value", "x": "value", "值": "value", "测量值": "value", "数值": "value",
    "defectives": "count", "defects": "count", "nonconforming": "count", "nonconformities": "count", "d": "count", "数量": "count", "不合格数": "count", "缺陷数": "count",
    "n": "size", "sample_size": "size", "units": "size", "样本量": "size", "检查数": "size", "单位数": "size",
}  # fmt: skip
NOT_A_COUNT = N_("a count is a whole number")
NOT_A_SIZE = N_("a sample has a size above zero; leave the row out if nothing was looked at")
WHOLE_SIZE = N_("the number of cases is a whole number")
ABOVE_SIZE = N_("more were found than the sample holds; a chart of defects per unit (u) allows that")
TWICE = N_("this subgroup is given twice; it has one row in this chart")
NO_LABEL = N_("every row names its subgroup")
SIZES_DIFFER = N_("the samples differ in size, so numbers of defects cannot be compared; take the chart u")


class OneValue(Refusal):
    message = N_("Subgroup “{label}” has only one value, so it has no spread. Give it more, leave it out of the file, or take the chart imr.")


class TooFewSubgroups(Refusal):
    message = N_("Control limits need at least two subgroups; the file has {count}.")


def subgroups(data: bytes, kind: Kind) -> tuple[list[str], list[Subgroup]]:
    """Labels and figures of a file in the order in which subgroups first appear.

    Measured values: the columns subgroup, value; the rows of a subgroup may stand apart. Counts: subgroup, count, size; of
    chart c the size may be left out. Refuses what `table` refuses, CellWrong, OneValue, TooFewSubgroups.
    """
    labels, found = _counted(data, kind) if kind.counted else _measured(data, kind)
    if len(found) < 2:
        raise TooFewSubgroups(count=len(found))
    return labels, found


def _label(row: Row) -> str:
    cell = row.at("subgroup")
    if not cell.text:
        raise cell.refuse(NO_LABEL)
    return cell.text


def _measured(data: bytes, kind: Kind) -> tuple[list[str], list[Subgroup]]:
    rows = table(data, ("subgroup", "value"), (), ALIASES)
    values: dict[str, list[float]] = {}
    for row in rows:
        label, cell = _label(row), row.at("value")
        if not cell.text:
            raise cell.refuse(cells.MISSING)
        if kind is Kind.IMR and label in values:
            raise row.at("subgroup").refuse(TWICE)
        values.setdefault(label, []).append(float(cells.number(cell)))
    if kind is not Kind.IMR:
        for label, of in values.items():
            if len(of) < 2:
                raise OneValue(label=label[: cells.SHOWN])
    return list(values), [Subgroup(tuple(of)) for of in values.values()]


def _counted(data: bytes, kind: Kind) -> tuple[list[str], list[Subgroup]]:
    wanted = ("subgroup", "count") if kind is Kind.C else ("subgroup", "count", "size")
    rows = table(data, wanted, ("size",) if kind is Kind.C else (), ALIASES)
    found: dict[str, Subgroup] = {}
    sizes: set[float] = set()
    for row in rows:
        label = _label(row)
        if label in found:
            raise row.at("subgroup").refuse(TWICE)
        count = _count(row.at("count"))
        size = _size(row.at("size"), kind)
        if kind in (Kind.P, Kind.NP) and count > size:
            raise row.at("count").refuse(ABOVE_SIZE)
        sizes.add(size)
        if kind is Kind.C and len(sizes) > 1:
            raise row.at("size").refuse(SIZES_DIFFER)
        found[label] = Subgroup(count=count, size=1.0 if kind is Kind.C else size)
    return list(found), list(found.values())


def _count(cell: At) -> float:
    if not cell.text:
        raise cell.refuse(cells.MISSING)
    found = cells.amount(cell)
    if found is None or found.denominator != 1:
        raise cell.refuse(NOT_A_COUNT)
    return float(found)


def _size(cell: At, kind: Kind) -> float:
    if kind is Kind.C and not cell.text:
        return 1.0
    if not cell.text:
        raise cell.refuse(cells.MISSING)
    found = cells.amount(cell)
    if not found:
        raise cell.refuse(NOT_A_SIZE)
    if kind in (Kind.P, Kind.NP) and found.denominator != 1:
        raise cell.refuse(WHOLE_SIZE)
    return float(found)


class NoSuchSubgroup(Refusal):
    message = N_("There is no subgroup “{label}” in the file to leave out or to begin a phase with.")


def places(labels: Sequence[str], wanted: Sequence[str]) -> set[int]:
    """Indices of subgroups named on the command line, alone or with commas between them. Refuses NoSuchSubgroup."""
    index = {label: at for at, label in enumerate(labels)}
    found: set[int] = set()
    for text in wanted:
        for label in [text] if text.strip() in index else text.split(","):
            if not label.strip():
                continue
            if label.strip() not in index:
                raise NoSuchSubgroup(label=label.strip()[: cells.SHOWN])
            found.add(index[label.strip()])
    return found
