"""Early warnings on the screen: the four named challenges of a project, each with its numbers and the way to its rows."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from core.access import Actor
from core.insight.warnings import queries
from core.insight.warnings.rules import Challenge, Level, Said, Turn, Warning_, worst
from core.planning.queries import PlanView
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import lead
from pages.parts.kit import badge_text
from pages.parts.kit import row as framed
from pages.parts.words import c, content, day, escaped, several, t

COLOURS = {Level.NONE: "released", Level.UNKNOWN: "planned", Level.LOOK: "contested", Level.ACT: "missed"}
ICONS = {
    Challenge.SCOPE: ":material/zoom_out_map:", Challenge.RESOURCES: ":material/group_off:", Challenge.RISK: ":material/crisis_alert:", Challenge.COMMUNICATION: ":material/speaker_notes_off:",
}  # fmt: skip
LEADS = {
    "Plan.py": (N_("Plan"), ":material/view_timeline:"), "Initiation.py": (N_("Charter, scope and everybody concerned"), ":material/flag:"), "Progress.py": (N_("Progress"), ":material/trending_up:"),
    "Nonconformities.py": (N_("Nonconformities"), ":material/report:"), "Follow_ups.py": (N_("Follow-ups"), ":material/build:"), "Requests.py": (N_("Service requests"), ":material/support_agent:"),
    "Customers.py": (N_("Customers"), ":material/handshake:"), "Risks.py": (N_("Risks"), ":material/crisis_alert:"), "Communication.py": (N_("Communication"), ":material/forum:"),
}  # fmt: skip
NAMED, AT_ONCE = 6, 8


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    st.caption(t("Computed at this moment from the plan, its baseline, people's load in all projects, the charter, comments, reports, customers and requests, risks, nonconformities and follow-ups. What cannot be told says what it lacks. Every day they are looked at, and whoever leads the project is told when one asks for action."))
    turns = ask(queries.turned, actor, view.project_code)
    last = {one.challenge: one for one in reversed(turns)}
    for one in ask(queries.warnings, actor, view.project_code):
        with framed(f"warning_{one.challenge}"):
            since = last.get(one.challenge)
            stands = f" :gray[:small[{t('since {day}', day=day(since.on))}]]" if since is not None and since.level is one.level is not Level.NONE else ""
            st.markdown(f"{ICONS[one.challenge]} **{t(one.challenge.label)}** {_badge(one.level)}{stands}")
            st.markdown("\n".join([*(_sentence(said) for said in one.said), *(f"- :gray[:material/help: {t(lack)}]" for lack in one.lacks)]))
            with st.container(horizontal=True):
                for page, part in dict.fromkeys((said.page, said.part) for said in one.said if said.page and said.level in (Level.LOOK, Level.ACT)):
                    _lead(page, part, view.project_code)


    if turns:
        with st.expander(t("How the warnings went"), icon=":material/history:"):
            st.markdown("\n".join(f"- {_turn(one)}" for one in turns))


def _turn(one: Turn) -> str:
    went = f"{_badge(one.before)} → {_badge(one.level)}" if one.before is not None else _badge(one.level)
    return f"{day(one.on)} · {t(one.challenge.label)} {went}"


def _badge(level: Level) -> str:
    return badge_text(COLOURS[level], level.label)


def _lead(page: str, part: str, code: str) -> None:
    label, icon = LEADS[page]
    query = {"part": part} if part else {}
    lead(t(label), page, icon=icon, project=code, **query)


def _sentence(said: Said) -> str:
    """A sentence with its values in the viewer's words, and what it counts by name."""
    values = {name: content(value) if isinstance(value, Mapping) else day(value) if isinstance(value, date) else value for name, value in said.values.items()}
    told = list(dict.fromkeys(c(one) if isinstance(one, Mapping) else escaped(one) for one in said.rows))
    names = several(told[:NAMED]) + ("…" if len(told) > NAMED else "")
    text = t(said.message, **values)
    mark = _badge(said.level) + " " if said.level in (Level.LOOK, Level.ACT) else ""
    return f"- {mark}{text}" + (f"  \n  :gray[:small[{names}]]" if names else "")


def of_projects(actor: Actor, codes: list[str], names: Mapping[str, str]) -> None:
    """The warnings of several projects, worked out when they are asked for; a page of them at a time."""
    panel = st.expander(t("Early warnings of these projects"), icon=":material/warning:", on_change="rerun", key="progress:warnings")
    if not panel.open or not codes:
        return
    with panel:
        page = max(1, int(st.session_state.get("progress:warnings_page") or 1))
        for code in codes[(page - 1) * AT_ONCE : page * AT_ONCE]:
            _brief(actor, code, names[code])
        if len(codes) > AT_ONCE:
            st.pagination(-(-len(codes) // AT_ONCE), key="progress:warnings_page")


def _brief(actor: Actor, code: str, name: str) -> None:
    found: tuple[Warning_, ...] = ask(queries.warnings, actor, code)
    with framed(f"warnings_{code}"):
        lead(f"{_badge(worst(found))} **{escaped(code)}** {escaped(name)}", "Progress.py", project=code, part="warnings")
        st.markdown(" · ".join(f"{t(one.challenge.label)} {_badge(one.level)}" for one in found))
