"""The steps of a norm drawn as a flow chart: what is done, who has the duty, which standards hold."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.quality.compliance.rules import Step
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.words import escaped, plain, t

WIDE, NARROW = 22, 14
"""Letters of a line inside a box, at a desk and on a phone; a Chinese letter counts for two."""
CLOSING = "，。、；：？！）》」』”"
"""What never begins a line."""


def draw(steps: Sequence[Step], names: Mapping[str, str]) -> None:
    """The chart, and below it the same in words; says so where a norm has no steps."""
    if not steps:
        st.caption(t("No flow chart is drawn for this version: its steps are not entered one by one. Enter them with the next version."))
        return
    st.graphviz_chart(dot(steps, width=NARROW if on_phone() else WIDE), width="stretch" if on_phone() else "content")
    lines = []
    for number, one in enumerate(steps, 1):
        held = "; ".join(f"{escaped(code)} {escaped(names.get(code, ''))}".strip() for code in one.standards)
        way = t("if not: step {step}", step=one.to) if one.asks else t("then: step {step}", step=one.to)
        back = f" · {way}" if one.to else ""
        lines.append(f"{number}. **{escaped(one.name)}** · {t('duty: {who}', who=one.who)}{f' · {held}' if held else ''}{back}")
    st.markdown("\n".join(lines))


def dot(steps: Sequence[Step], *, width: int = WIDE) -> str:
    """The chart in the DOT language: boxes in order, a question as a diamond with two ways out. All texts are quoted."""
    ink, faint, line = theme.ink(), theme.ink(faint=True), theme.line()
    told = [
        f'digraph {{ bgcolor="transparent"; rankdir=TB; nodesep=0.4; ranksep=0.35; node [shape=box style="rounded" fontsize=13 fontname="sans-serif" color={_quoted(line)} fontcolor={_quoted(ink)} margin="0.16,0.08"];',
        f'edge [color={_quoted(faint)} fontcolor={_quoted(faint)} fontsize=11 fontname="sans-serif" arrowsize=0.7];',
        f"begin [shape=circle label=\"\" width=0.2 style=filled fillcolor={_quoted(line)}];", f"finish [shape=doublecircle label=\"\" width=0.14 style=filled fillcolor={_quoted(line)}];", "begin -> 1;",
    ]  # fmt: skip
    for number, one in enumerate(steps, 1):
        rows = [*_wrapped(f"{number} {one.name}", width), *_wrapped(plain("duty: {who}", who=one.who), width), *one.standards]
        look = ' shape=diamond style="" margin="0.02,0.02"' if one.asks and one.to else ""
        told.append(f"{number} [label={_quoted(*rows)}{look}];")
        follows = str(number + 1) if number < len(steps) else "finish"
        if one.asks and one.to:
            told.append(f"{number} -> {follows} [label={_quoted(plain('yes'))}];")
            told.append(f"{number} -> {one.to} [label={_quoted(plain('no'))}{'' if one.to > number else ' constraint=false'} style=dashed];")
        else:
            told.append(f"{number} -> {one.to or follows};")
    return "\n".join([*told, "}"])


def _quoted(*rows: str) -> str:
    """A quoted string of DOT: no text can end it, and none is taken as one of its escapes."""
    return '"' + "\\n".join(row.replace("\\", "\\\\").replace('"', '\\"') for row in rows) + '"'


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of about so many letters; blanks break first, Chinese anywhere."""
    lines, line, used = [], "", 0
    for letter in text:
        wide = 2 if ord(letter) > 0x2E7F else 1
        if used + wide > width and letter not in CLOSING and (letter == " " or wide == 2 or used > width * 1.6):
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + letter, used + wide
    return [one for one in [*lines, line.strip()] if one]
