"""The command spc: control charts of a CSV file, with Nelson's rules. Needs no database."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.fairness.command import CannotRead
from core.words import N_, translate

Console = Any
"""What a command answers with (core/__main__.py)."""
Add = Callable[..., argparse.ArgumentParser]
KINDS = ("p", "np", "u", "c", "imr", "xbar-r", "xbar-s")


class NoLaney(Refusal):
    message = N_("--laney widens the limits of the charts p and u; a chart {chart} has none of that kind.")


class NoTolerance(Refusal):
    message = N_("--lower and --upper are limits of measured values; a chart {chart} is drawn from counts.")


class LimitsUpsideDown(Refusal):
    message = N_("The lower limit of the tolerance, {lower}, is not below the upper one, {upper}.")


class NotAToleranceLimit(Refusal):
    message = N_("{option} needs a number; “{value}” is none.")


def spc(console: Console, options: argparse.Namespace) -> None:
    """Control charts of a CSV file with the columns subgroup,value (imr, xbar-r, xbar-s) or subgroup,count,size (p, np, u; c without size).

    Limits lie three sigma from the centre; sigma of values comes from moving ranges, ranges or standard deviations within
    subgroups, with unrounded d2, d3, c4. Nelson's eight rules are judged (of mr, r and s the first four): a signal names the
    point that completes the pattern, counted from 0, and every further point that still does. Subgroups left out with
    --exclude are drawn and judged, but no limit stands on them.
    """
    from core.exchange.spc import reading
    from core.quality.spc.rules.charts import Kind, charts
    from core.quality.spc.rules.nelson import Nelson

    kind = Kind(options.chart)
    if options.laney and kind not in (Kind.P, Kind.U):
        raise NoLaney(chart=kind.value)
    lower, upper = (None if text is None else _limit(option, text) for option, text in (("--lower", options.lower), ("--upper", options.upper)))
    if kind.counted and (lower is not None or upper is not None):
        raise NoTolerance(chart=kind.value)
    if lower is not None and upper is not None and lower >= upper:
        raise LimitsUpsideDown(lower=lower, upper=upper)
    labels, subgroups = reading.subgroups(_bytes(options.file), kind)
    left_out, begins = reading.places(labels, options.exclude), reading.places(labels, options.phase)
    rules = None if options.rules is None else [Nelson(number) for number in options.rules]
    found = charts(kind, subgroups, excluded=left_out, begins=begins, laney=options.laney, rules=rules)
    console.facts |= {
        "chart": kind.value, "subgroups": labels, "excluded": [labels[at] for at in sorted(left_out)],
        "charts": {
            one.name: {
                "center": _one(one.center), "lcl": _one(one.lcl), "ucl": _one(one.ucl), "points": list(one.points),
                "signals": [{"index": at.index, "rule": at.rule.value, "subgroup": labels[at.index], "name": translate(console.language, at.rule.label)} for at in one.signals],
                "reasons": [translate(console.language, reason) for reason in one.reasons],
            }
            for one in found
        },
    }  # fmt: skip
    if lower is not None or upper is not None:
        from core.quality.spc.rules.capability import capability

        judged = capability(kind, [one for at, one in enumerate(subgroups) if at not in left_out], lower=lower, upper=upper)
        console.facts["capability"] = {
            "n": judged.n, "outside": judged.outside, "sigma_within": judged.sigma_within, "sigma_overall": judged.sigma_overall,
            **{name: {"value": index.value, "low": index.low, "high": index.high, "why": translate(console.language, index.why) if index.why else None}
               for name, index in (("cp", judged.cp), ("cpk", judged.cpk), ("pp", judged.pp), ("ppk", judged.ppk))},
        }  # fmt: skip
    if not console.as_json:
        _print(console)


def _print(console: Console) -> None:
    for name, one in console.facts["charts"].items():
        print(f"{name}: {translate(console.language, N_('centre {center}, limits {lcl} to {ucl}'), center=_written(one['center']), lcl=_written(one['lcl']), ucl=_written(one['ucl']))}")
        print("\n".join([*(f"  {at['subgroup']}: {at['rule']}. {at['name']}" for at in one["signals"]), *(f"  {reason}" for reason in one["reasons"])]) or f"  {translate(console.language, N_('No signal'))}")
    for name, index in console.facts.get("capability", {}).items():
        if isinstance(index, dict):
            print(f"{name}: {index['why'] or '{value:.4f} ({low:.4f} – {high:.4f})'.format(**index)}")


def _written(value: object) -> str:
    return "–" if value is None else f"{value:.6g}" if isinstance(value, float) else "…"


def _one(values: Sequence[float | None]) -> float | list[float | None] | None:
    """One number where all points share it, else one a point."""
    return values[0] if len(set(values)) == 1 else list(values)


def _limit(option: str, text: str) -> float:
    from core.exchange.evm import cells

    try:
        return float(cells.number(cells.At(0, option, text)))
    except cells.CellWrong as wrong:
        raise NotAToleranceLimit(option=option, value=text[: cells.SHOWN]) from wrong


def _bytes(path: str) -> bytes:
    from core.exchange.evm.reading import BYTES_AT_MOST

    try:
        with Path(path).open("rb") as file:
            return file.read(BYTES_AT_MOST + 1)  # one more than allowed is refused by its reader
    except (OSError, ValueError) as unreadable:
        raise CannotRead(path=path, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable


def add_to(commands: Any, add: Add) -> None:
    """The word of this command."""
    take = add(commands, "spc", spc)
    take.add_argument("file", metavar="FILE.csv", help="measured values or counts by subgroup")
    take.add_argument("--chart", choices=KINDS, required=True, help="which chart")
    take.add_argument("--exclude", nargs="+", action="extend", default=[], metavar="SUBGROUP", help="left out of the limits; several with spaces or commas between them")
    take.add_argument("--phase", nargs="+", action="extend", default=[], metavar="SUBGROUP", help="a new phase with limits of its own begins here")
    take.add_argument("--laney", action="store_true", help="p' and u': limits that allow for more spread between subgroups than within")
    take.add_argument("--rules", nargs="+", type=int, choices=range(1, 9), metavar="N", help="judge only these of Nelson's rules, in every chart")
    take.add_argument("--lower", metavar="L", help="lower limit of the tolerance: adds the capability")
    take.add_argument("--upper", metavar="U", help="upper limit of the tolerance: adds the capability")
