"""Which measures the checkpoints of a checklist are compared with: shown, and in a draft chosen."""

import streamlit as st

from core.access import Actor, Permission
from core.inspection.templates import actions
from core.inspection.templates.queries import Checklist, VersionRow
from core.inspection.templates.rules import State
from core.metrics.rules import MEASURES
from pages.parts import desk
from pages.parts.frame import lead
from pages.parts.words import c, content, plain, several, t


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
    save = editable and st.button(t("Save the measures"), key=f"compared:{row.id}:{row.version}:save", type="primary")
    if save and desk.perform(actions.measure, actor, row.id, version=row.version, compared=chosen):
        st.rerun()
    if actor.may(Permission.MEASURE_READ):
        lead(t("What each measure means"), "Measures.py", icon=":material/straighten:")
