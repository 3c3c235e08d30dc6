"""Small parts that several rooms draw: empty state, state badge, confirm, download, tables that lead to records."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.theme import STATE_COLOURS
from pages.parts.words import day, plain, t


def nothing(message: str, icon: str = ":material/inbox:", **values: object) -> None:
    """An empty state: a sentence that says why nothing is here and what to do next."""
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"{icon} {t(message, **values)}")


def row(key: str) -> DeltaGenerator:
    """One line of a list: a frame closer than a card's, what it holds close together (see theme.STYLE)."""
    return st.container(border=True, key=f"row-{key}", gap="xsmall")


def badge(code: str, label: str) -> None:
    """A state as a coloured word."""
    st.badge(t(label), color=STATE_COLOURS.get(code, "gray"))  # type: ignore[arg-type]


def badge_text(code: str, label: str) -> str:
    """A state as a coloured word inside Markdown."""
    return f":{STATE_COLOURS.get(code, 'gray')}-badge[{t(label)}]"


def confirm(
    key: str, label: str, question: str, yes: str, act: Callable[[], object], *, icon: str | None = None, primary: bool = False, **values: object
) -> None:
    """A button that asks once more before `act`, for what cannot be taken back.

    Its own key closes it once `act` is done: a second click must not meet the next step's question under the same finger.
    """
    with st.popover(t(label), icon=icon, key=f"{key}:ask", type="primary" if primary else "secondary"):
        st.markdown(t(question, **values))
        if st.button(t(yes), key=key, type="primary"):
            act()


def download(label: str, make: Callable[[], bytes], name: str, mime: str, key: str, *, icon: str = ":material/download:") -> None:
    """A download made only when it is asked for."""
    st.download_button(t(label), data=make, file_name=name, mime=mime, key=key, icon=icon, on_click="ignore")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def linked_table(
    frame: pd.DataFrame, headings: Mapping[str, str], *, links: Mapping[str, str] | None = None, key: str, height: int | None = None, **columns: object
) -> None:
    """A table with translated headings. `links` maps a column that holds addresses to the pattern that shows its text."""
    config: dict[str, object] = {name: plain(label) for name, label in headings.items()}
    for name, pattern in (links or {}).items():
        config[name] = st.column_config.LinkColumn(plain(headings[name]), display_text=pattern)
    config |= columns
    extra = {} if height is None else {"height": height}
    st.dataframe(frame[list(headings)], column_config=config, hide_index=True, key=key, **extra)  # type: ignore[arg-type]


def as_day(column: "pd.Series[object]") -> "pd.Series[str]":
    """A column of days written for the viewer."""
    return column.map(lambda value: day(value) if value is not None and value == value else "")  # type: ignore[return-value]
