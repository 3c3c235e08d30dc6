"""From full marks to the score: a bar for every step, and behind each what was answered, what shows it and the rule."""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd
import streamlit as st

from core.inspection.explanation.rules import Step, StepKind, brief, by_section, combined, explain
from core.inspection.finals.queries import Told
from core.inspection.finals.rules import Way
from core.inspection.rules import shown
from core.inspection.sheets.queries import SheetView
from core.inspection.sheets.rules import Spot
from core.words import N_
from pages.parts.inspection import charts
from pages.parts.inspection.answered import card
from pages.parts.inspection.sheet import AskedFor
from pages.parts.sketch import draw
from pages.parts.whole import whole
from pages.parts.words import NOTHING, content, day, number, percent, plain, several, t, tn

BY_ITEM, BY_CHECKPOINT = "item", "checkpoint"


def way(view: SheetView, asked_for: AskedFor) -> None:
    """The way to the score of a submitted sheet: chart, the step that was chosen, and all steps as a table."""
    head = view.head
    steps = explain(view.checklist.scheme, view.given)
    if not steps:
        return
    if len(steps) == 1:
        st.caption(t("Nothing was lost: every item that applied earned full points."))
    if view.final is not None and view.final.total is not None:
        steps = combined(steps, view.final.total)
    if len(steps) == 1:
        return
    st.markdown(_summed(steps))
    grouped = st.segmented_control(
        t("Bars"), [BY_ITEM, BY_CHECKPOINT], default=BY_ITEM, required=True, key=f"way:{head.id}", label_visibility="collapsed",
        format_func=lambda one: t("Items") if one == BY_ITEM else t("Checkpoints"),
    )  # fmt: skip
    bars = by_section(steps, view.checklist.scheme) if grouped == BY_CHECKPOINT else brief(steps)
    names = {step.code: name(view, step) for step in bars}
    picked = draw(charts.waterfall([(step, names[step.code]) for step in bars]), key=f"way:bars:{head.id}:{grouped}").get("code")
    _look_into(view, bars, names, picked, asked_for)
    with st.expander(t("Every step as a table"), icon=":material/table_rows:"):
        _table(view, steps)


def name(view: SheetView, step: Step) -> str:
    """What a step is called, as it stands (not for Markdown)."""
    if step.kind is StepKind.ITEM:
        question = view.checklist.question(step.items[0])
        return f"{question.code}  {content(question.draft.text)}"
    if step.kind is StepKind.OTHERS:
        return plain("{count} more items", count=len(step.items))
    if step.section is not None:
        checkpoint = next(content(one.name) for one in view.checklist.checkpoints if one.id == step.section)
        return checkpoint if step.kind is StepKind.SECTION else plain("Veto: {checkpoint}", checkpoint=checkpoint)
    return plain(step.kind.label)


def signed(change: Fraction) -> str:
    """Points as they are added or taken away."""
    return f"{'+' if change > 0 else '−'}{number(abs(shown(change, 2)), 2)}"


def _summed(steps: Sequence[Step]) -> str:
    """The whole way in one line: 100 points, what was lost by kind, the score."""
    kinds = ((StepKind.ITEM,), (StepKind.SPREAD,), (StepKind.SECTION_VETO, StepKind.TOTAL_VETO), (StepKind.ADDED,), (StepKind.COMBINED,))
    labels = (t("lost on items"), t("weight of what did not apply"), t("veto"), t("added points"), t("combined with the other sheets"))
    parts = [f"**{number(100, 0)}**"]
    for group, label in zip(kinds, labels, strict=True):
        of = [step.change for step in steps if step.kind in group]
        if of:
            parts.append(f"{signed(sum(of, Fraction(0)))} {label}")
    return " · ".join(parts) + f" → **{number(shown(steps[-1].after))}**"


def _look_into(view: SheetView, bars: Sequence[Step], names: dict[str, str], picked: str | None, asked_for: AskedFor) -> None:
    """What is behind one bar, chosen in the chart or, better for a thumb, from the list."""
    key, last = f"way:step:{view.head.id}", f"way:picked:{view.head.id}"
    by_code = {step.code: step for step in bars if step.kind is not StepKind.TOTAL}
    if picked != st.session_state.get(last):
        st.session_state[last] = picked
        if picked in by_code:
            st.session_state[key] = picked
    if st.session_state.get(key) not in by_code:
        st.session_state[key] = None
    chosen = st.selectbox(
        t("What is behind a bar"), list(by_code), key=key, placeholder=plain("Choose a bar here or in the chart"),
        format_func=lambda code: f"{signed(by_code[code].change)} · {names[code]}",
    )  # fmt: skip
    if chosen is None:
        return
    step = by_code[chosen]
    st.markdown(_meaning(view, step))
    for item_id in step.items:
        card(view, view.checklist.question(item_id), asked_for.get(item_id, ()))
        if view.mine_to_respond:
            with st.container(horizontal=True):
                for place in view.places_of(item_id):
                    st.button(
                        t("Contest {item}", item=called(view, place)), key=f"contest_bar:{view.head.id}:{spot_code(place)}",
                        icon=":material/gavel:", on_click=_add, args=(view.head.id, place),
                    )  # fmt: skip


