"""What a customer was told by mail about a record, and how far each mail has come."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor
from core.customers.mails import queries
from core.customers.mails.queries import Sent
from core.customers.mails.rules import Occasion
from core.notice.rules import State
from core.words import N_
from pages.parts import desk
from pages.parts.words import escaped, moment, t

SAID = {
    State.WAITING: N_("waits to be sent"), State.CLAIMED: N_("is being sent"), State.HANDING: N_("is being sent"), State.SENT: N_("sent"),
    State.UNCERTAIN: N_("may not have arrived; it is not sent again"), State.REFUSED: N_("not sent: no address that may be used, or the mail server refused it"),
}  # fmt: skip
COLOURS = {State.SENT: "green", State.UNCERTAIN: "orange", State.REFUSED: "red"}


def draw(actor: Actor, kind: str, subject_id: int) -> None:
    """The mails about a record; nothing where there are none."""
    told(desk.ask(queries.of_subject, actor, kind, subject_id))


def told(found: Sequence[Sent]) -> None:
    """The same where they are known."""
    if found:
        with st.expander(t("Mails to the customer ({count})", count=len(found)), icon=":material/outgoing_mail:"):
            for one in found:
                _line(one)


def _line(one: Sent) -> None:
    parts = [f"**{t(one.label)}**", f":{COLOURS.get(one.state, 'gray')}[{t(SAID[one.state])}]", escaped(moment(one.ended_at or one.at)), escaped(one.whom), one.language.own_name]
    st.markdown(" · ".join(part for part in parts if part))


def foretold(actor: Actor, occasion: Occasion, customer_id: int | None, department_id: int | None = None) -> bool:
    """Whether a mail will be written to the customer, so that a form can say so before."""
    return bool(customer_id) and desk.ask(queries.awaits, actor, occasion, customer_id, department_id)
