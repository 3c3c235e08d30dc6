"""The way from 100 points to a score as steps that sum to it exactly. Pure; it asks the scoring function and adds nothing.

What an item lost is counted at the weight it has when everything applies; that the weight of what did not apply went
to the others is a step of its own, so that nobody wonders why an item weighs more here than on the next sheet. Vetoes
follow, what they leave is never hidden in them; then whatever was added. The order is that of the scoring semantics:
full marks, lost items, redistribution, veto, additions, final score; where several inspected the target, how the sheet
is combined with the others comes last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.inspection.rules import FULL, Combining, Given, Mark, Scheme, Score, Veto, effective_weights, score
from core.words import N_

BARS = 12
"""Lost items that a chart shows one by one; the small ones beyond are one bar. The table names every one."""


class StepKind(StrEnum):
    """What a step on the way from 100 points to a score is."""

    ITEM = "item"
    SECTION = "section"
    OTHERS = "others"
    SPREAD = "spread"
    SECTION_VETO = "section_veto"
    TOTAL_VETO = "total_veto"
    ADDED = "added"
    COMBINED = "combined"
    TOTAL = "total"

    @property
    def label(self) -> str:
        return {
            StepKind.ITEM: N_("Item"),
            StepKind.SECTION: N_("Checkpoint"),
            StepKind.OTHERS: N_("More items"),
            StepKind.SPREAD: N_("Weight of what did not apply"),
            StepKind.SECTION_VETO: N_("Veto of the checkpoint"),
            StepKind.TOTAL_VETO: N_("Veto of the sheet"),
            StepKind.ADDED: N_("Added points"),
            StepKind.COMBINED: N_("Combined with the other sheets"),
            StepKind.TOTAL: N_("Final score"),
        }[self]


@dataclass(frozen=True)
class Step:
    """A step: `change` in points of the total (a loss is negative; 0 for the final score) and the score `after` it.

    `items` are the items it stands for: the one that lost, those that did not apply, those that vetoed, those of a bar
    of several; `section` the checkpoint it lies in, if in one.
    """

    kind: StepKind
    change: Fraction
    after: Fraction
    items: tuple[int, ...] = ()
    section: int | None = None

    @property
    def code(self) -> str:
        """What names the step in an address or a chart: the same on every visit."""
        of = {StepKind.ITEM: self.items[:1], StepKind.SECTION: (self.section,), StepKind.SECTION_VETO: (self.section,)}
        return "-".join([self.kind.value, *(str(one) for one in of.get(self.kind, ()))])


def explain(scheme: Scheme, answers: Mapping[int, Given]) -> tuple[Step, ...]:
    """The steps from 100 points to the score of `answers` under `scheme`, the costliest item first; the last is the score.

    100 plus all changes is the score, exactly. Nothing is explained while items are missing or too little applies.
    """
    result = score(scheme, answers)
    if result.total is None:
        return ()
    whole = effective_weights(scheme, {item.id: Fraction(1) for item in scheme.weighed})
    real = effective_weights(scheme, {item_id: Fraction(1) for item_id in result.losses})
    section_of = {item.id: item.section for item in scheme.items}
    place = {item.id: number for number, item in enumerate(scheme.items)}
    way = _Way()
    # At the weight of a sheet on which everything applies: the same part of full points, lost at another weight.
    own = {i: lost * whole[i] / real[i] for i, lost in result.losses.items() if lost and real.get(i) and i in whole}
    for item_id, lost in sorted(own.items(), key=lambda one: (-one[1], place[one[0]])):
        way.step(StepKind.ITEM, -lost, (item_id,), section_of[item_id])
    spread = sum(result.losses.values(), Fraction(0)) - sum(own.values(), Fraction(0))
    left_out = tuple(item.id for item in scheme.weighed if (given := answers.get(item.id)) and given.mark is Mark.NOT_APPLICABLE)
    if spread:
        way.step(StepKind.SPREAD, -spread, left_out)
    _vetoes(way, scheme, result, real)
    if way.level != result.total:
        fallen = {section_of[i] for i in result.vetoes if any(one.id == i and one.veto is Veto.SECTION for one in scheme.items)}
        way.step(StepKind.ADDED, result.total - way.level, tuple(i for i, brought in result.gains.items() if brought and section_of[i] not in fallen))
    way.step(StepKind.TOTAL, Fraction(0))
    return tuple(way.steps)


def split(lost: Fraction, parts: Sequence[Fraction], combining: Combining) -> tuple[Fraction, ...]:
    """What an item `lost` by the instances of a repeated section, of which each earned a part of full points; they sum to it.

    Under the mean each bears what it is short of full points, under the worst the worst ones bear all.
    """
    least = min(parts, default=Fraction(1))
    short = [1 - part if combining is Combining.MEAN else Fraction(part == least) for part in parts]
    whole = sum(short, Fraction(0))
    return tuple(lost * one / whole if lost and whole else Fraction(0) for one in short)


def combined(steps: Sequence[Step], final: Decimal) -> tuple[Step, ...]:
    """The same way on to the `final` of a target that several inspected: one step more, and the final is the score."""
    way = _Way(steps[-1].after)
    way.step(StepKind.COMBINED, Fraction(final) - way.level)
    way.step(StepKind.TOTAL, Fraction(0))
    return (*steps[:-1], *way.steps)


class _Way:
    def __init__(self, level: Fraction = FULL) -> None:
        self.steps: list[Step] = []
        self.level = level

    def step(self, kind: StepKind, change: Fraction, items: tuple[int, ...] = (), section: int | None = None) -> None:
        self.level += change
        self.steps.append(Step(kind, change, self.level, items, section))


def _vetoes(way: _Way, scheme: Scheme, result: Score, weights: Mapping[int, Fraction]) -> None:
    """What a veto takes: all that its checkpoint had left, or what stands above the cap of a vetoed sheet."""
    by_id = {item.id: item for item in scheme.items}
    for section in scheme.sections:
        vetoing = tuple(i for i in result.vetoes if by_id[i].section == section.id and by_id[i].veto is Veto.SECTION)
        if vetoing:
            kept = sum((weights[i] * FULL - result.losses[i] for i in weights if by_id[i].section == section.id), Fraction(0))
            way.step(StepKind.SECTION_VETO, -kept, vetoing, section.id)
    vetoing = tuple(i for i in result.vetoes if by_id[i].veto is Veto.TOTAL)
    if vetoing:
        way.step(StepKind.TOTAL_VETO, min(Fraction(0), Fraction(scheme.veto_cap) - way.level), vetoing)


def by_section(steps: Sequence[Step], scheme: Scheme) -> tuple[Step, ...]:
    """The same way with what the items of a checkpoint lost as one step, in the order of the checkpoints."""
    way = _Way()
    for section in scheme.sections:
        lost = [step for step in steps if step.kind is StepKind.ITEM and step.section == section.id]
        if lost:
            items = tuple(item for step in lost for item in step.items)
            way.step(StepKind.SECTION, sum((step.change for step in lost), Fraction(0)), items, section.id)
    for step in steps:
        if step.kind is not StepKind.ITEM:
            way.step(step.kind, step.change, step.items, step.section)
    return tuple(way.steps)


def brief(steps: Sequence[Step], bars: int = BARS) -> tuple[Step, ...]:
    """The same way with at most `bars` bars for lost items: the small ones beyond stand together."""
    lost = [step for step in steps if step.kind is StepKind.ITEM]
    if len(lost) <= bars:
        return tuple(steps)
    way = _Way()
    for step in lost[: bars - 1]:
        way.step(step.kind, step.change, step.items, step.section)
    rest = lost[bars - 1 :]
    way.step(StepKind.OTHERS, sum((step.change for step in rest), Fraction(0)), tuple(item for step in rest for item in step.items))
    for step in steps:
        if step.kind is not StepKind.ITEM:
            way.step(step.kind, step.change, step.items, step.section)
    return tuple(way.steps)
