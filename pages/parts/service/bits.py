"""What the list, the card and the page of a request have in common."""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from core.access import Actor
from core.clock import here
from core.config import settings
from core.service.clocks.rules import Reading, Standing
from core.service.lists.queries import Row
from core.service.requests.queries import View
from core.service.requests.rules import State
from core.service.rules import Priority
from pages.parts.codes import code_table
from pages.parts.draft import Form
from pages.parts.kit import badge_text
from pages.parts.words import content, moment, plain, t

PRIORITY_COLOURS = {Priority.URGENT: "red", Priority.HIGH: "orange", Priority.NORMAL: "blue", Priority.LOW: "gray"}


def names(table: str) -> dict[str, str]:
    """The names of a reference table's codes in the viewer's language."""
    return {code: content(name) for code, name in code_table(table).names.items()}


def offered(table: str, present: str = "") -> dict[str, str]:
    """What of a reference table may be chosen: names by code."""
    return {entry.code: content(entry.name) for entry in code_table(table).offered(present)}


def span(seconds: int) -> str:
    """A length of time in hours and minutes; below a minute in seconds."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return plain("{hours} h {minutes} min", hours=f"{hours:,}", minutes=minutes) if minutes else plain("{hours} h", hours=f"{hours:,}")
    return plain("{minutes} min", minutes=minutes) if minutes or not rest else plain("{seconds} s", seconds=rest)


def state(code: State) -> str:
    """The state as a coloured word."""
    return badge_text(f"request_{code}", code.label)


def priority(code: Priority) -> str:
    """The priority as a coloured word."""
    return f":{PRIORITY_COLOURS[code]}-badge[{t(code.label)}]"


def flags(*, upset: bool, complaint: bool) -> str:
    """Marks that everybody should see before calling back."""
    said = [f":red-badge[{t('Complaint')}]"] if complaint else []
    if upset:
        said.append(f":orange-badge[{t('Upset')}]")
    return " ".join(said)


def due(row: Row) -> str:
    """When a request of a list is due, or how late it is."""
    if not row.open:
        return f":red[{t('was late')}]" if row.missed else ""
    if row.paused and not row.overdue:
        return f":gray[{t('paused')}]"
    if row.overdue:
        return f":red[{t('overdue since {time}', time=_when(row.due_at, row.now))}]"
    soon = row.due_at is not None and (row.due_at - row.now).total_seconds() < 3600
    said = t("due {day}", day=_when(row.due_at, row.now))
    return f":orange[{said}]" if soon else said


def _when(at: datetime | None, now: datetime) -> str:
    """The hour of today, the day and hour of any other."""
    return moment(at, short=at is not None and here(at).date() == here(now).date())


def clocks(readings: tuple[Reading, ...], calendars: dict[str, str]) -> None:
    """The three clocks side by side: used of target, due when, as a bar and in plain figures. On a phone three close lines, so that the next step is in sight."""
    from pages.parts.frame import on_phone

    if on_phone():
        with st.container(border=True, gap="xsmall"):
            for one in readings:
                with _bar(one):
                    figures = t("{used} of {target}", used=span(one.used), target=span(one.target))
                    st.progress(min(one.share, 1.0), text=f"**{t(one.clock.label)}** {_verdict(one)} {figures} · :gray[{_until(one)}]")
        return
    for place, one in zip(st.columns(len(readings)), readings, strict=True):
        with place, _bar(one, border=True, gap="xsmall"):
            st.markdown(f"**{t(one.clock.label)}** {_verdict(one)}  \n:small[:gray[{_until(one)}]]")
            st.progress(min(one.share, 1.0), text=plain("{used} of {target}", used=span(one.used), target=span(one.target)))
    kinds = {one.calendar for one in readings}
    if len(kinds) == 1:
        code = kinds.pop()
        st.caption(t("Counted round the clock.") if code == "always" else t("Counted in working time: {calendar}.", calendar=calendars.get(code) or plain("the organisation's")))


def _bar(one: Reading, *, border: bool = False, gap: Literal["xsmall"] | None = None) -> DeltaGenerator:
    """Where a clock's bar stands: red once the clock is late (see theme.STYLE); the words beside it say so too."""
    return st.container(key=f"{'late' if one.late else 'clock'}-bar-{one.clock.value}", border=border, gap=gap)


def _verdict(one: Reading) -> str:
    match one.standing:
        case Standing.VOID:
            return f":gray-badge[{t('says nothing')}]"
        case Standing.STOPPED:
            return f":red-badge[{t('late')}]" if one.late else f":green-badge[{t('in time')}]"
        case Standing.PAUSED:
            return f":red-badge[{t('overdue')}]" if one.late else f":gray-badge[{t('paused')}]"
    return f":red-badge[{t('overdue')}]" if one.late else f":blue-badge[{t('running')}]"


def _until(one: Reading) -> str:
    if one.standing is Standing.STOPPED:
        return t("done {time}", time=moment(one.stopped_at))
    if one.standing is Standing.VOID:
        return "–"
    if one.due_at is None:
        return t("{left} left when it goes on", left=span(one.remaining))
    if one.late:
        return t("was due {time}; {over} over", time=moment(one.due_at), over=span(min(one.remaining, 0)))
    return t("due {time}; {left} left", time=moment(one.due_at), left=span(one.remaining))


def moment_field(label: str, key: str, form: Form | None = None) -> datetime | None:
    """A moment that may be left empty for "now"; typed on the organisation's clock, given as UTC. `form`: whose draft keeps it."""
    field = form.field(key) if form else {"key": key}
    typed = st.datetime_input(t(label), value=None, step=60, help=t("Leave it empty for this moment."), **field)
    if typed is None:
        return None
    return typed.replace(tzinfo=ZoneInfo(settings().cockpit_timezone)).astimezone(UTC)


def fold(view: View, name: str, label: str, icon: str, *, expanded: bool = False) -> ExpanderContainer:
    """A folded part of a request's page, drawn only once it is open: `with fold(...) as part: if part.open: ...`. A deed folds it again."""
    return st.expander(label, icon=icon, key=f"request:fold:{name}:{view.id}:{view.version}:{len(view.log)}", expanded=expanded, on_change="rerun")


def card(actor: Actor, row: Row, place: str = "list", *, phone: bool = False) -> None:
    """A request in a row: its title leads to its page."""
    from pages.parts.frame import lead
    from pages.parts.kit import row as line
    from pages.parts.words import c, escaped

    with line(f"request-{place}-{row.id}"):
        what, how, until = (st.container(gap=None), None, None) if phone else st.columns([20, 11, 9], vertical_alignment="center")
        badges = " ".join(filter(None, (state(row.state), priority(row.priority), flags(upset=row.upset, complaint=row.complaint))))
        when = f":small[{due(row)}]" if due(row) else ""
        with what, st.container(gap=None):
            lead(f"**{escaped(row.title)}**", "Request.py", request=row.code)
            st.caption(" · ".join((escaped(row.code), escaped(row.customer), c(row.project), c(row.handler))))
        if how is None or until is None:
            st.markdown(f"{badges} {when}")
        else:
            how.markdown(badges)
            until.markdown(when)
