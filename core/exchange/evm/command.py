"""The command evm: earned value of a table of tasks, or of a series of periods. Needs no database."""

import argparse
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.fairness.command import CannotRead
from core.words import N_, translate

Console = Any
"""What a command answers with (core/__main__.py)."""
Add = Callable[..., argparse.ArgumentParser]
SHOWN = ("pv", "ev", "ac", "sv", "cv", "spi", "cpi", "eac_cpi", "es", "sv_t", "spi_t", "eac_t")
"""Of a series without --json: the columns of its table."""


class NoStatusDate(Refusal):
    message = N_("Say of which day the status is, with --status-date 2026-01-31.")


class NotAStatusDate(Refusal):
    message = N_("“{value}” is not a day that can be used here. Write it as 2026-01-31.")


class NotAbove(Refusal):
    message = N_("{option} needs a number above zero; “{value}” is none.")


def evm(console: Console, options: argparse.Namespace) -> None:
    """Earned value of a CSV file of tasks on a day, or with --series of cumulative values by period.

    STATUS.csv has the columns task, start, finish, budget, percent_complete and actual_cost, and may have rule (percent,
    50/50, 0/100, milestones, loe), milestones (40@2026-01-31 done | 60@2026-02-28), cancelled (yes), actual_start and
    actual_finish. Planned value runs evenly from the start to the finish, both days included, over calendar days (or
    --days weekdays), as published examples count: public holidays are days like any other, a start or a finish on one stays
    where it is, and only the plans in the application know the organisation's calendars. The status is that of the end of the status date. An empty actual cost is unknown once the task has
    begun, else zero. Earned schedule is told in days since the first start (or --unit week, month).

    SERIES.csv has the columns period, pv, ev and ac: sums since the start, at the end of each period. Periods to come have
    no ev and ac. eac_t = ieac_t = PD / SPI(t); eac_t_plan = AT + (PD - ES); eac_t_cpi_spi = AT + (PD - ES) / (CPI x SPI(t));
    eac_t_pv1, _pv2: planned value method; eac_t_ed1, _ed2: earned duration; tspi = (PD - ES) / (PD - AT). What cannot be
    computed is null, with its reason.
    """
    data = _bytes(options.file)
    if options.series:
        _series(console, options, data)
    else:
        _status(console, options, data)


def _bytes(path: str) -> bytes:
    from core.exchange.evm.reading import BYTES_AT_MOST

    try:
        with Path(path).open("rb") as file:
            return file.read(BYTES_AT_MOST + 1)  # one more than allowed is refused by its reader
    except (OSError, ValueError) as unreadable:
        raise CannotRead(path=path, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable


def _status(console: Console, options: argparse.Namespace, data: bytes) -> None:
    from core.exchange.evm import cells, reading, rules

    if not options.status_date:
        raise NoStatusDate()
    try:
        until = cells.day(cells.At(0, "", options.status_date))
    except cells.CellWrong as wrong:
        raise NotAStatusDate(value=options.status_date) from wrong
    if until is None:
        raise NoStatusDate()
    tasks, shares = reading.tasks(data, until)
    found = rules.status(tasks, until, rules.Days(options.days), rules.Unit(options.unit))
    remarks = [*found.remarks, *([(N_("No percentage is above 1, so they are taken for parts of one: 0.5 is half."), {})] if shares else [])]
    told = _told(console, found.figures)
    console.facts |= told | {
        "status_date": until.isoformat(), "unit": options.unit, "forecasts": _told(console, found.extra)["figures"],
        "remarks": [translate(console.language, message, **facts) for message, facts in remarks],
    }  # fmt: skip
    if not console.as_json:
        print("\n".join(f"{key:<12} {_written(value):>18}  {told['reasons'].get(key, '')}".rstrip() for key, value in told["figures"].items()))
        print("\n".join(console.facts["remarks"]))


def _series(console: Console, options: argparse.Namespace, data: bytes) -> None:
    from core.exchange.evm import reading, rules

    bac, duration = _above("--bac", options.bac), _above("--duration", options.duration)
    entries = reading.entries(data, bac)
    found = rules.series(entries, bac, duration)
    rows: list[dict[str, Any]] = [{"period": one.label, **_told(console, of.figures)} for one, of in zip(entries, found, strict=True)]
    console.facts["periods"] = rows
    console.facts["remarks"] = list(dict.fromkeys(translate(console.language, message, **facts) for of in found for message, facts in of.remarks))
    if not console.as_json:
        lines = [["", *SHOWN], *([str(row["period"]), *(_written(row["figures"].get(key)) for key in SHOWN)] for row in rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        print("\n".join("  ".join(cell.rjust(wide) for cell, wide in zip(line, widths, strict=True)).rstrip() for line in lines))
        print("\n".join([*dict.fromkeys(reason for row in rows for reason in row["reasons"].values()), *console.facts["remarks"]]))


def _above(option: str, text: str | None) -> Fraction | None:
    from core.exchange.evm import cells

    if text is None:
        return None
    try:
        found = cells.amount(cells.At(0, option, text))
    except cells.CellWrong as wrong:
        raise NotAbove(option=option, value=text) from wrong
    if not found:
        raise NotAbove(option=option, value=text)
    return found


def _told(console: Console, figures: Mapping[str, Fraction | str]) -> dict[str, dict[str, Any]]:
    """Numbers as they are, without rounding; null where there is none, with the reason beside it."""
    return {
        "figures": {key: None if isinstance(value, str) else float(value) for key, value in figures.items()},
        "reasons": {key: translate(console.language, value) for key, value in figures.items() if isinstance(value, str)},
    }  # fmt: skip


def _written(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}" if abs(value) >= 100 else f"{value:,.4f}"


def add_to(commands: Any, add: Add) -> None:
    """The word of this command."""
    take = add(commands, "evm", evm)
    take.add_argument("file", metavar="FILE.csv", help="tasks with their status, or with --series sums by period")
    take.add_argument("--status-date", metavar="D", help="the day at whose end the status is taken, such as 2026-01-31")
    take.add_argument("--days", choices=["calendar", "weekdays"], default="calendar", help="over which days planned value runs")
    take.add_argument("--unit", choices=["day", "week", "month"], default="day", help="in what earned schedule is told")
    take.add_argument("--series", action="store_true", help="the file holds cumulative values by period")
    take.add_argument("--bac", metavar="B", help="of a series: the budget at completion (else the last planned value)")
    take.add_argument("--duration", metavar="N", help="of a series: the planned duration in periods (else when the budget is first planned)")
