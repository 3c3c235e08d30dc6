"""Due dates of rounds on the screen: the calendar, what is late, and the QR code that opens a sheet on a phone."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor, Permission
from core.exchange import qr
from core.inspection.due import queries
from core.inspection.rounds.rules import State
from core.inspection.sheets.rules import State as SheetState
from core.words import N_
from pages.parts.desk import ask
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import content, day, number, plain, t, tn

ROUNDS = {
    "address": N_("Round"), "name": N_("Name"), "due_on": N_("Due"), "left": N_("Working days left"), "state": N_("State"), "sheets": N_("Sheets"),
    "open": N_("Not submitted"), "missed": N_("Missed"),
}  # fmt: skip
SHEETS = {
    "address": N_("Sheet"), "state": N_("State"), "due_on": N_("Due"), "project": N_("Project"), "inspector": N_("Inspector"), "progress": N_("Answered"),
}  # fmt: skip
QR_SIZE = 240


def calendar(actor: Actor) -> None:
    """The rounds by due date, and for those who lead them the sheets that are late."""
    frame = ask(queries.calendar, actor)
    if frame.empty:
        return
    overdue = int(frame["overdue"].sum())
    title = t("Due dates") + (f" · :red-badge[{tn('one overdue', '{count} overdue', overdue)}]" if overdue else "")
    with st.expander(title, icon=":material/calendar_month:"):
        frame["address"] = frame["code"].map(lambda code: link("Rounds.py", round=code))
        frame["left"] = [
            number(left, 0) if state in (State.DRAFT, State.RUNNING) and left is not None and left == left else "" for left, state in zip(frame["workdays"], frame["state"], strict=True)
        ]
        frame["due_on"] = frame["due_on"].map(day)
        frame["state"] = [
            plain("Overdue") if late else plain(State(code).label) for code, late in zip(frame["state"], frame["overdue"], strict=True)
        ]
        linked_table(frame, ROUNDS, links={"address": r"round=(.*)$"}, key="round_calendar")
        if actor.may(Permission.ROUND_LEAD):
            _late(actor)


def _late(actor: Actor) -> None:
    st.markdown(f"**{t('Overdue and missed sheets')}**")
    frame = ask(queries.late, actor)
    if frame.empty:
        nothing(N_("No sheet is overdue, and none was missed."), icon=":material/task_alt:")
        return
    frame["address"] = frame["code"].map(lambda code: link("Scoring_sheet.py", sheet=code))
    frame["state"] = frame["state"].map(lambda code: plain("Overdue") if code == SheetState.OPEN else plain(SheetState(code).label))
    frame["due_on"] = frame["due_on"].map(day)
    for name in ("project", "inspector"):
        frame[name] = frame[name].map(content)
    frame["progress"] = [f"{done}/{items}" for done, items in zip(frame["answered"], frame["items"], strict=True)]
    linked_table(frame, SHEETS, links={"address": r"sheet=(.*)$"}, key="late_sheets")


def code(codes: Sequence[str], key: str) -> None:
    """The QR code of one of these sheets."""
    with st.popover(t("Open on a phone"), icon=":material/qr_code_2:"):
        chosen = st.selectbox(t("Sheet"), codes, key=key)
        st.image(qr.png(qr.address(f"Scoring_sheet?sheet={chosen}")), width=QR_SIZE)
        st.caption(t("Point the phone's camera at it. Only who may see the sheet can open it."))
