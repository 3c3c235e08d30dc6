"""What customers answered as a workbook: figures, questions, themes, answers. Data only; no cell becomes a formula."""

from collections.abc import Mapping, Sequence

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.satisfaction.answers.queries import Line
from core.satisfaction.rules import Told
from core.satisfaction.tally.queries import Compared, Overview
from core.words import N_, Content, Language

MOST = 20_000
"""Answers that a workbook takes."""
FIGURES = ((N_("What"), 36, Kind.TEXT), (N_("Value"), 14, Kind.NUMBER), (N_("From"), 14, Kind.NUMBER), (N_("To"), 14, Kind.NUMBER), (N_("Number of answers"), 12, Kind.INTEGER), (N_("Remark"), 50, Kind.WRAPPED))
COMPARED = (
    (N_("Project"), 18, Kind.TEXT), (N_("Name"), 36, Kind.WRAPPED), (N_("Number of answers"), 12, Kind.INTEGER), (N_("Satisfied, %"), 14, Kind.NUMBER), (N_("From"), 12, Kind.NUMBER), (N_("To"), 12, Kind.NUMBER),
    (N_("Mean score"), 14, Kind.NUMBER), (N_("Net promoters"), 16, Kind.NUMBER),
)  # fmt: skip
THEMES = ((N_("Theme"), 24, Kind.TEXT), (N_("Texts"), 12, Kind.INTEGER), (N_("Of them in low answers"), 22, Kind.INTEGER))
ANSWERS = (
    (N_("Survey"), 16, Kind.TEXT), (N_("Day"), 12, Kind.DATE), (N_("Project"), 18, Kind.TEXT), (N_("Name"), 30, Kind.WRAPPED), (N_("Customer"), 24, Kind.TEXT), (N_("Channel"), 16, Kind.TEXT),
    (N_("Source"), 18, Kind.TEXT), (N_("Score"), 10, Kind.INTEGER), (N_("Recommendation"), 16, Kind.INTEGER), (N_("Low"), 8, Kind.TEXT), (N_("Opened"), 18, Kind.TEXT), (N_("Text"), 60, Kind.WRAPPED),
)  # fmt: skip


def workbook(
    found: Overview, projects: Sequence[Compared], answers: Sequence[Line], themes: Mapping[str, Content], channels: Mapping[str, Content], period: str, language: Language
) -> bytes:
    """The figures of a period with the answers behind them, in one language."""
    voice = Voice(language)
    figures = [
        (N_("Satisfied customers"), found.satisfied), (N_("Mean score"), found.mean), (N_("Net promoters"), found.net), (N_("Low answers"), found.low), (N_("Response rate"), found.returned),
        *((one.label, told) for one, told in found.dimensions.items()),
    ]  # fmt: skip
    sheets = [
        _sheet(voice, N_("Figures"), FIGURES, [(voice.t(label), *_told(voice, told)) for label, told in figures]),
        _sheet(voice, N_("Projects"), COMPARED, [
            (one.key, voice.c(one.name), one.n, *_told(voice, one.satisfied)[:3], one.mean.value, one.net.value) for one in projects
        ]),
        _sheet(voice, N_("Themes"), THEMES, [(voice.c(themes.get(one.theme, {"en": one.theme})), one.count, one.low) for one in found.themes]),
        _sheet(voice, N_("Customers' answers"), ANSWERS, [
            (one.code, one.on, one.project, voice.c(one.project_name), one.customer, voice.c(channels.get(one.channel, {"en": one.channel})), voice.t(one.source.label), one.csat, one.nps,
             voice.t(N_("Yes")) if one.low else "", one.opened_code, one.text)
            for one in answers
        ]),
        _sheet(voice, N_("Choice"), ((N_("Term"), 28, Kind.TEXT), (N_("Value"), 40, Kind.TEXT)), [(voice.t(N_("Period")), period)]),
    ]  # fmt: skip
    return write(sheets)


def _told(voice: Voice, told: Told) -> tuple[object, ...]:
    if told.figure is None:
        return None, None, None, told.n, voice.t(told.why, n=told.n, least=told.least) if told.why else ""
    return told.value, told.figure.low, told.figure.high, told.n, ""


def _sheet(voice: Voice, title: str, heads: Sequence[tuple[str, float, Kind]], rows: Sequence[Sequence[object]]) -> Sheet:
    return Sheet(voice.t(title), tuple(Column(voice.t(header), width, kind) for header, width, kind in heads), list(rows))
