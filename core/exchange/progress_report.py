"""A weekly or monthly report for Word, PDF and the screen: the manager's words, figures with their reasons, what was done, what waits, what comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.exchange.report.values import Align, Block, Callout, Heading, Paragraph, Picture, Report, Table, Tone
from core.exchange.voice import NOTHING, Voice
from core.progress.deviations.rules import Measure, State
from core.progress.periodic.queries import Issued
from core.progress.periodic.rules import Ahead, Contents, Span
from core.progress.updates.rules import Health
from core.progress.value.rules import Figure
from core.words import N_, Language

BEFORE_DAYS = {Span.WEEK: N_("Done this week"), Span.MONTH: N_("Done this month")}
NEXT_DAYS = {Span.WEEK: N_("Next week"), Span.MONTH: N_("Next month")}
FIGURES = {
    Figure.BAC: N_("Budget at completion"), Figure.PV: N_("Planned value"), Figure.EV: N_("Earned value"), Figure.AC: N_("Actual cost"),
    Figure.SV: N_("Schedule variance"), Figure.CV: N_("Cost variance"), Figure.SPI: N_("Schedule performance index"), Figure.CPI: N_("Cost performance index"),
    Figure.EAC_CPI: N_("Estimate at completion"), Figure.ETC: N_("Estimate to complete"), Figure.VAC: N_("Variance at completion"),
    Figure.SV_T: N_("Schedule variance in time"), Figure.SPI_T: N_("Schedule performance index in time"),
}  # fmt: skip
LETTERS = {
    Figure.EAC_CPI: "EAC", Figure.SV_T: "SV(t)", Figure.SPI_T: "SPI(t)",
}  # fmt: skip
INK, FAINT, BLUE, AMBER = "#1B2A33", "#8A979F", "#0F6E84", "#D08A00"
L, R = Align.LEFT, Align.RIGHT


@dataclass(frozen=True)
class Picturing:
    """A chart as a Vega-Lite description with its data; whoever makes the file draws it."""

    spec: dict[str, Any]
    caption: str
    alt: str


def progress_report(told: Contents, issued: Issued | None, language: Language) -> Report:
    """The report in `language`, its charts drawn. `issued`: None for one that is not issued yet."""
    # Imported when asked for: renderers are large, and the screen wants no pictures.
    from core.exchange.report.charts import svg

    whole = outline(told, issued, language)
    blocks = tuple(Picture(svg(one.spec, language), caption=one.caption, width_cm=16, alt=one.alt) if isinstance(one, Picturing) else one for one in whole[1])
    voice = Voice(language)
    return Report(
        title=f"{voice.t(told.span.label)} {period(told, voice)}", subtitle=voice.c(told.project), language=language, facts=whole[0], blocks=blocks,
        footer=f"{told.code} · {voice.t(told.span.label)} {voice.day(told.first)}",
    )  # fmt: skip


def period(told: Contents, voice: Voice) -> str:
    """The days that a report is about."""
    return f"{voice.day(told.first)} – {voice.day(told.last)}"


def outline(told: Contents, issued: Issued | None, language: Language) -> tuple[tuple[tuple[str, str], ...], tuple[Block | Picturing, ...]]:
    """The facts at its head and its blocks, charts not drawn yet."""
    voice = Voice(language)
    return tuple(_facts(told, issued, voice)), tuple(_blocks(told, issued, voice))


def _facts(told: Contents, issued: Issued | None, voice: Voice) -> Iterator[tuple[str, str]]:
    yield voice.t(N_("Project code")), told.code
    yield voice.t(N_("Manager")), voice.c(told.manager)
    if issued is not None:
        edition = voice.t(N_("edition {number}"), number=issued.edition)
        yield voice.t(N_("Issued")), voice.several([voice.moment(issued.at), voice.c(issued.by), *([edition] if issued.edition > 1 else [])])
    if told.until < told.last:
        yield voice.t(N_("As of")), voice.day(told.until)
    yield voice.t(N_("Done")), voice.percent(told.done)
    yield voice.t(N_("Finish")), voice.day(told.finish)
    if told.planned is not None and told.finish is not None:
        yield voice.t(N_("Finish by the baseline “{name}”"), name=told.baseline), voice.aside(voice.day(told.planned), _apart(told.finish, told.planned, voice))
    if told.minutes:
        yield voice.t(N_("Hours worked")), voice.number(Decimal(told.minutes) / 60)


def _apart(now: date, planned: date, voice: Voice) -> str:
    days = (now - planned).days
    if not days:
        return voice.t(N_("as planned"))
    return voice.t(N_("{count} days later"), count=days) if days > 0 else voice.t(N_("{count} days earlier"), count=-days)


def _blocks(told: Contents, issued: Issued | None, voice: Voice) -> Iterator[Block | Picturing]:
    if issued is not None and issued.comment:
        yield Callout(issued.comment, title=voice.t(N_("The manager’s comment")), tone=Tone.INFO)
    if told.judged is not None:
        judged, measured = Health(told.judged.health), Health(told.judged.measured)
        by_figures = voice.t(N_("by the figures: {state}"), state=voice.t(measured.label))
        text = voice.aside(voice.t(judged.label), by_figures) + (f"\n{told.judged.text}" if told.judged.text else "")
        tone = {Health.AT_RISK: Tone.WARNING, Health.OFF_TRACK: Tone.BAD}.get(judged, Tone.INFO)
        yield Callout(text, title=voice.t(N_("How the project stands, {day}"), day=voice.day(told.judged.on)), tone=tone)
    yield from _waiting(told, voice)
    yield from _corrections(told, voice)
    yield from _done(told, voice)
    yield from _ahead(told, voice)
    yield from _milestones(told, voice)
    yield from _value(told, voice)
    if told.hours:
        yield Heading(voice.t(N_("Hours worked")))
        rows = tuple((voice.c(one.who), voice.number(Decimal(one.minutes) / 60)) for one in told.hours)
        yield Table((voice.t(N_("Name")), voice.t(N_("Hours worked"))), rows, widths=(4, 1), align=(L, R))


def _waiting(told: Contents, voice: Voice) -> Iterator[Block]:
    """What must not be overlooked: held up, overdue, silent."""
    if told.held:
        lines = (voice.aside(voice.labelled(one.task, one.blocker), voice.c(one.by)) for one in told.held)
        yield Callout("\n".join(lines), title=voice.t(N_("Held up")), tone=Tone.BAD)
    if told.overdue:
        yield Heading(voice.t(N_("Overdue")))
        yield _tasks(told.overdue, voice)
    if told.silent:
        yield Callout(voice.several(voice.c(one) for one in told.silent), title=voice.t(N_("Nothing heard for too long from")), tone=Tone.WARNING)


def _corrections(told: Contents, voice: Voice) -> Iterator[Block]:
    if told.corrections:
        yield Heading(voice.t(N_("Deviations and measures")))
        rows = tuple(
            (one.task, f"{voice.t(Measure(one.measure).label)}\n{one.words}", voice.c(one.owner), voice.day(one.expected_on), voice.t(State(one.state).label))
            for one in told.corrections
        )
        heads = (N_("Task"), N_("Measure"), N_("Sees to it"), N_("Recovered by"), N_("State"))
        yield Table(tuple(voice.t(head) for head in heads), rows, widths=(2.6, 4, 1.6, 2.1, 1.6))


def _done(told: Contents, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(BEFORE_DAYS[told.span]))
    if told.finished:
        rows = tuple(
            (one.task, voice.c(one.owner) if one.owner else "", voice.day(one.on), voice.aside(voice.day(one.planned), _apart(one.on, one.planned, voice)) if one.planned else NOTHING)
            for one in told.finished
        )
        yield Table(tuple(voice.t(head) for head in (N_("Finished"), N_("Owner"), N_("Day"), N_("Baseline"))), rows, widths=(3.4, 1.7, 2.1, 3.4))
    else:
        yield Paragraph(voice.t(N_("No task was finished.")))
    moved = [one for one in told.moved if one.percent < 100]
    if moved:
        rows = tuple(
            (one.task, f"{one.was}% → {one.percent}%", voice.number(Decimal(one.minutes) / 60) if one.minutes else "", voice.c(one.by) if one.by else "") for one in moved
        )
        heads = (N_("Under way"), N_("Progress"), N_("Hours worked"), N_("Reported by"))
        yield Table(tuple(voice.t(head) for head in heads), rows, widths=(3.4, 1.8, 1.4, 2), align=(L, R, R, L))
    elif not told.moved:
        yield Paragraph(voice.t(N_("Nobody reported on a task.")))


def _tasks(ones: tuple[Ahead, ...], voice: Voice) -> Table:
    rows = tuple((one.task, voice.c(one.owner) if one.owner else "", voice.day(one.starts), voice.day(one.ends), f"{one.percent}%") for one in ones)
    heads = (N_("Task"), N_("Owner"), N_("Start"), N_("Finish"), N_("Done"))
    return Table(tuple(voice.t(head) for head in heads), rows, widths=(3.4, 1.7, 2.1, 2.1, 1), align=(L, L, L, L, R))


def _ahead(told: Contents, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(NEXT_DAYS[told.span]))
    yield _tasks(told.ahead, voice) if told.ahead else Paragraph(voice.t(N_("No task is planned.")))


def _milestones(told: Contents, voice: Voice) -> Iterator[Block]:
    if not told.milestones:
        return
    yield Heading(voice.t(N_("Milestones")))
    rows = tuple(
        (one.task, voice.day(one.on), voice.aside(voice.day(one.planned), _apart(one.on, one.planned, voice)) if one.planned else NOTHING,
         voice.t(N_("Reached")) if one.reached else voice.t(N_("Overdue")) if one.on <= told.until else voice.t(N_("Not reached yet")))
        for one in told.milestones
    )  # fmt: skip
    heads = (N_("Milestone"), N_("Day"), N_("Baseline"), N_("State"))
    yield Table(tuple(voice.t(head) for head in heads), rows, widths=(3.4, 2.1, 3.4, 1.3))


def _value(told: Contents, voice: Voice) -> Iterator[Block | Picturing]:
    if not told.figures and not told.reasons:
        return
    yield Heading(voice.t(N_("Earned value")))
    unit = voice.t(N_("In money.")) if told.money else voice.t(N_("In hours of planned work."))
    yield Paragraph(f"{unit} {voice.t(N_('Until the end of {day}.'), day=voice.day(told.until))}")
    rows = tuple(
        (LETTERS.get(one, one.value.upper()), voice.t(label), voice.number(told.figures[one.value], 2) if one.value in told.figures else voice.t(told.reasons[one.value]))
        for one, label in FIGURES.items() if one.value in told.figures or one.value in told.reasons
    )  # fmt: skip
    yield Table((voice.t(N_("Letters")), voice.t(N_("Figure")), voice.t(N_("Value"))), rows, widths=(1.2, 3.4, 5))
    if len(told.curve) > 1:
        caption = voice.t(N_("Planned value, earned value and actual cost over time"))
        yield Picturing(_curve(told), caption, voice.labelled(caption, voice.several(_said(told, voice))))


def _said(told: Contents, voice: Voice) -> Iterator[str]:
    for one in told.curve:
        if one.on == told.until:
            for letters, value in (("PV", one.pv), ("EV", one.ev), ("AC", one.ac)):
                if value is not None:
                    yield f"{letters} {voice.number(value)}"


def _curve(told: Contents) -> dict[str, Any]:
    """The S-curve: planned, earned (a band where not all of it was reported) and spent; each line named at its end."""
    lines = [
        {"on": one.on.isoformat(), "code": code, "value": value}
        for one in told.curve for code, value in (("PV", one.pv), ("EV", one.ev), ("AC", one.ac)) if value is not None
    ]  # fmt: skip
    band = [{"on": one.on.isoformat(), "least": one.ev, "most": one.most} for one in told.curve if one.most is not None and one.most != one.ev]
    ends = [next(row for row in reversed(lines) if row["code"] == code) for code in ("PV", "EV", "AC") if any(row["code"] == code for row in lines)]
    look = {"field": "code", "type": "nominal", "legend": None, "scale": {"domain": ["PV", "EV", "AC"], "range": [FAINT, BLUE, AMBER]}}
    days = max(1, (told.curve[-1].on - told.curve[0].on).days)
    x = {
        "field": "on", "type": "temporal", "title": None, "scale": {"type": "utc"},
        "axis": {"format": "%Y-%m" if days > 200 else "%m-%d", "grid": False, "tickCount": 8, "labelOverlap": True},
    }  # fmt: skip
    y = {"type": "quantitative", "title": None, "axis": {"tickCount": 5, "format": ",.0f"}}
    layers: list[Mapping[str, Any]] = [
        {"mark": {"type": "rule", "strokeDash": [4, 3], "color": FAINT}, "data": {"values": [{"on": told.until.isoformat()}]}, "encoding": {"x": x}},
        {"mark": {"type": "line", "strokeWidth": 2.5}, "data": {"values": lines}, "encoding": {"x": x, "y": y | {"field": "value"}, "color": look}},
        {
            "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "fontWeight": "bold"}, "data": {"values": ends},
            "encoding": {"x": x, "y": y | {"field": "value"}, "color": look, "text": {"field": "code"}},
        },
    ]  # fmt: skip
    if band:
        layers.insert(
            0, {"mark": {"type": "area", "color": BLUE, "opacity": 0.2}, "data": {"values": band}, "encoding": {"x": x, "y": y | {"field": "least"}, "y2": {"field": "most"}}}
        )
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "width": 480, "height": 220, "layer": layers,
        "config": {"view": {"stroke": None}, "axis": {"labelFontSize": 11, "titleFontSize": 11, "gridColor": "#E3E8EB", "labelColor": INK}},
    }  # fmt: skip
