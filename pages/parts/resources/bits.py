"""How a system stands, in words."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor
from core.resources.systems import queries
from core.resources.systems.queries import Behind, Now
from core.resources.systems.rules import Availability
from core.service.clocks.rules import ALWAYS, ORGANISATION
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.frame import lead
from pages.parts.service import bits
from pages.parts.words import NOTHING, c, content, escaped, moment, number, plain, t

TOO_FEW = N_("too few")


def share(one: Availability) -> str:
    """How available, in percent with two places, never rounded up to 100; not for Markdown."""
    if one.share is None:
        return NOTHING
    if one.down and one.share > 0.9999:
        return plain("over 99.99%")
    return f"{number(100 * one.share, 2)}%"


def span(seconds: float | None, n: int) -> str:
    """A mean with how many it comes from, or that there are too few."""
    return plain("{value} (n {n})", value=bits.span(round(seconds)), n=n) if seconds is not None else plain("too few (n {n})", n=n)


def now_plain(one: Now | None) -> str:
    """What is down, for a table."""
    if one is None:
        return plain("In service")
    if one.planned:
        return plain("Planned outage from {time}", time=moment(one.began_at))
    return plain("Down since {time}", time=moment(one.began_at))


def now_mark(one: Now | None) -> str:
    """The same as a coloured word."""
    return mark("green" if one is None else "orange" if one.planned else "red", escaped(now_plain(one)))


def calendars(actor: Actor) -> dict[str, str]:
    """In which time a system may have to run: names by code."""
    return {ALWAYS: plain("Round the clock"), ORGANISATION: plain("In the organisation's working time")} | {code: content(name) for code, name in desk.ask(queries.calendars, actor).items()}


def behind(found: Sequence[Behind]) -> None:
    """On the page of a customer or of a request: the systems behind it (see the query `behind`), with what is down."""
    if not found:
        return
    down = [one for one in found if one.outage and not one.outage.planned]
    for one in down:
        st.warning(_down(one), icon=":material/power_off:")
    with st.expander(t("Systems behind it ({count})", count=len(found)), icon=":material/dns:", key="systems_behind", on_change="rerun") as panel:
        if not panel.open:
            return
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                lead(f"**{escaped(one.name)}**", "Resources.py", icon=":material/dns:", system=one.code)
                st.markdown(f"{now_mark(one.outage)} :small[{t(one.kind.label)} · {c(one.owner)}]")


def _down(one: Behind) -> str:
    assert one.outage is not None  # noqa: S101 - only those that are down come here
    said = t("{system} has been down since {time}.", system=one.name, time=moment(one.outage.began_at))
    return f"{said}  \n{escaped(one.outage.effect)}" if one.outage.effect else said