def spot_code(place: Spot) -> int | str:
    """A place as drafts keep it: the item's id, with the instance behind it if there is one."""
    return f"{place.item_id}@{place.instance}" if place.instance else place.item_id


def contested_key(sheet_id: int) -> str:
    """Where the page keeps which items are about to be contested."""
    return f"contest_items:{sheet_id}"


def called(view: SheetView, place: Spot | None) -> str:
    """The item's code, with the instance that is meant."""
    if place is None:
        return plain("the whole sheet")
    code = view.checklist.question(place.item_id).code
    return f"{code} · {view.label(place.instance)}" if place.instance else code


@whole
def _add(sheet_id: int, place: Spot) -> None:
    """Put an item into the objection that is being written."""
    key = contested_key(sheet_id)
    present, chosen = st.session_state.get(key) or [], spot_code(place)
    if chosen not in present:
        st.session_state[key] = [*present, chosen]
    st.toast(t("The item is in your answer to this result, further up."), icon=":material/gavel:")


def _meaning(view: SheetView, step: Step) -> str:
    """Why the step is there, in a sentence."""
    points = number(abs(shown(step.change, 2)), 2)
    after = number(shown(step.after, 2), 2)
    match step.kind:
        case StepKind.ITEM:
            loss = view.answer(step.items[0]).loss
            text = t("{points} points lost at the item's own weight; {after} are left.", points=points, after=after)
            if loss is not None and shown(loss, 2) != abs(shown(step.change, 2)):
                text += " " + t("With the weight of what did not apply it cost {loss}.", loss=number(loss, 2))
            return text
        case StepKind.SECTION | StepKind.OTHERS:
            return tn("One item lost {points} points; {after} are left.", "{count} items lost {points} points together; {after} are left.",
                      len(step.items), points=points, after=after)  # fmt: skip
        case StepKind.SPREAD:
            return t("Only {share} of the checklist's weight applied. The rest of it went to the other items in proportion, so that what they lost counts {points} points more; {after} are left.",
                     share=percent(view.head.share), points=points, after=after)  # fmt: skip
        case StepKind.SECTION_VETO:
            return t("A critical item failed: the {points} points that its checkpoint still had are lost; {after} are left.", points=points, after=after)
        case StepKind.TOTAL_VETO:
            return t("A critical item failed: the sheet can have at most {cap} points. That takes {points}; {after} are left.",
                     cap=number(view.checklist.scheme.veto_cap, 0), points=points, after=after)  # fmt: skip
        case StepKind.COMBINED if view.final is not None:
            return came_about(view.final, view.head.code)
        case _:
            text = t("{points} points were added; the score is {after}.", points=points, after=after)
            cap = number(view.checklist.scheme.bonus_cap, 0)
            return text + " " + t("Bonus points count {cap} together at most, never lead above 100, and a vetoed sheet gets none.", cap=cap)


def came_about(final: Told, code: str) -> str:
    """How the final of a target that several inspected came about, in a sentence or two; `code` is the sheet being read."""
    totals = several(
        (number(total) if total is not None else plain("Not ratable")) + (f" ({plain('this sheet')})" if one == code else "") for one, total in final.totals
    )
    said = t("Several inspectors scored this independently: {totals}.", totals=totals)
    if final.way is Way.CONSENSUS and final.agreed:
        word = final.agreed[0]
        return said + " " + t(
            "After their talk the round's leader set the total to {total} in consensus ({name}, {day}). Reason: {reason}",
            total=number(final.total), name=content(word.by), day=day(word.at), reason=word.reason,
        )  # fmt: skip
    counts = t("The median of them counts: {total}.", total=number(final.total)) if final.way is Way.MEDIAN else t("The mean of them counts: {total}.", total=number(final.total))
    return f"{said} {counts}"


def _table(view: SheetView, steps: Sequence[Step]) -> None:
    rows = [(plain("Full marks"), NOTHING, NOTHING, number(100, 2))]
    for step in steps:
        change = NOTHING if step.kind is StepKind.TOTAL else signed(step.change)
        codes = several(view.checklist.question(item_id).code for item_id in step.items) if step.kind is not StepKind.ITEM else ""
        rows.append((name(view, step), codes or NOTHING, change, number(shown(step.after, 2), 2)))
    headings = {"step": N_("Step"), "items": N_("Items"), "change": N_("Points"), "after": N_("Left")}
    frame = pd.DataFrame(rows, columns=list(headings))
    st.dataframe(frame, column_config={key: plain(label) for key, label in headings.items()}, hide_index=True)
    st.caption(t("The steps sum to the score exactly; only what is shown is rounded."))
