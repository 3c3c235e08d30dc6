"""The summary report of a project for Word, PDF and the screen: five sections, each with people's words and the facts beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.exchange.report.values import Align, Block, Callout, Heading, Paragraph, Picture, Report, Table, Tone
from core.exchange.voice import NOTHING, Voice
from core.quality.nonconformities.rules import State as Found
from core.review.compared.rules import LEAST, TOO_FEW
from core.review.facts.rules import Chapter, Fact, Unit, chapters
from core.review.rules import Group, Point
from core.review.summary.queries import Edition
from core.review.summary.rules import Contents, Overrun, Section
from core.words import N_, Language

INK, FAINT, BLUE, AMBER = "#1B2A33", "#8A979F", "#0F6E84", "#D08A00"
L, R = Align.LEFT, Align.RIGHT
UNITS = {Unit.PERCENT: N_("{value} %"), Unit.DAYS: N_("{value} days"), Unit.HOURS: N_("{value} hours"), Unit.POINTS: N_("{value} points")}


@dataclass(frozen=True)
class Picturing:
    """A chart as a Vega-Lite description with its data; whoever makes the file draws it."""

    spec: dict[str, Any]
    caption: str
    alt: str


def value_of(one: Fact, voice: Voice) -> str:
    """A fact's value with its unit and n, or why there is none."""
    if one.value is None:
        return voice.t(one.why, **one.why_facts) if one.why else NOTHING
    places = 2 if one.unit is Unit.MONEY else 0 if one.value == one.value.to_integral_value() else 1
    said = voice.t(UNITS[one.unit], value=voice.number(one.value, places)) if one.unit in UNITS else voice.number(one.value, places)
    return f"{said} (n = {one.n})" if one.n else said


def summary_report(told: Contents, edition: Edition, language: Language) -> Report:
    """The report in `language`, its charts drawn."""
    # Imported when asked for: renderers are large, and the screen wants no pictures.
    from core.exchange.report.charts import svg

    voice = Voice(language)
    blocks = tuple(Picture(svg(one.spec, language), caption=one.caption, width_cm=15, alt=one.alt) if isinstance(one, Picturing) else one for one in outline(told, edition.texts, language))
    return Report(
        title=voice.t(N_("Summary report")), subtitle=voice.c(told.name), language=language, facts=tuple(_head(told, edition, voice)), blocks=blocks,
        footer=f"{told.code} · {voice.t(N_('Summary report'))} {edition.edition}",
    )  # fmt: skip


def outline(told: Contents, texts: dict[str, str], language: Language) -> tuple[Block | Picturing, ...]:
    """The blocks of the five sections, charts not drawn yet."""
    return tuple(_blocks(told, texts, Voice(language)))


def _head(told: Contents, edition: Edition, voice: Voice) -> Iterator[tuple[str, str]]:
    yield voice.t(N_("Project code")), told.code
    yield voice.t(N_("Customer")), voice.c(told.customer)
    yield voice.t(N_("Manager")), voice.c(told.manager)
    if edition.issued_at is not None:
        yield voice.t(N_("Issued")), voice.several([voice.moment(edition.issued_at), voice.c(edition.issued_by), voice.t(N_("edition {number}"), number=edition.edition)])
    yield voice.t(N_("Facts as of")), voice.day(told.facts.on)


def _blocks(told: Contents, texts: dict[str, str], voice: Voice) -> Iterator[Block | Picturing]:
    parts = {Section.TARGETS: _targets, Section.DATES: _dates, Section.RESULT: _result, Section.PROBLEMS: _problems, Section.LESSONS: _lessons}
    for number, section in enumerate(Section, 1):
        yield Heading(f"{number} {voice.t(section.label)}")
        if texts.get(section.value):
            yield Paragraph(texts[section.value])
        yield from parts[section](told, voice)


