"""The commands agreement and severity: a CSV file in, figures out. They need no database."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.words import N_, translate

if TYPE_CHECKING:
    from core.fairness.rules.severity import Effect

Console = Any
"""What a command answers with (core/__main__.py)."""
Add = Callable[..., argparse.ArgumentParser]
LEVELS = ("nominal", "ordinal", "interval", "ratio")
PLACES = 6


class CannotRead(Refusal):
    message = N_("The file {path} cannot be read: {reason}")


def _bytes(path: str) -> bytes:
    from core.fairness.tables import BYTES_AT_MOST

    try:
        with Path(path).open("rb") as file:
            return file.read(BYTES_AT_MOST + 1)  # one more than allowed is refused by its reader
    except (OSError, ValueError) as unreadable:
        raise CannotRead(path=path, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable


def _told(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


def _turned(value: float | None) -> float | None:
    """What is below zero for scores is above it for severity."""
    return None if value is None else 0.0 - value


def agreement(console: Console, options: argparse.Namespace) -> None:
    """How far raters agree, and who is stricter: from a CSV file with the columns unit, rater, score (blank: missing).

    Krippendorff's alpha, Gwet's AC1 and AC2, intraclass correlations, weighted kappa, exact agreement; each rater's
    severity (above zero: stricter, scores lower than colleagues do on the same units), shrunk, with its standard error;
    z is the deviation before shrinkage over its own standard error, and a flag allows for the number of raters.
    """
    from core.fairness.rules.agreement import ICC
    from core.fairness.rules.agreement import agreement as agreed
    from core.fairness.rules.ratings import Level, Why
    from core.fairness.rules.severity import Effect, two_way
    from core.fairness.tables import scores

    level = Level(options.level)
    ratings = scores(_bytes(options.file), level)
    found = agreed(ratings, level)
    given = ratings.given.sum(axis=0)
    effects: Sequence[Effect] = two_way(ratings)
    if level is Level.NOMINAL:
        effects = [Effect(name, int(n), None, why=Why.NAMES) for name, n in zip(ratings.raters, given, strict=True)]
    reasons = {name: translate(console.language, why.label) for name, why in found.reasons.items()}
    for one in effects:
        if one.why is not None:
            reasons[f"raters.{one.rater}"] = translate(console.language, one.why.label)
    console.facts |= {
        "level": level.value, "units": len(ratings.units), "units_compared": found.units, "units_complete": found.complete,
        "scores": int(given.sum()),
        "krippendorff_alpha": _told(found.krippendorff_alpha), "gwet_ac1": _told(found.gwet_ac1), "gwet_ac2": _told(found.gwet_ac2),
        "icc": {name: _told(found.icc[name]) for name in ICC},
        "weighted_kappa": _told(found.weighted_kappa), "exact": _told(found.exact), "within_one_step": _told(found.within_one_step),
        "raters": [
            {
                "rater": one.rater, "n": one.n, "severity": _told(one.severity), "se": _told(one.se), "raw": _told(_turned(one.raw)),
                "raw_se": _told(one.raw_se), "z": _told(_turned(one.z)), "p": _told(one.p), "flag": one.flag,
            }
            for one in effects
        ],
        "reasons": reasons,
    }  # fmt: skip
    if not console.as_json:
        figures = ("krippendorff_alpha", "gwet_ac1", "gwet_ac2", "weighted_kappa", "exact", "within_one_step")
        _print([(name, console.facts[name], reasons.get(name, "")) for name in figures])
        _print([(name, found.icc[name], reasons.get(f"icc.{name}", "")) for name in ICC])
        _print([("rater", "severity", "se", "z", "flag"), *((one["rater"], *(one[key] for key in ("severity", "se", "z", "flag"))) for one in console.facts["raters"])])


def severity(console: Console, options: argparse.Namespace) -> None:
    """Who finds more or less than colleagues where nobody scored the same object twice, adjusted for what is known of the objects.

    From a CSV file with a row per object. A random-intercept model (logistic for an outcome of yes and no): each rater's
    effect on the outcome after the covariates, shrunk, with its interval of 95 percent; for yes and no also the share expected had
    the rater met every object. z is the effect before shrinkage over its own standard error; flags allow for how many
    raters were looked at. What the covariates do not know stays in the effect: a reason to look, no verdict.
    """
    from core.fairness.rules.chance import LEVEL, NOTEWORTHY
    from core.fairness.rules.nested import nested
    from core.fairness.tables import records

    covariates = [name.strip() for name in options.covariates.split(",") if name.strip()]
    categorical = [name.strip() for name in options.categorical.split(",") if name.strip()]
    read = records(_bytes(options.file), options.rater, options.outcome, covariates, categorical)
    found = nested(read.raters, read.outcomes, read.covariates)
    reasons = {} if found.why is None else {"raters": translate(console.language, found.why.label)}
    console.facts |= {
        "outcome": "binary" if found.binary else "numeric", "scale": "logit" if found.binary else "outcome",
        "n": found.n, "left_out": read.left_out, "mean": _told(found.mean), "spread": _told(found.spread),
        "covariates": [{"name": one.name, "kind": "numeric" if one.numeric else "categorical", "columns": one.kept, "missing": one.missing} for one in found.covariates],
        "multiplicity": {"tests": len(found.effects), "method": "Benjamini-Hochberg", "level": LEVEL, "least_z": NOTEWORTHY},
        "raters": [_effect(one, found.expected.get(one.rater), found.binary) for one in found.effects],
        "reasons": reasons,
    }  # fmt: skip
    if not console.as_json:
        keys = ("rater", "n", "effect", "low", "high", "z", "flag")
        _print([keys, *(tuple(one[key] for key in keys) for one in console.facts["raters"])])
        for reason in reasons.values():
            print(reason)
        print(translate(console.language, N_("Flags allow for {count} raters having been looked at: of all flags at most 5 % are expected to be false."), count=len(found.effects)))  # fmt: skip


def _effect(one: "Effect", expected: tuple[float, float, float] | None, binary: bool) -> dict[str, Any]:
    """`expected` outcome: a probability where the outcome is yes or no."""
    name = "probability" if binary else "expected"
    middle, low, high = expected or (None, None, None)
    return {
        "rater": one.rater, "n": one.n, "effect": _told(one.effect), "low": _told(one.low), "high": _told(one.high), "se": _told(one.se),
        "raw": _told(one.raw), "raw_se": _told(one.raw_se), "z": _told(one.z), "p": _told(one.p), name: _told(middle), f"{name}_low": _told(low), f"{name}_high": _told(high),
        "flag": one.flag,
    }  # fmt: skip


def _print(lines: Sequence[Sequence[object]]) -> None:
    cells = [["–" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in line] for line in lines]
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    for line in cells:
        print("  ".join(text.ljust(wide) for text, wide in zip(line, widths, strict=True)).rstrip())
    print()


def add_to(commands: Any, add: Add) -> None:
    """The words of these commands."""
    agreed = add(commands, "agreement", agreement)
    agreed.add_argument("file", metavar="SCORES.csv", help="columns unit, rater, score; UTF-8; a blank score is missing")
    agreed.add_argument("--level", choices=LEVELS, required=True, help="what may be done with a score: told apart, ordered, subtracted, divided")
    severe = add(commands, "severity", severity)
    severe.add_argument("file", metavar="RECORDS.csv", help="a row per object, with headings; UTF-8")
    severe.add_argument("--rater", metavar="COL", required=True, help="column of the rater")
    severe.add_argument("--outcome", metavar="COL", required=True, help="column of the outcome: a number, or 0 and 1, yes and no, true and false")
    severe.add_argument("--covariates", metavar="A,B,C", default="", help="columns of what is known of the objects; blank and NA are missing")
    severe.add_argument("--categorical", metavar="A,B", default="", help="covariates that are codes although they look like numbers")
