"""The rows that an application and a charter share: objectives with their SMART check, budget lines, milestones.

Every field belongs to a `Form`, so that it is kept as it is left. An emptied row is dropped when it is saved.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from core import fields
from core.errors import NotANumber
from core.initiation import rules
from core.initiation.rules import Milestone, Money, Objective, Smart
from core.reference.rules import Table
from core.words import N_
from pages.parts import budget_lines
from pages.parts.desk import sentence
from pages.parts.draft import Form
from pages.parts.kit import linked_table
from pages.parts.words import NOTHING, content, day, escaped, language, number, plain, several, short, t

TICKS = [one.value for one in Smart]


def text(form: Form, key: str, label: str, present: str, *, placeholder: str = "", height: int = 120) -> str:
    """A text of several lines."""
    return st.text_area(t(label), **form.field(key, present), height=height, placeholder=plain(placeholder) if placeholder else None)


def objectives(form: Form, key: str, present: Sequence[Objective]) -> tuple[Objective, ...]:
    """One frame an objective: what, SMART, and what its ticks ask for; it says itself what is missing."""
    count = st.number_input(
        t("Number of objectives"), min_value=1, max_value=rules.MOST_ROWS, step=1, width=220, **form.field(f"{key}:objectives", max(1, len(present))),
        help=t("A row that is emptied is dropped when you save."),
    )  # fmt: skip
    found = []
    for place in range(int(count)):
        known = present[place] if place < len(present) else Objective()
        with st.container(border=True, key=f"row-{key}:objective:{place}", gap="xsmall"):
            found.append(_objective(form, f"{key}:objective:{place}", place + 1, known))
    return tuple(found)


def _objective(form: Form, key: str, place: int, known: Objective) -> Objective:
    said = st.text_area(
        t("Objective {number}", number=place), **form.field(f"{key}:text", known.text), height=68,
        placeholder=plain("e.g. Nine of ten calls are answered within twenty seconds"),
    )  # fmt: skip
    ticks = st.pills(
        t("SMART: what is true of it"), TICKS, selection_mode="multi", format_func=lambda one: t(Smart(one).label),
        **form.field(f"{key}:ticks", [tick for tick in TICKS if tick in known.ticks], TICKS),
    )  # fmt: skip
    chosen = frozenset(map(Smart, ticks))
    amount, unit, by = None, "", None
    left, middle, right = st.columns(3)
    if Smart.MEASURABLE in chosen:
        typed = left.text_input(t("Number to reach"), **form.field(f"{key}:number", "" if known.number is None else rules.plain_number(known.number)), max_chars=20)
        unit = middle.text_input(t("Unit"), **form.field(f"{key}:unit", known.unit), placeholder=plain("%, minutes, points"))
        amount = _number(typed)
    if Smart.TIME_BOUND in chosen:
        by = right.date_input(t("Reached by"), value=None, **form.field(f"{key}:by", known.by))
    one = Objective(said.strip(), chosen, amount, unit.strip(), by if isinstance(by, date) else None)
    if not one.is_empty:
        for gap in rules.lacks(one):
            st.caption(f":orange[:material/error: {escaped(gap.told(language()))}]")
        if (left_ := rules.unticked(one)) and not rules.lacks(one):
            st.caption(t("Not ticked yet: {letters}.", letters=_listed(left_)))
    return one


def _listed(ticks: Sequence[Smart]) -> str:
    return several(plain(one.label) for one in ticks)


def _number(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        return fields.decimal(typed.replace("%", ""))
    except NotANumber as refusal:
        st.caption(f":red[{sentence(refusal)}]")
        return None


def budget(form: Form, key: str, lines: Table, present: Sequence[Money]) -> tuple[Money, ...]:
    """Every line of the budget with its amount; the sum below."""
    return budget_lines.fields(form, key, lines, present, Money, lambda amount: number(amount, 2))


def milestones(form: Form, key: str, present: Sequence[Milestone], objectives: Sequence[Objective]) -> tuple[Milestone, ...]:
    """A row a milestone: name, day, and which objective it serves."""
    count = st.number_input(
        t("Number of milestones"), min_value=1, max_value=rules.MOST_ROWS, step=1, width=220, **form.field(f"{key}:milestones", max(1, len(present))),
        help=t("A row that is emptied is dropped when you save."),
    )  # fmt: skip
    numbers, found = list(range(len(objectives) + 1)), []
    for place in range(int(count)):
        known = present[place] if place < len(present) else Milestone()
        left, middle, right = st.columns([3, 2, 3])
        name = left.text_input(t("Milestone {number}", number=place + 1), **form.field(f"{key}:milestone:{place}:name", known.name))
        on = middle.date_input(t("Day"), value=None, **form.field(f"{key}:milestone:{place}:on", known.on))
        serves = right.selectbox(
            t("Serves objective"), numbers, format_func=lambda one: _objective_name(one, objectives),
            **form.field(f"{key}:milestone:{place}:objective", known.objective if known.objective in numbers else 0, numbers),
        )  # fmt: skip
        found.append(Milestone(name.strip(), on if isinstance(on, date) else None, serves))
    return tuple(found)


def _objective_name(place: int, objectives: Sequence[Objective]) -> str:
    if not place:
        return NOTHING
    said = objectives[place - 1].text
    return f"{place}. {said[:40]}{'…' if len(said) > 40 else ''}"


# --- reading ---------------------------------------------------------------------------------------------------------


def paragraph(label: str, said: str) -> None:
    """A text under its name, or a word that there is none."""
    st.markdown(f"**{t(label)}**")
    st.markdown(escaped(said).replace("\n", "  \n") if said else f":gray[{t('Nothing said yet')}]")


def read_objectives(found: Sequence[Objective]) -> None:
    """Objectives as a list: what, how much, until when, and what is ticked."""
    st.markdown(f"**{t(N_('Objectives'))}**")
    if not found:
        st.markdown(f":gray[{t('Nothing said yet')}]")
    for place, one in enumerate(found, 1):
        facts = []
        if one.number is not None:
            facts.append(escaped(f"{short(one.number)} {one.unit}".strip()))
        if one.by:
            facts.append(t("by {day}", day=day(one.by)))
        ticks = " ".join(f":green-badge[{t(tick.label)}]" for tick in Smart if tick in one.ticks)
        st.markdown(f"{place}\\. {escaped(one.text)}" + (f" · **{' · '.join(facts)}**" if facts else "") + (f"  \n{ticks}" if ticks else ""))


def read_budget(found: Sequence[Money], names: Mapping[str, Mapping[str, str]], key: str) -> None:
    """The budget as a table with its sum, in the order of the reference table."""
    order = list(names)
    found = sorted(found, key=lambda one: order.index(one.line) if one.line in names else len(order))
    st.markdown(f"**{t(N_('Budget'))}** · {t('Sum of the budget: **{amount}**', amount=number(rules.total(found), 2))}")
    if found:
        frame = pd.DataFrame(
            [(content(names.get(one.line)) or one.line, number(one.amount, 2), one.remark) for one in found], columns=["line", "amount", "remark"]
        )
        linked_table(frame, {"line": N_("Budget line"), "amount": N_("Amount"), "remark": N_("What for")}, key=f"{key}:budget:read")


def read_milestones(found: Sequence[Milestone], objectives: Sequence[Objective]) -> None:
    """Milestones in the order given, each with its day."""
    st.markdown(f"**{t(N_('Milestones'))}**")
    if not found:
        st.markdown(f":gray[{t('Nothing said yet')}]")
    lines = [
        f"- {day(one.on)} · {escaped(one.name)}" + (f" :gray[→ {escaped(_objective_name(one.objective, objectives))}]" if 0 < one.objective <= len(objectives) else "")
        for one in found
    ]
    st.markdown("\n".join(lines))
