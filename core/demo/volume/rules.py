"""Sheets by the thousand: patterns of answers, each scored once by the real rule and used many times. Pure."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.demo.rules import raw
from core.inspection import rules as scoring
from core.inspection.rules import Given, Mark, Scheme, Veto

PROJECTS, INSPECTORS_EACH, INSPECTORS = 12, 11, 24
"""One unit of scale: so many projects, each scored by so many inspectors in every released round."""
MANAGED = 15
"""Projects a manager of the volume has."""
VARIANTS = 80
LEVELS = tuple(40 + 2.5 * step for step in range(25))
"""The true levels, in percent, for which patterns are drawn."""
NOT_APPLICABLE, VETOED = 0.03, 0.001


@dataclass(frozen=True)
class Said:
    """An answer of a pattern as it is kept."""

    item_id: int
    mark: Mark
    raw: Decimal | None
    na_reason: str | None
    loss: Decimal | None


@dataclass(frozen=True)
class Pattern:
    """A whole sheet's answers and its result, as they are kept."""

    said: tuple[Said, ...]
    total: Decimal | None
    before_veto: Decimal | None
    share: Decimal
    band: str | None
    vetoes: tuple[int, ...]
    sections: tuple[tuple[int, Decimal | None, Decimal | None, Decimal, bool], ...]


def _kept(value) -> Decimal | None:  # type: ignore[no-untyped-def]
    return None if value is None else scoring.kept(value)


def pattern(dice: random.Random, scheme: Scheme, reasons: Sequence[str], level: float) -> Pattern:
    """Answers for work at `level` (0 to 1), scored by `core.inspection.rules.score`."""
    given, why = {}, {}
    for item in scheme.items:
        if item.veto is Veto.NONE and dice.random() < NOT_APPLICABLE:
            given[item.id], why[item.id] = Given(Mark.NOT_APPLICABLE), dice.choice(reasons)
        elif item.veto is not Veto.NONE and dice.random() < VETOED:
            given[item.id] = Given(Mark.RATED, item.scale.minimum)
        else:
            given[item.id] = Given(Mark.RATED, raw(dice, item.scale, item.veto, level))
    result = scoring.score(scheme, given)
    return Pattern(
        tuple(Said(i, one.mark, one.raw, why.get(i), _kept(result.losses.get(i))) for i, one in given.items()),
        _kept(result.total),
        _kept(result.before_veto),
        scoring.kept(result.share),
        result.band,
        result.vetoes,
        tuple((s.section, _kept(s.score), _kept(s.before_veto), scoring.kept(s.share), s.vetoed) for s in result.sections),
    )


def patterns(dice: random.Random, scheme: Scheme, reasons: Sequence[str]) -> Mapping[float, Sequence[Pattern]]:
    """VARIANTS patterns for each of LEVELS."""
    return {level: [pattern(dice, scheme, reasons, level / 100) for _ in range(VARIANTS)] for level in LEVELS}


def nearest(level: float) -> float:
    """The one of LEVELS that is nearest to `level` in percent."""
    return min(LEVELS, key=lambda one: abs(one - level))


@dataclass(frozen=True)
class Assignment:
    """A sheet to be made up."""

    project: int
    inspector: int
    level: float


def assignments(dice: random.Random, projects: int, round_number: int) -> Iterator[Assignment]:
    """Who scores what in a round, as indexes: every project by INSPECTORS_EACH inspectors, differing from round to round."""
    severity = [random.Random(f"inspector {index}").gauss(0, 3) for index in range(INSPECTORS)]
    for project in range(projects):
        nature = random.Random(f"project {project}")
        level, drift = nature.gauss(80, 9), nature.gauss(0.3, 0.8)
        for place in range(INSPECTORS_EACH):
            inspector = (project * 5 + round_number * 7 + place) % INSPECTORS
            yield Assignment(project, inspector, nearest(level + drift * round_number - severity[inspector] + dice.gauss(0, 2)))
