"""Facts of a review as the screen shows them: by chapter, each leading to its records."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.exchange.summary_report import value_of
from core.exchange.voice import Voice
from core.review.facts.rules import Fact, chapters
from pages.parts.frame import BY_FILE, link
from pages.parts.words import day, escaped, language, t


def draw(facts: Sequence[Fact], on: date, withheld: int = 0) -> None:
    """What the system filled in, frozen on a day."""
    voice = Voice(language())
    st.caption(t("Filled in by the system as of {day}; people only judge. Changes join when their room exists.", day=day(on)))
    columns = st.columns(2)
    for place, (chapter, ones) in enumerate(chapters(facts).items()):
        with columns[place % 2], st.container(border=True, gap="xsmall"):
            st.markdown(f"**{t(chapter.label)}**")
            for one in ones:
                label = t(one.label)
                if one.page in BY_FILE:
                    label = f"[{label}]({link(one.page, **one.query)})"
                value = escaped(value_of(one, voice))
                st.markdown(f"{label}  \n" + (f"**{value}**" if one.value is not None else f":gray[{value}]"))
    if withheld:
        st.caption(t("{count} facts are left out that your role does not show.", count=withheld))
