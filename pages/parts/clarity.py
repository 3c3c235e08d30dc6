"""“Is this page clear?”: asked from the account menu of every page, answered without a name."""

from collections.abc import Callable

import streamlit as st

from core.access import Actor
from core.resources.usability import actions, queries
from core.resources.usability.rules import LEAST
from core.words import N_
from pages.parts.desk import ask, form_key, perform_once
from pages.parts.words import day, escaped, labelled, plain, t

ANSWERS = {True: N_("Yes, it is clear"), False: N_("No, not all of it")}


def opened(found: Callable[[], Actor], page: str, title: str) -> None:
    """Open the question on a page. `found` says who is there, also long after the page was opened."""
    st.dialog(t("Is this page clear?"))(_draw)(found, page, title)


def _draw(found: Callable[[], Actor], page: str, title: str) -> None:
    actor = found()
    asked = ask(queries.asked, actor, page)
    st.markdown(labelled(N_("Page"), escaped(title), strong=True))
    if st.session_state.pop("clear:thanks", None) == page:
        st.success(t("Thank you. Whoever looks after the pages reads what was said; replies stand here."))
    elif asked.has_said:
        st.info(t("You have said so this month. You are asked again next month."))
    else:
        _ask(actor, page)
    if asked.replies:
        st.markdown(f"**{t('What came of what was said before')}**")
        for outcome, reply, on in asked.replies:
            st.markdown(f"{t(outcome.label)} · {day(on)}  \n{escaped(reply)}".replace("\n", "  \n"))


def _ask(actor: Actor, page: str) -> None:
    clear = st.segmented_control(t("Do you see at once what this page shows and what you can do here?"), list(ANSWERS), format_func=lambda one: t(ANSWERS[one]), key=f"clear:{page}:yes")
    words = st.text_area(t("In words"), key=f"clear:{page}:words", height=100, placeholder=plain("Which word, figure or step is not clear? What would help?"))
    st.caption(t("Kept without your name and your day; a share is told from {least} answers on. Do not write what tells of a customer or a colleague.", least=LEAST))
    if st.button(t("Send without a name"), key=f"clear:{page}:send", type="primary", disabled=clear is None) and perform_once(
        form_key("clear"), actions.say, actor, page, clear=bool(clear), words=words
    ):
        st.session_state["clear:thanks"] = page
        st.rerun(scope="fragment")