def _targets(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    if told.targets:
        rows = tuple((one.text, f"{voice.short(one.number)} {one.unit}".strip() if one.number is not None else NOTHING, voice.day(one.by) if one.by else NOTHING) for one in told.targets)
        yield Table((voice.t(N_("Objective")), voice.t(N_("Target")), voice.t(N_("By"))), rows, widths=(5, 2, 2))
    by_chapter = chapters(told.facts.facts)
    for chapter in (Chapter.TIME, Chapter.COST):
        if chapter in by_chapter:
            yield _facts(by_chapter[chapter], chapter, voice)
    bars = [(one, voice.t(one.label)) for code in ("time.duration", "cost.used") if (one := told.facts.of(code)) and one.value is not None]
    if bars:
        caption = voice.t(N_("Time and cost in percent of what was promised"))
        yield Picturing(_bars([(label, float(one.value or 0)) for one, label in bars]), caption, voice.labelled(caption, voice.several(f"{label} {voice.number(one.value)}" for one, label in bars)))
    yield from _overrun(voice.t(N_("Duration")), told.time, voice)
    if told.cost.n or told.cost.own is not None:
        yield from _overrun(voice.t(N_("Cost")), told.cost, voice)


def _overrun(label: str, one: Overrun, voice: Voice) -> Iterator[Block]:
    if one.median is None:
        yield Callout(voice.t(TOO_FEW, n=one.n, least=LEAST), title=voice.t(N_("{what} beside similar closed projects"), what=label))
        return
    sure = f"\n{voice.t(N_('95 % interval of the median {low} to {high}.'), low=voice.number(one.low, 2), high=voice.number(one.high, 2))}" if one.low is not None and one.high is not None else ""
    text = voice.t(N_("Median of actual to promised: {median} of {n} projects"), median=voice.number(one.median, 2), n=one.n) + sure
    own = f"\n{voice.t(N_('This project: {own}'), own=voice.number(one.own, 2))}" if one.own is not None else ""
    yield Callout(text + own, title=voice.t(N_("{what} beside similar closed projects"), what=label))


def _facts(facts: list[Fact], chapter: Chapter, voice: Voice) -> Table:
    rows = tuple((voice.t(one.label), value_of(one, voice)) for one in facts)
    return Table((voice.t(chapter.label), voice.t(N_("Value"))), rows, widths=(4, 4))


def _dates(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    heads = (N_("Start"), N_("Promised first"), N_("Finish"))
    yield Table(tuple(voice.t(one) for one in heads), ((voice.day(told.starts), voice.day(told.promised), voice.day(told.finish)),))
    if told.stones:
        rows = tuple(
            (one.name, voice.day(one.planned), voice.day(one.on), voice.number(Decimal((one.on - one.planned).days), 0) if one.planned else NOTHING, voice.t(N_("Reached")) if one.reached else voice.t(N_("Open")))
            for one in told.stones
        )
        heads = (N_("Milestone"), N_("Promised first"), N_("Day"), N_("Days apart"), N_("State"))
        yield Table(tuple(voice.t(one) for one in heads), rows, widths=(3.6, 2, 2, 1.4, 1.4), align=(L, L, L, R, L))


def _result(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    by_chapter = chapters(told.facts.facts)
    for chapter in (Chapter.QUALITY, Chapter.SATISFACTION, Chapter.CLOCKS, Chapter.INSPECTION, Chapter.RISK):
        if chapter in by_chapter:
            yield _facts(by_chapter[chapter], chapter, voice)
    if told.reviews:
        rows = tuple(
            (one.code, voice.t(Point(one.point).label), voice.day(one.on), voice.number(one.total, 2), voice.several(voice.t(Group(group).label) for group in one.missing) or NOTHING) for one in told.reviews
        )
        heads = (N_("Review"), N_("Stage"), N_("Day"), N_("Total of 5"), N_("Groups that do not count"))
        yield Table(tuple(voice.t(one) for one in heads), rows, widths=(2.2, 1.8, 2, 1.6, 2.6), align=(L, L, L, R, L))
        last = told.reviews[-1]
        if last.dimensions:
            caption = voice.t(N_("Scores of the last review, of 5"))
            said = [(voice.c(name), float(value)) for name, value in last.dimensions]
            yield Picturing(_bars(said, most=5, rule=None), caption, voice.labelled(caption, voice.several(f"{name} {value:.2f}" for name, value in said)))


def _problems(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    if told.problems:
        rows = tuple((one.code, one.title, voice.t(Found(one.state).label)) for one in told.problems)
        yield Table((voice.t(N_("Nonconformity")), voice.t(N_("Title")), voice.t(N_("State"))), rows, widths=(2, 5, 2))
    if told.risks or told.met:
        text = voice.t(N_("Risks foreseen: {risks}; happened: {met}, of these not foreseen: {surprises}."), risks=told.risks, met=told.met, surprises=told.surprises)
        yield Callout(text, title=voice.t(N_("Risks")), tone=Tone.WARNING if told.surprises else Tone.INFO)


def _lessons(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    if told.lessons:
        rows = tuple((one.code, one.title, one.advice, voice.t(N_("Approved")) if one.approved else voice.t(N_("Waits for approval"))) for one in told.lessons)
        heads = (N_("Article"), N_("Title"), N_("Advice"), N_("State"))
        yield Table(tuple(voice.t(one) for one in heads), rows, widths=(2, 3, 5, 1.6))


def _bars(said: list[tuple[str, float]], *, most: float | None = None, rule: float | None = 100) -> dict[str, Any]:
    """Bars with their values; a rule at what was promised."""
    data = [{"name": name, "value": value, "said": f"{value:.2f}" if most else f"{value:.1f} %", "colour": AMBER if rule is not None and value > rule else BLUE} for name, value in said]
    top = most or max(120.0, *(value * 1.15 for _, value in said))
    x = {"field": "value", "type": "quantitative", "title": None, "scale": {"domain": [0, top]}, "axis": {"tickCount": 5}}
    y = {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 240, "ticks": False, "domain": False}}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "height": 16}, "data": {"values": data}, "encoding": {"x": x, "y": y, "color": {"field": "colour", "type": "nominal", "scale": None}}},
        {"mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11}, "data": {"values": data}, "encoding": {"x": x, "y": y, "text": {"field": "said"}}},
    ]
    if rule is not None:
        layers.append({"mark": {"type": "rule", "strokeDash": [4, 3], "color": FAINT}, "data": {"values": [{"at": rule}]}, "encoding": {"x": {"field": "at", "type": "quantitative"}}})
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": 320, "height": {"step": 34}, "layer": layers,
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 11, "gridColor": "#E3E8EB", "labelColor": INK}},
    }  # fmt: skip
