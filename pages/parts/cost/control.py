"""How a project stands against its budget: each line with what is left, what needs a word, and both charts."""

import hashlib
from datetime import date

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.cost import queries as costs
from core.cost.control import actions, queries, rules
from core.cost.control.queries import Control, Line
from core.cost.control.rules import Light, Standing, Word
from core.cost.purchases import queries as purchases
from core.cost.rules import BUDGET_LINES
from core.cost.spending import queries as spending
from core.projects import queries as projects
from core.reference import queries as reference
from core.words import N_
from pages.parts import desk
from pages.parts.codes import code_table
from pages.parts.cost import charts
from pages.parts.cost.money import money
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import XLSX, download, linked_table, nothing
from pages.parts.words import c, content, day, escaped, language, number, percent, plain, t, tn

HEADINGS = {
    "line": N_("Budget line"), "planned": N_("Budget"), "spent": N_("Spent"), "committed": N_("Ordered, not yet spent"), "left": N_("Left"), "share": N_("Used"), "light": N_("Standing"),
}  # fmt: skip


def draw(actor: Actor, found: Control) -> None:
    """The part of the page."""
    _remarks(found)
    if not found.lines:
        nothing(N_("Nothing is planned and nothing is spent yet. Begin with the budget."))
        return
    rows = [_row(actor, content(one.name), one.standing, one.light) for one in found.lines]
    rows.append(_row(actor, plain("Together"), found.whole, found.light))
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="control", line=st.column_config.TextColumn(plain("Budget line"), pinned=True))
    st.caption(t("Labour is what hours cost at their rates, by itself. From {warn} % on the manager is told; beyond {limit} % nothing more is ordered.", warn=str(found.warn), limit=str(found.limit)))
    for one in found.lines:
        if one.light is Light.OVER or one.word is not Word.NONE:
            _over(actor, found, one)
    _export(actor, found)
    charts.draw(actor, found, ask_kept(("cost", "progress"), queries.by_month, actor, found.code))


def _export(actor: Actor, found: Control) -> None:
    """All of it as a workbook."""
    if not actor.may(Permission.COST_EXPORT):
        return
    spoken = language()  # asked here: a download is made outside the page's run

    def made() -> bytes:
        from core.exchange import costs_workbook as files  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        stands = desk.look_up(queries.control, now, found.code)
        orders, spent = desk.look_up(spending.orders, now, found.code), desk.look_up(spending.expenses, now, found.code, limit=files.MOST)
        bought, names = desk.look_up(purchases.purchases, now, found.code), desk.look_up(reference.table, BUDGET_LINES).names
        data = files.workbook(stands, orders, spent, bought, names, desk.look_up(costs.currency, now), spoken)
        desk.attempt(actions.export, now, found.project_id, rows=len(stands.lines) + len(orders) + len(spent), sha256=hashlib.sha256(data).hexdigest())
        return data

    download(N_("Excel workbook"), made, f"{found.code}-costs.xlsx", XLSX, f"costs:xlsx:{found.code}")
    st.caption(t("The export is written into the audit trail."))


def _row(actor: Actor, name: str, one: Standing, light: Light) -> tuple[object, ...]:
    share = "" if one.share is None else percent(float(one.share))
    return name, money(actor, one.planned), money(actor, one.spent), money(actor, one.committed), money(actor, one.left), share, plain(light.label)


def _remarks(found: Control) -> None:
    """What somebody has to know or do."""
    if found.whole.planned is None and found.lines:
        st.info(t("There is no approved budget yet, so nothing can be ordered. Plan one under “Budget” and submit it."), icon=":material/info:")
    if found.waiting:
        st.warning(
            tn("{count} expense is over the budget and waits for an approved change of it.", "{count} expenses are over the budget and wait for an approved change of it.", found.waiting),
            icon=":material/hourglass_top:",
        )  # fmt: skip
    if found.unpriced:
        st.caption(f":material/help: {t('{hours} hours have no rate; what they cost is in no amount.', hours=number(found.unpriced / 60))}")


def _over(actor: Actor, found: Control, one: Line) -> None:
    """A line over its budget: why, what is done about it, who answers."""
    with st.container(border=True, key=f"row-over:{one.code}", gap="xsmall"):
        over = -(one.standing.left or rules.ZERO)
        how = t("{amount} over the budget", amount=money(actor, over)) if over > 0 else t("{percent} used", percent=percent(float(one.standing.share or 0)))
        st.markdown(f":red[:material/error:] **{c(one.name)}** · {how}")
        if told := one.explained:
            sort = f"**{c(code_table(rules.CAUSES).names.get(told.sort, {}))}** · " if told.sort else ""
            st.markdown(f"{sort}{escaped(told.cause)}  \n→ {escaped(told.measure)}")
            until = f" · {t('within the budget again by {day}', day=day(told.expected_on))}" if told.expected_on else ""
            st.caption(f"{t('{name} answers for it', name=content(told.owner))}{until} · {c(told.by)} · {escaped(day(told.at.date()))}")
        if one.word is not Word.NONE:
            st.markdown(f":orange[{t(one.word.label)}]")
        if found.editable:
            _explain(actor, found, one)


def _explain(actor: Actor, found: Control, one: Line) -> None:
    key = f"explain:{found.project_id}:{one.code}"
    form = Form(actor, "variance", record=f"{found.code}:{one.code}")
    with st.expander(t("Say why") if one.explained is None else t("Say it anew"), icon=":material/edit_note:", expanded=form.waiting):
        if not form.opened():
            return
        table = code_table(rules.CAUSES)
        sorts = [entry.code for entry in table.offered()]
        sort = st.selectbox(t("Cause"), sorts, format_func=lambda code: content(table.names[code]), **form.field(f"{key}:sort", sorts[0], sorts))
        cause = st.text_area(t("What exactly"), height=80, **form.field(f"{key}:cause", ""))
        measure = st.text_area(t("What is done about it"), height=80, **form.field(f"{key}:measure", ""))
        team = list(found.team)
        owner = st.selectbox(t("Who answers for it"), team, format_func=lambda id_: content(found.team[id_]), **form.field(f"{key}:owner", team[0], team))
        until = st.date_input(t("Within the budget again by"), value=None, help=t("None, if it will stay over the budget."), **form.field(f"{key}:until", None))
        form.note()
        if st.button(t("Save"), key=f"{key}:save", type="primary") and perform_once(
            form_key(key), actions.explain, actor, found.project_id, line=one.code, sort=sort, cause=cause, measure=measure, owner_id=owner,
            expected_on=until if isinstance(until, date) else None,
        ):
            form.done()
            st.toast(t("Saved."))
            st.rerun()
