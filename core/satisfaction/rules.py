"""How satisfaction is scored: kinds of questions, what counts as satisfied or low, and figures of answers counted by value. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from core.customers.contacts.rules import Purpose
from core.customers.mails.rules import occasion
from core.metrics import figures
from core.settings.rules import DAYS, POINTS, Setting, declare
from core.words import N_

SECTION = N_("Satisfaction")
ASKED = occasion(
    "survey", N_("Mail to the customer: the link of a survey"),
    N_("Sent when a survey by e-mail is made, reminded of or linked anew, to a contact who agreed to be asked about satisfaction."),
    purpose=Purpose.SURVEY, subject=N_("How did we do? {project}"),
    body=N_("Thank you for working with us on “{project}”. Would you take a minute to tell us how we did? Your personal link, good for one answer until {until}:\n\n{link}"),
)  # fmt: skip
LEAST = declare(Setting(
    "satisfaction.least", SECTION, N_("Answers below which no figure is shown"),
    N_("With fewer answers a figure says “too few” instead of a number."), 5, least=2, most=100, unit=N_("answers"),
))  # fmt: skip
LOW_CSAT = declare(Setting(
    "satisfaction.low_score", SECTION, N_("A score from 1 to 5 is low up to"),
    N_("A low answer calls somebody by itself: a request or a follow-up is opened, once for each answer."), 2, least=0, most=4, unit=POINTS,
))  # fmt: skip
LOW_NPS = declare(Setting(
    "satisfaction.low_recommendation", SECTION, N_("A recommendation from 0 to 10 is low up to"),
    N_("A low answer calls somebody by itself: a request or a follow-up is opened, once for each answer."), 6, least=-1, most=9, unit=POINTS,
))  # fmt: skip
ALARMING = declare(Setting(
    "satisfaction.alarming_theme", SECTION, N_("The theme that counts as a complaint"),
    N_("A text of this theme calls somebody by itself, whatever the score. Its code in the reference table “Themes of feedback”; empty: none."), "complaint",
))  # fmt: skip
OPEN_DAYS = declare(Setting(
    "satisfaction.open_days", SECTION, N_("A survey's link is open for"), N_("Afterwards it opens nothing any more."), 14, least=1, most=180, unit=DAYS,
))  # fmt: skip
ASK_AGAIN_DAYS = declare(Setting(
    "satisfaction.ask_again_days", SECTION, N_("A customer is asked again after"),
    N_("A project in execution whose customer was not asked for so long stands in the list of surveys to send."), 90, least=7, most=1000, unit=DAYS,
))  # fmt: skip
AFTER_REQUEST_DAYS = declare(Setting(
    "satisfaction.after_request_days", SECTION, N_("A solved request is asked about within"),
    N_("A solved request whose customer was not asked about it stands so long in the list of surveys to send."), 14, least=1, most=180, unit=DAYS,
))  # fmt: skip


class Kind(StrEnum):
    """What a question asks for."""

    CSAT = "csat"
    NPS = "nps"
    CHOICE = "choice"
    TEXT = "text"

    @property
    def label(self) -> str:
        return {
            Kind.CSAT: N_("Score from 1 to 5"),
            Kind.NPS: N_("Recommendation from 0 to 10"),
            Kind.CHOICE: N_("Choice"),
            Kind.TEXT: N_("Free text"),
        }[self]

    @property
    def values(self) -> range:
        """The scores one may give; empty for texts and choices."""
        return {Kind.CSAT: range(1, 6), Kind.NPS: range(0, 11)}.get(self, range(0))


class Dimension(StrEnum):
    """What a question is about."""

    OVERALL = "overall"
    EFFICIENCY = "efficiency"
    QUALITY = "quality"
    EXPERIENCE = "experience"

    @property
    def label(self) -> str:
        return {
            Dimension.OVERALL: N_("Overall"),
            Dimension.EFFICIENCY: N_("Efficiency"),
            Dimension.QUALITY: N_("Quality"),
            Dimension.EXPERIENCE: N_("Experience"),
        }[self]


class Source(StrEnum):
    """Who filled the answer in. Figures of both stand together only where the page says so."""

    LINK = "link"
    STAFF = "staff"

    @property
    def label(self) -> str:
        return {Source.LINK: N_("By the customer"), Source.STAFF: N_("Entered by staff")}[self]


SATISFIED, PROMOTER, DETRACTOR = 4, 9, 6
"""From 4 of 5 on satisfied; from 9 of 10 on a promoter, up to 6 a detractor (Reichheld 2003)."""


def promoting(value: int) -> int:
    """1 for a promoter, -1 for a detractor, 0 for who is neither."""
    return 1 if value >= PROMOTER else -1 if value <= DETRACTOR else 0


def is_low(csat: int | None, nps: int | None, *, low_csat: int, low_nps: int) -> bool:
    """Whether an answer is low by its overall scores."""
    return (csat is not None and csat <= low_csat) or (nps is not None and nps <= low_nps)


NOBODY_ANSWERED = N_("Nobody has answered this yet, so there is nothing to compute.")
TOO_FEW = N_("Too few answers to tell: there are {n}, at least {least} are needed.")


@dataclass(frozen=True)
class Told:
    """A figure, or a whole sentence why there is none. Shares in percent, means in points."""

    figure: figures.Figure | None
    n: int
    why: str = ""
    least: int = 0

    @property
    def value(self) -> float | None:
        return None if self.figure is None else float(self.figure.value)


def told(figure: figures.Figure | None, least: int) -> Told:
    """`figure` if there are at least `least` answers behind it. Undefined is no number, and says why."""
    if figure is None:
        return Told(None, 0, NOBODY_ANSWERED, least)
    if figure.n < least:
        return Told(None, figure.n, TOO_FEW, least)
    return Told(figure, figure.n, "", least)


def satisfied(cells: Mapping[int, int], least: int) -> Told:
    """The share of scores of 4 and 5 in percent, with Wilson's interval. `cells`: {score: how many}."""
    yes = sum(count for value, count in cells.items() if value >= SATISFIED)
    return told(figures.share({1: yes, 0: sum(cells.values()) - yes}), least)


def average(cells: Mapping[int, int], least: int) -> Told:
    """The mean score with Student's interval."""
    return told(figures.mean(cells), least)


def net_promoters(cells: Mapping[int, int], least: int) -> Told:
    """Promoters less detractors in percent of all, from -100 to 100. See `figures.net` for the interval."""
    grouped = {1: 0, 0: 0, -1: 0}
    for value, count in cells.items():
        grouped[promoting(value)] += count
    return told(figures.net(grouped), least)


def shares(cells: Mapping[int, int]) -> dict[int, Fraction]:
    """Each value's part of all."""
    n = sum(cells.values())
    return {value: Fraction(count, n) for value, count in sorted(cells.items())} if n else {}
