"""What an earlier inspection asked for, beside the item of the next one: one line each, small enough for a phone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import streamlit as st

from core.access import Actor
from core.clock import today
from core.inspection.followups import queries
from core.inspection.followups.queries import Beside
from core.inspection.rules import shown
from core.words import N_
from pages.parts import desk
from pages.parts.followup import bits
from pages.parts.frame import lead
from pages.parts.words import c, escaped, moment, number, t, tn


def of_sheet(actor: Actor, sheet_id: int) -> Mapping[int, tuple[Beside, ...]]:
    """Everything that stands beside the items of a sheet: asked once for the page, handed to each item."""
    return desk.ask(queries.beside, actor, sheet_id)


def _change(then: Fraction, now: Fraction | None) -> str:
    """What the item scored when it was found wanting, and whether it rose since; `now` is None while it is not answered."""
    before = number(shown(then * 100), 0)
    if now is None:
        return t("scored {points} of 100 then", points=before)
    label = {1: N_("rose from {before} to {points}"), 0: N_("stayed at {points}"), -1: N_("fell from {before} to {points}")}[(now > then) - (now < then)]
    facts = {"points": number(shown(now * 100), 0)} | ({} if now == then else {"before": before})
    return f"**{t(label, **facts)}**"


def lines(found: Sequence[Beside], now: Fraction | None = None) -> None:
    """The follow-ups about one item, the newest first; `now`: the part of full points that it earns on this sheet."""
    for one in found:
        when = t("closed {time}", time=moment(one.closed_at)) if one.closed_at else bits.due(one.due_on, today(), one.state)
        parts = [bits.state(one.state), escaped(one.code), c(one.owner), when]
        if one.then is not None:
            parts.append(_change(one.then, now))
        if one.recurrences:
            parts.append(tn("came back once", "came back {count} times", one.recurrences))
        measure = one.measure if len(one.measure) <= 120 else one.measure[:119] + "…"
        with st.container(gap=None):
            st.caption(f":material/build: {' · '.join(parts)}" + (f"  \n{escaped(measure)}" if measure else ""))
            if one.readable:
                lead(f":small[{t('Open the follow-up')}]", "Follow_up.py", followup=one.code)
