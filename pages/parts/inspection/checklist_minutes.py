"""How long a sheet of a checklist should take: shown, and in a draft set, for the whole or item by item."""

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.inspection.staffing.rules import MINUTES_AN_ITEM
from core.inspection.templates import actions
from core.inspection.templates.queries import Checklist, VersionRow
from core.inspection.templates.rules import MOST_MINUTES, State
from core.settings import queries as settings
from pages.parts import desk
from pages.parts.words import content, plain, short, t


def draw(actor: Actor, row: VersionRow, whole: Checklist) -> None:
    """Minutes of the whole, else of its items together; an item that says none takes what Settings say."""
    st.markdown(f"**{t('Planned time')}**")
    usual = desk.ask(settings.value, MINUTES_AN_ITEM, actor.department_id)
    st.caption(t("A sheet should take {count} min. Work is spread by it, and the time really taken is compared with it.", count=whole.planned(usual)))
    if row.state is not State.DRAFT or not actor.may(Permission.TEMPLATE_EDIT):
        return
    base = f"minutes:{row.id}:{row.version}"
    frame = pd.DataFrame(
        [(q.id, f"{q.code} {content(q.draft.text)}", float(q.draft.minutes)) for q in whole.questions], columns=["id", "name", "minutes"],
    )  # fmt: skip
    limit = float(MOST_MINUTES)
    total = st.number_input(
        t("Minutes for the whole sheet"), min_value=0.0, max_value=limit, value=float(whole.minutes), step=1.0, format="%g", key=f"{base}:whole", width=260,
        help=t("0: as long as its items together."),
    )  # fmt: skip
    config = {
        "id": None, "name": plain("Item"),
        "minutes": st.column_config.NumberColumn(plain("Minutes"), min_value=0.0, max_value=limit, step=0.5, format="%g"),
    }  # fmt: skip
    edited = st.data_editor(frame, column_config=config, disabled=["id", "name"], hide_index=True, key=f"{base}:items")
    st.caption(t("0: what an item usually takes, {count} min.", count=short(usual)))
    if st.button(t("Save the planned time"), key=f"{base}:save", type="primary"):
        items = {int(id_): _exact(minutes) for id_, minutes in zip(edited["id"], edited["minutes"], strict=True)}
        if desk.perform(actions.plan, actor, row.id, version=row.version, items=items, whole=_exact(total)):
            st.rerun()


def _exact(minutes: float | None) -> Decimal:
    return Decimal(str(0 if minutes is None or minutes != minutes else minutes)).quantize(Decimal("0.01"))
