"""Items with a closed follow-up: what they scored before and when they were inspected again."""

from collections import Counter

import streamlit as st

from core.access import Actor, Permission
from core.inspection.followups.rise import queries
from core.inspection.followups.rise.queries import Rise
from core.inspection.followups.rise.rules import Change
from pages.parts import desk
from pages.parts.frame import fresh_actor, link
from pages.parts.kit import badge_text
from pages.parts.words import c, escaped, number, t

PAGE = 20


def told(one: Rise) -> str:
    """Before and after, with how many sheets each stands on."""
    before = t("{points} of 100 in {round} (n {n})", points=number(one.before.points), round=one.round_before, n=one.before.n) if one.before else ""
    if one.after is None:
        return " → ".join(filter(None, (before, t("not inspected again yet"))))
    after = t("{points} of 100 in {round} (n {n})", points=number(one.after.points), round=one.round_after, n=one.after.n)
    return f"{before} → **{after}**"


@st.fragment
def board(actor: Actor, project: str = "") -> None:
    """Whether rectification helped: counts by department, then every item. Asked when it is opened."""
    if not actor.may(Permission.FOLLOWUP_READ):
        return
    panel = st.expander(t("Did it help? Items with a closed follow-up"), icon=":material/trending_up:", on_change="rerun", key="results:rise")
    if not panel.open:
        return
    with panel:
        found = desk.ask_kept("results", _found, fresh_actor(), project)
        if not found:
            st.caption(t("No follow-up of an inspection is closed yet."))
            return
        st.markdown("\n".join(f"- **{c(one.name)}** {_counts(Counter(one.counts))} · {t('inspected again: {n}', n=one.n)}" for one in queries.by_department(found)))
        names = {one.value: t(one.label) for one in Change}
        wish = st.segmented_control(t("Which"), list(names), format_func=lambda code: names[code], key="results:rise_which", label_visibility="collapsed")
        chosen = [one for one in found if wish is None or one.change == wish]
        page = max(1, int(st.session_state.get("results:rise_page") or 1))
        st.markdown("\n".join(_line(one) for one in chosen[(page - 1) * PAGE : page * PAGE]) or t("None."))
        if len(chosen) > PAGE:
            st.pagination(-(-len(chosen) // PAGE), key="results:rise_page")
        st.caption(
            t("Before: the round that found it wanting. After: the first round whose sheets were submitted after the follow-up was closed. A point is a part of 100 of the item.")
        )


def _found(session, actor, project):  # type: ignore[no-untyped-def]
    return queries.rises(session, actor, project=project)


def _counts(counts: Counter[Change]) -> str:
    return " ".join(f"{badge_text('rise_' + one, one.label)} {counts[one]}" for one in Change if counts[one])


def _line(one: Rise) -> str:
    lead = f"[{escaped(one.followup)}]({link('Follow_up.py', followup=one.followup)})"
    return f"- {badge_text('rise_' + one.change, one.change.label)} {lead} {c(one.title)}  \n  {c(one.project)} · {told(one)}"
