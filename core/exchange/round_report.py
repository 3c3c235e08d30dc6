"""A round as a report for Word and PDF: what was inspected and how it was chosen, the results, and what became of them.

Bounded however large the round: every list shows its first rows and says how many there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.exchange import round_charts as charts
from core.exchange.report import Align, Block, Callout, Heading, Paragraph, Picture, Report, Table, Tone, svg
from core.exchange.results_workbook import DEFINITIONS
from core.exchange.round_words import appeal_kind, outcome
from core.exchange.voice import Voice
from core.followup.rules import State as FollowUpState
from core.inspection.results.dossier.queries import Dossier
from core.inspection.results.league.queries import BY_PROJECT
from core.inspection.sampling.rules import Method
from core.inspection.several.rules import Standing
from core.inspection.tally.rules import N_MIN
from core.words import N_, Language

LISTED = 60
"""Rows of a list in the report; the workbook has all."""
DRAWN = 20
"""Rows of a chart."""
TEXT = 280
L, R = Align.LEFT, Align.RIGHT


def round_report(found: Dossier, language: Language) -> Report:
    """The report of a round in `language`."""
    voice = Voice(language)
    return Report(
        title=voice.t(N_("Report of round {code}"), code=found.code),
        subtitle=found.name,
        language=language,
        facts=tuple(_facts(found, voice)),
        blocks=(
            *_summary(found, voice), *_checkpoints(found, voice), *_ranking(found, voice), *_items(found, voice), *_heat(found, voice),
            *_several(found, voice), *_appeals(found, voice), *_followups(found, voice), *_missed(found, voice), *_definitions(voice),
        ),
        footer=f"{found.code} · {found.name}",
    )  # fmt: skip


def _facts(found: Dossier, voice: Voice) -> Iterator[tuple[str, str]]:
    counts = found.counts
    yield voice.t(N_("Period")), f"{voice.day(found.period_from)} – {voice.day(found.period_to)}"
    yield voice.t(N_("Checklist")), voice.t(N_("{name}, version {number}"), name=voice.c(found.checklist.name), number=found.checklist.number)
    yield voice.t(N_("Carried out for")), voice.c(found.department) if found.department else voice.t(N_("the whole organisation"))
    if found.wanted.department or found.wanted.project:
        yield voice.t(N_("Narrowed to")), voice.several(filter(None, (found.wanted.department, found.wanted.project)))
    yield voice.t(N_("Round led by")), voice.c(found.leader)
    yield voice.t(N_("State")), voice.t(found.state.label)
    yield voice.t(N_("Scoring closed at")), voice.moment(found.closed_at)
    if found.released_at:
        yield voice.t(N_("Released at")), voice.moment(found.released_at)
    yield voice.t(N_("Targets")), voice.t(
        N_("Targets: {targets}. Sheets planned: {sheets}, submitted: {submitted}, missed: {missed}."),
        targets=voice.number(counts.targets, 0), sheets=voice.number(counts.sheets, 0), submitted=voice.number(counts.submitted, 0),
        missed=voice.number(counts.missed, 0),
    )  # fmt: skip
    yield voice.t(N_("How they were chosen")), _chosen(found, voice)


def _chosen(found: Dossier, voice: Voice) -> str:
    drawn = found.drawn
    if drawn is None:
        return voice.t(N_("Named one by one by the leader of the round; no sample was drawn."))
    method = voice.t(drawn.plan.method.label)
    if drawn.plan.method is Method.STRATIFIED and drawn.plan.by:
        method = voice.aside(method, voice.t(drawn.plan.by.label))
    parts = [
        method,
        voice.t(N_("{chosen} of {size} in the frame, {must} of them had to be checked, {excluded} left out with a reason"),
                chosen=drawn.chosen, size=drawn.frame_size, must=drawn.must, excluded=len(drawn.plan.excluded)),
        voice.labelled(voice.t(N_("Seed")), drawn.seed),
        voice.labelled(voice.t(N_("Fingerprint of the frame (SHA-256)")), drawn.frame_hash),
        voice.t(N_("drawn by {name} on {time}"), name=voice.c(drawn.by), time=voice.moment(drawn.at)),
    ]  # fmt: skip
    return "\n".join(parts)


# --- the results -----------------------------------------------------------------------------------------------------


def _summary(found: Dossier, voice: Voice) -> Iterator[Block]:
    view, total = found.overview, found.overview.total
    if found.trial:
        yield Callout(
            voice.t(N_("The checklist of this round was on trial. Its scores count for nothing else.")), title=voice.t(N_("Trial round")), tone=Tone.WARNING
        )
    yield Heading(voice.t(N_("Summary")))
    if found.unscored:
        text = voice.t(N_("Until you have scored their contested items blind, the results of {count} targets are told only together with others."), count=found.unscored)
        yield Callout(text, tone=Tone.WARNING)
    if total.mean is None and not found.unscored:
        yield Callout(voice.t(N_("No sheet of this round could be rated.")), tone=Tone.WARNING)
    elif total.mean is not None:
        sure = voice.t(N_("Fewer than {least} targets: too little data for an interval."), least=N_MIN)
        if total.half is not None:
            sure = voice.t(N_("95 % interval {low} to {high}."), low=voice.number(total.low), high=voice.number(total.high))
        text = voice.t(N_("{n} rated targets, {unratable} not ratable."), n=total.n, unratable=view.unratable)
        yield Callout(f"{text} {sure}", title=voice.t(N_("Mean score {mean}"), mean=voice.number(total.mean)), tone=Tone.INFO)
    whole = total.n + view.unratable
    rows = [(voice.c(name), str(n), voice.percent(n / whole) if whole else "") for _, name, n in view.grades]
    rows.append((voice.t(N_("Not ratable")), str(view.unratable), voice.percent(view.unratable / whole) if whole else ""))
    yield Table((voice.t(N_("Grade")), voice.t(N_("Targets")), voice.t(N_("Share"))), tuple(rows), widths=(4, 1, 1), align=(L, R, R))
    buckets = [row for row in found.classes.to_dict("records") if row["measure"] == "bucket"]
    first = next((place for place, row in enumerate(buckets) if row["n"]), None)
    if first is not None:
        shown = buckets[first:]
        labels, counts = [f"{int(row['code'])}–{int(row['code']) + 5}" for row in shown], [row["n"] for row in shown]
        caption = voice.t(N_("Number of targets by five-point class"))
        drawn = charts.columns(labels, counts, voice.t(N_("Score")), voice.t(N_("Targets")))
        yield _picture(drawn, caption, (f"{label} {n}" for label, n in zip(labels, counts, strict=True) if n), voice)


def _picture(spec: dict[str, Any], caption: str, told: Iterator[str], voice: Voice) -> Picture:
    return Picture(svg(spec, voice.language), caption=caption, width_cm=15.5, alt=voice.labelled(caption, voice.several(told)))


def _figure_heads(voice: Voice) -> tuple[str, ...]:
    return voice.t(N_("Mean score")), voice.t(N_("95 % interval")), voice.t(N_("Targets"))


def _figures(row: Mapping[str, Any], voice: Voice) -> tuple[str, ...]:
    sure = voice.t(N_("too little data")) if row["half"] is None else f"{voice.number(row['low'])} – {voice.number(row['high'])}"
    return voice.number(row["mean"]), sure if row["n"] else "", str(row["n"])


def _checkpoints(found: Dossier, voice: Voice) -> Iterator[Block]:
    rows = found.sections.to_dict("records")
    if not rows:
        return
    yield Heading(voice.t(N_("Checkpoints")))
    names = [voice.c(row["name"]) for row in rows]
    told = (f"{name} {charts.said(row, voice)}" for name, row in zip(names, rows, strict=True))
    yield _picture(charts.intervals(rows, names, voice), voice.t(N_("Mean score by checkpoint with 95 % intervals")), told, voice)
    yield Table(
        (voice.t(N_("Checkpoint")), *_figure_heads(voice)), tuple((name, *_figures(row, voice)) for name, row in zip(names, rows, strict=True)),
        widths=(5, 1.5, 2.2, 1), align=(L, R, R, R),
    )  # fmt: skip


def _ranking(found: Dossier, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Ranking of projects")))
    yield Paragraph(voice.t(N_("By the lower end of the 95 % interval, so that a few lucky results do not lead. From {least} targets on."), least=N_MIN))
    ranked, thin = found.ranking.ranked.to_dict("records"), found.ranking.thin.to_dict("records")
    if ranked:
        first = ranked[:DRAWN]
        names = [f"{row['rank']}  {voice.c(row['project'])}" for row in first]
        told = (f"{name} {charts.said(row, voice)}" for name, row in zip(names, first, strict=True))
        yield _picture(charts.intervals(first, names, voice), voice.t(N_("Ranking by the lower end of the interval")), told, voice)
        yield from _ranked(ranked, found.ranking.total, voice)
    else:
        yield Paragraph(voice.t(N_("No project has enough sheets for a rank in this round.")))
    if thin:
        yield Heading(voice.t(N_("Too little data: {count} projects"), count=found.ranking.thin_total), level=2)
        yield Paragraph(voice.t(N_("Fewer than {least} targets each: no rank, because chance would decide it."), least=N_MIN))
        yield from _ranked(thin, found.ranking.thin_total, voice)


def _ranked(rows: Sequence[Mapping[str, Any]], total: int, voice: Voice) -> Iterator[Block]:
    shown = rows[:LISTED]
    lines = [
        ("" if row["rank"] is None else str(row["rank"]), f"{row['project_code']} {voice.c(row['project'])}", voice.c(row["department"]), *_figures(row, voice))
        for row in shown
    ]
    heads = (voice.t(N_("Rank")), voice.t(N_("Project")), voice.t(N_("Department")), *_figure_heads(voice))
    yield Table(heads, tuple(lines), widths=(0.8, 4, 2.4, 1.2, 2, 0.9), align=(R, L, L, R, R, R))
    yield from _first(len(shown), total, voice)


def _first(shown: int, total: int, voice: Voice) -> Iterator[Block]:
    if total > shown:
        yield Paragraph(voice.t(N_("The first {shown} of {total}; the workbook of the round has all."), shown=shown, total=total))


def _items(found: Dossier, voice: Voice) -> Iterator[Block]:
    rows = [row for row in found.items.to_dict("records") if row["lost"] > 0]
    yield Heading(voice.t(N_("Items that cost most points")))
    if not rows:
        yield Paragraph(voice.t(N_("No item lost points.")))
        return
    names = [f"{row['code']}  {voice.c(row['text'])}" for row in rows]
    labels = [voice.number(row["lost"], 2) for row in rows]
    caption = voice.t(N_("Points lost per sheet, on average"))
    drawn = charts.bars([row["lost"] for row in rows], names, labels, voice.t(N_("Points lost")), charts.AMBER)
    yield _picture(drawn, caption, (f"{row['code']} {label}" for row, label in zip(rows, labels, strict=True)), voice)
    lines = [
        (f"{row['code']}\n{voice.c(row['text'])}", voice.c(row["section_name"]), voice.number(row["lost"], 2), voice.percent(row["often"]), str(row["n"])) for row in rows
    ]
    heads = tuple(voice.t(one) for one in (N_("Item"), N_("Checkpoint"), N_("Points lost"), N_("How often"), N_("Sheets")))
    yield Table(heads, tuple(lines), widths=(5.4, 2.4, 1.2, 1.2, 1), align=(L, L, R, R, R))


def _heat(found: Dossier, voice: Voice) -> Iterator[Block]:
    told = found.heat.cells.to_dict("records")
    teams: dict[str, str] = {}
    points: dict[str, str] = {}
    for row in told:
        teams.setdefault(row["code"], voice.c(row["name"]))
        points.setdefault(row["section"], voice.c(row["section_name"]) if row["section"] else voice.t(N_("Total")))
    if not teams:
        return
    yield Heading(voice.t(N_("Teams by checkpoint")))
    shown, across = list(teams)[:DRAWN], list(points)
    cells = [row | {"place": shown.index(row["code"]), "across": across.index(row["section"])} for row in told if row["code"] in set(shown)]
    spoken = (f"{teams[row['code']]} {charts.said(row, voice)}" for row in cells if not row["section"])
    spec = charts.heat(cells, [teams[code] for code in shown], list(points.values()), voice)
    yield _picture(spec, voice.t(N_("Mean score and number of sheets by team and checkpoint")), spoken, voice)
    yield from _first(len(shown), max(len(teams), found.heat.total if found.heat_by == BY_PROJECT else 0), voice)


# --- what became of them ---------------------------------------------------------------------------------------------


def _several(found: Dossier, voice: Voice) -> Iterator[Block]:
    if not found.several:
        return
    yield Heading(voice.t(N_("Several inspectors")))
    talked = sum(one.standing is Standing.TALKED for one in found.several)
    yield Paragraph(voice.t(N_("Targets with several inspectors: {count}; talked about: {talked}."), count=len(found.several), talked=talked))
    rows = []
    for one in found.several[:LISTED]:
        totals = voice.several(f"{sheet.code} {voice.number(sheet.total)}" for sheet in one.sheets)
        talk = voice.labelled(voice.day(one.talk.held_on), _cut(one.talk.outcome)) if one.talk else ""
        rows.append((f"{one.code} {voice.c(one.name)}", totals, voice.number(one.apart.points), voice.t(one.standing.label), talk))
    heads = tuple(voice.t(one) for one in (N_("Project"), N_("Sheets"), N_("Apart"), N_("State"), N_("Talk")))
    yield Table(heads, tuple(rows), widths=(2.6, 2.6, 0.9, 1.4, 3.2), align=(L, L, R, L, L))
    yield from _first(min(LISTED, len(found.several)), len(found.several), voice)


def _appeals(found: Dossier, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Appeals and what became of them")))
    rows = found.appeals.to_dict("records")
    if not rows:
        yield Paragraph(voice.t(N_("Nothing was contested.")))
        return
    ended: dict[str, int] = {}
    for row in rows:
        said = outcome(row, voice)
        ended[said] = ended.get(said, 0) + 1
    yield Paragraph(voice.several(voice.labelled(said, str(n)) for said, n in ended.items()))
    whole = voice.t(N_("the whole sheet"))
    lines = [
        (
            f"{row['sheet']}\n{voice.c(row['project'])}", row["item"] or whole,
            f"{voice.c(row['by'])}, {voice.moment(row['at'])}\n{appeal_kind(row, voice)}", _cut(row["reason"]),
            "\n".join(part for part in (outcome(row, voice), voice.c(row["decided_by"]) if row["decided_by"] else "", _cut(row["decision"] or "")) if part),
        )
        for row in rows[:LISTED]
    ]  # fmt: skip
    heads = tuple(voice.t(one) for one in (N_("Sheet"), N_("Item"), N_("Contested by"), N_("Reason"), N_("Decision")))
    yield Table(heads, tuple(lines), widths=(2.1, 2.2, 2, 2.8, 2.8))
    yield from _first(min(LISTED, len(rows)), len(rows), voice)


def _followups(found: Dossier, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Follow-ups")))
    counted = found.mending
    if not counted.opened:
        yield Paragraph(voice.t(N_("This round opened no follow-up.")))
        return
    yield Paragraph(
        voice.t(
            N_("{opened} opened: {closed} closed, {open} open of which {overdue} overdue, {cancelled} cancelled."),
            opened=counted.opened, closed=counted.closed, open=counted.open, overdue=counted.overdue, cancelled=counted.cancelled,
        )
    )  # fmt: skip
    rows = found.followups.to_dict("records")
    lines = [
        (
            row["code"], f"{voice.c(row['title'])}\n{row['sheet']} · {voice.c(row['project'])}", voice.c(row["owner"]),
            voice.t(N_("Overdue")) if row["overdue"] else voice.t(FollowUpState(row["state"]).label), voice.day(row["due_on"]),
        )
        for row in rows[:LISTED]
    ]  # fmt: skip
    heads = tuple(voice.t(one) for one in (N_("Follow-up"), N_("What it is about"), N_("Owner"), N_("State"), N_("Due")))
    yield Table(heads, tuple(lines), widths=(1.9, 5, 1.6, 1.3, 1.6))
    yield from _first(min(LISTED, len(rows)), counted.opened, voice)


def _missed(found: Dossier, voice: Voice) -> Iterator[Block]:
    if not found.counts.missed:
        return
    yield Heading(voice.t(N_("Missed sheets")))
    rows = found.missed.to_dict("records")
    lines = [(row["code"], f"{row['project_code']} {voice.c(row['project'])}", voice.c(row["department"]), voice.c(row["inspector"])) for row in rows[:LISTED]]
    heads = tuple(voice.t(one) for one in (N_("Sheet"), N_("Project"), N_("Department"), N_("Inspector")))
    yield Table(heads, tuple(lines), widths=(2, 4, 2.4, 1.8))
    yield from _first(min(LISTED, len(rows)), found.counts.missed, voice)


def _definitions(voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Definitions")))
    heads = (voice.t(N_("Term")), voice.t(N_("Definition")))
    yield Table(heads, tuple((voice.t(term), voice.t(text, least=N_MIN)) for term, text in DEFINITIONS), widths=(2, 7))


def _cut(text: str) -> str:
    """A long text's beginning: a report stays readable, the sheet has the rest."""
    return text if len(text) <= TEXT else text[: TEXT - 1] + "…"
