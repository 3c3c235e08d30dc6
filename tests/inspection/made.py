"""Checklists and answers for the tests of scoring: by hand, and drawn."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from core.inspection.rules import (
    Band,
    Given,
    Item,
    Mark,
    Method,
    Scale,
    Scheme,
    Section,
    Veto,
    Weighting,
    fraction,
)

D = Decimal
PERCENT = Scale(Method.NUMERIC)
THREE_LEVELS = Scale(Method.LEVELS, levels=(D(0), D(1), D(2)))
YES_NO = Scale(Method.YES_NO)
SAMPLED = Scale(Method.SAMPLED)
MEASURED = Scale(Method.MEASURED, points=((D(0), D(0)), (D(10), D(100))))
BANDS = (Band("excellent", D(95)), Band("good", D(90)), Band("fair", D(80)), Band("pass", D(70)), Band("fail", D(0)))


def rated(raw):
    return Given(Mark.RATED, D(str(raw)))


def sampled(conforming, checked):
    return Given(Mark.RATED, D(str(conforming)), checked)


def bonus(points):
    return Scale(Method.BONUS, maximum=D(points))


NA = Given(Mark.NOT_APPLICABLE)


def scheme(*sections, **more):
    """`scheme((60, [(50, PERCENT), (50, YES_NO, Veto.SECTION)]), ...)`; items are numbered from 1, sections from 1."""
    items, number = [], 0
    for position, (_, inside) in enumerate(sections, 1):
        for weight, scale, *veto in inside:
            number += 1
            items.append(Item(number, position, D(str(weight)), scale, *veto))
    kept_sections = tuple(Section(i, D(str(weight))) for i, (weight, _) in enumerate(sections, 1))
    return Scheme(kept_sections, tuple(items), **({"bands": BANDS} | more))


def hundredths(low, high):
    return st.integers(int(low * 100), int(high * 100)).map(lambda number: D(number).scaleb(-2))


weights = hundredths(D("0.01"), 100)
places = hundredths(0, 100)


@st.composite
def scales(draw):
    method = draw(st.sampled_from([one for one in Method if one is not Method.MEASURED]))  # its laws: test_measured_rules
    if method is Method.LEVELS:
        return Scale(method, levels=tuple(sorted(draw(st.sets(places, min_size=2, max_size=6)))))
    if method is Method.NUMERIC:
        low, high = draw(st.lists(places, min_size=2, max_size=2, unique=True))
        return Scale(method, minimum=low, maximum=high)
    if method is Method.DEDUCTION:
        maximum = draw(weights)
        return Scale(method, maximum=maximum, per_finding=draw(weights), cap=draw(hundredths(D("0.01"), maximum)))
    if method is Method.BONUS:
        return Scale(method, maximum=draw(weights))
    return Scale(method)


def raws(scale):
    if scale.method is Method.LEVELS:
        return st.sampled_from(scale.levels)
    if scale.method in (Method.NUMERIC, Method.BONUS):
        ends = sorted((scale.minimum, scale.maximum))
        return hundredths(*ends)
    return st.integers(0, 1 if scale.method is Method.YES_NO else 30).map(D)


def answers(scale):
    """A rated answer that the scale knows."""
    if scale.method is Method.SAMPLED:
        return st.integers(1, 30).flatmap(lambda checked: st.integers(0, checked).map(lambda conforming: sampled(conforming, checked)))
    return raws(scale).map(lambda raw: Given(Mark.RATED, raw))


def worth_of(scale, answer):
    return fraction(scale, answer.raw, answer.checked)


@st.composite
def schemes(draw, weighting=None):
    count = draw(st.integers(1, 4))
    items = [
        special(Item(i, draw(st.integers(1, count)), draw(weights), draw(scales()), draw(st.sampled_from(Veto))))
        for i in range(1, draw(st.integers(1, 10)) + 1)
    ]
    return Scheme(
        tuple(Section(i, draw(weights)) for i in range(1, count + 1)),
        tuple(items),
        weighting or draw(st.sampled_from(Weighting)),
        min_applicable=draw(st.sampled_from([D("0.0001"), D("0.6")])),
        veto_cap=draw(places),
        bands=BANDS,
        bonus_cap=draw(places),
    )


def special(item):
    """A bonus item has no weight and vetoes nothing."""
    return item if item.weighed else replace(item, weight=D(0), veto=Veto.NONE)


@st.composite
def sheets(draw, *, weighting=None, complete=False):
    made = draw(schemes(weighting))
    given_ = {}
    for item in made.items:
        choice = draw(st.integers(0, 9))
        if choice > 1 or (complete and choice == 1):
            given_[item.id] = draw(answers(item.scale))
        elif choice == 0:
            given_[item.id] = NA
    return made, given_
