"""Figures of satisfaction in the viewer's words: value, interval and n, or the sentence why there is none."""

from core.satisfaction.rules import Told
from core.words import N_
from pages.parts.words import NOTHING, escaped, number, plain, t

PERCENT, POINTS, NET = "percent", "points", "net"


def value(told: Told, unit: str) -> str:
    """A value, not for Markdown."""
    if told.figure is None:
        return NOTHING
    return _number(float(told.figure.value), unit)


def _number(amount: float, unit: str) -> str:
    if unit == PERCENT:
        return f"{number(amount, 1)}%"
    return f"{'+' if amount > 0 else ''}{number(amount, 0)}" if unit == NET else number(amount, 2)


def interval(told: Told, unit: str) -> str:
    """The 95 % interval, not for Markdown."""
    if told.figure is None or told.figure.low is None or told.figure.high is None:
        return NOTHING
    return f"{_number(told.figure.low, unit)} – {_number(told.figure.high, unit)}"


def why(told: Told) -> str:
    """Why there is no value, as a sentence for Markdown."""
    return t(told.why, n=told.n, least=told.least) if told.why else ""


def line(told: Told, unit: str) -> str:
    """Value with interval and n in one line of Markdown, or why there is none."""
    if told.figure is None:
        return f":gray[{why(told)}]"
    sure = interval(told, unit)
    if sure == NOTHING:
        return f"**{escaped(value(told, unit))}** :gray[:small[n {told.n}]]"
    return f"**{escaped(value(told, unit))}** :gray[:small[{t('{interval}, n {n}', interval=sure, n=told.n)}]]"


def stars(csat: int | None, nps: int | None) -> str:
    """An answer's own scores, not for Markdown."""
    parts = [plain(N_("{score} of 5"), score=csat)] if csat is not None else []
    parts += [plain(N_("{score} of 10"), score=nps)] if nps is not None else []
    return " · ".join(parts) or NOTHING
