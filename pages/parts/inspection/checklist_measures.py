"""Which measures the checkpoints of a checklist are compared with: shown, and in a draft chosen."""

import streamlit as st

from core.access import Actor, Permission
from core.exchange.checklist.rules import points_of, points_text
from core.inspection.templates import actions
from core.inspection.templates.queries import Checklist, VersionRow
from core.inspection.templates.rules import Rule, State
from core.metrics.rules import MEASURES
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import c, called, content, escaped, plain, several, t


def draw(actor: Actor, row: VersionRow, whole: Checklist) -> None:
    """Checkpoint by checkpoint the measures that its score is compared with on the page Fairness."""
    st.caption(t("The page Fairness puts the scores of a checkpoint beside the measures named here, of the same groups and period. This changes no score."))
    editable = row.state is State.DRAFT and actor.may(Permission.TEMPLATE_EDIT)
    chosen: dict[int, tuple[str, ...]] = {}
    for checkpoint in whole.checkpoints:
        if checkpoint.bonus:
            continue
        if editable:
            picked = st.multiselect(
                content(checkpoint.name), list(MEASURES), default=[one for one in checkpoint.compared if one in MEASURES],
                format_func=lambda code: plain(MEASURES[code].name), key=f"compared:{row.id}:{row.version}:{checkpoint.id}", placeholder=plain("Choose measures"),
            )  # fmt: skip
            chosen[checkpoint.id] = tuple(picked)
        else:
            names = several(t(MEASURES[code].name) for code in checkpoint.compared if code in MEASURES)
            st.markdown(f"**{c(checkpoint.name)}**  \n{names or t('none')}")
    rules = _rules(row, whole, editable)
    save = editable and st.button(t("Save the measures"), key=f"compared:{row.id}:{row.version}:save", type="primary")
    if save and desk.perform(actions.measure, actor, row.id, version=row.version, compared=chosen, measured=rules):
        st.rerun()
    if actor.may(Permission.MEASURE_READ):
        lead(t("What each measure means"), "Measures.py", icon=":material/straighten:")


def _rules(row: VersionRow, whole: Checklist, editable: bool) -> dict[int, Rule]:
    """The measured items: their measure, and what its values are worth. Points that cannot be read are kept as none, which is refused by name."""
    found: dict[int, Rule] = {}
    for question in whole.questions:
        draft = question.draft
        if not draft.measured:
            continue
        st.markdown(f"**{escaped(question.code)}** · {c(draft.text)}")
        if not editable:
            st.caption(called(t(MEASURES[draft.metric].name) if draft.metric in MEASURES else escaped(draft.metric), escaped(points_text(draft.points))))
            continue
        with st.container(horizontal=True):
            key = f"rule:{row.id}:{row.version}:{question.id}"
            metric = st.selectbox(
                t("Measured by"), list(MEASURES), index=list(MEASURES).index(draft.metric) if draft.metric in MEASURES else 0,
                format_func=lambda code: plain(MEASURES[code].name), key=f"{key}:metric",
            )  # fmt: skip
            text = st.text_input(t("What a value is worth, in percent of full points"), value=points_text(draft.points), key=f"{key}:points", help=t("For example: 70=0, 90=80, 98=100. Between two points the line is straight."))
        found[question.id] = (metric, points_of(text) or ())
    return found
