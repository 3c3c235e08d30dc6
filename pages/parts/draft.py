"""Long forms that outlive their tab: every field is kept as it is left, and offered again on return.

    form = draft.Form(actor, "new_round")
    with st.expander(t("New round"), expanded=form.waiting):
        if form.opened():
            name = st.text_input(t("Name"), **form.field("new_round:name", ""))
            ...
            if st.button(...) and perform_once(...):
                form.done()
                st.rerun()

A draft belongs to one person, one form and one record. It never overwrites an older one unasked: until the person has
chosen to continue or to discard what waits, the fields are not drawn.
"""

from collections.abc import Container, Mapping
from typing import Any

import streamlit as st

from core.access import Actor
from core.drafts import actions, queries
from core.drafts.rules import Draft
from core.errors import Refusal
from pages.parts import desk
from pages.parts.frame import fresh_actor
from pages.parts.whole import whole
from pages.parts.words import moment, t


class Form:
    """A form of the page being drawn. `record` and `version` say about which record, as it is now ("": a new one).

    `among`: what `mine` found, where a page draws a form in every row, so that not each of them asks by itself.
    """

    def __init__(self, actor: Actor, form: str, *, record: str = "", version: int = 0, among: Mapping[tuple[str, str], Draft] | None = None) -> None:
        self.actor, self._form, self._record, self._version = actor, form, record, version
        self._place = f"draft:{form}:{record}"
        self._defaults: dict[str, Any] = {}
        self._old: Draft | None = None
        if not self._typing():
            self._old = desk.ask(queries.mine, actor, form, record) if among is None else among.get((form, record))

    def _typing(self) -> bool:
        """Whether this tab shows the fields. Streamlit forgets what fields hold once a run does not draw them."""
        return any(key in st.session_state for key in st.session_state.get(self._place, ()))

    @property
    def waiting(self) -> bool:
        """Whether a draft waits for an answer or is being continued, so that a folded form should be open."""
        return self._old is not None or f"{self._place}:begun" in st.session_state

    def opened(self) -> bool:
        """Whether to draw the fields. Draws the offer instead while a draft waits for an answer."""
        if self._old is None:
            return True
        with st.container(border=True):
            st.markdown(f":material/history_edu: {t('You have a draft from {time}.', time=moment(self._old.changed_at))}")
            if self._old.seen != self._version:
                st.warning(t("The record has changed since then. Compare before you send it."), icon=":material/difference:")
            with st.container(horizontal=True):
                go_on = st.button(t("Continue with it"), key=f"{self._place}:continue", type="primary")
                away = st.button(t("Discard it"), key=f"{self._place}:discard")
        if go_on:
            self._start(dict(self._old.values))
        elif away and desk.perform(actions.discard, self.actor, self._form, record=self._record) is not None:
            self._start({})
        return False

    def _start(self, values: dict[str, Any]) -> None:
        """The fields from here on, holding `values`; drawn by the run that follows."""
        begun = f"{self._place}:begun"
        st.session_state.update({**values, begun: True, self._place: (begun,)})
        st.rerun()

    def field(self, key: str, default: Any = None, options: Container[Any] | None = None) -> dict[str, Any]:
        """`key` and `on_change` for a field. Its value lives in the session only: give the widget no default of its own.

        What a draft holds and `options` no longer offers gives way to the default.
        """
        if key not in st.session_state or not _offered(st.session_state[key], options):
            st.session_state[key] = default
        self._defaults[key] = default
        st.session_state[self._place] = tuple(self._defaults)
        return {"key": key, "on_change": self._keep}

    @whole
    def _keep(self) -> None:
        """A field was left: keep them all; nothing is left to keep once all are as they were at first."""
        values = {key: st.session_state[key] for key in self._defaults if key in st.session_state}
        problem = f"{self._place}:problem"
        st.session_state.pop(problem, None)
        try:
            if all(_same(value, self._defaults[key]) for key, value in values.items()):
                desk.attempt(actions.discard, fresh_actor(), self._form, record=self._record)
            else:
                desk.attempt(actions.keep, fresh_actor(), self._form, values, record=self._record, seen=self._version)
        except Refusal as refusal:
            st.session_state[problem] = refusal

    def note(self) -> None:
        """Says, below the fields, that what is typed could not be kept, if so."""
        refusal = st.session_state.get(f"{self._place}:problem")
        if refusal is not None:
            st.caption(f":material/warning: {desk.sentence(refusal)}")

    def done(self) -> None:
        """The form was sent: nothing is left of what was typed. Call it before the rerun."""
        for key in (*self._defaults, self._place, f"{self._place}:begun", f"{self._place}:problem"):
            st.session_state.pop(key, None)
        desk.perform(actions.discard, self.actor, self._form, record=self._record)


def mine(actor: Actor, *forms: str) -> Mapping[tuple[str, str], Draft]:
    """All drafts of these forms that wait for the viewer, in one question."""
    return desk.ask(queries.all_mine, actor, forms)


def _offered(value: Any, options: Container[Any] | None) -> bool:
    if options is None:
        return True
    if isinstance(value, list):
        return all(one in options for one in value)
    return value in options


def _same(value: Any, default: Any) -> bool:
    """A cleared list, text or day is as good as none."""
    return value == default or (not value and not default and not isinstance(value, bool))
