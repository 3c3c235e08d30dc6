"""The initiation pack of a project as a report for Word and PDF: charter, scope, budget, milestones, everybody concerned, duties, kick-offs."""

from collections.abc import Iterator

from core.exchange.report import Align, Block, Callout, Heading, Paragraph, Report, Table, Tone
from core.exchange.voice import Voice
from core.initiation.charters.rules import SCOPE, Content
from core.initiation.duties.rules import Duty
from core.initiation.kickoffs.rules import SAID, SIDES
from core.initiation.pack.queries import Dossier
from core.initiation.pack.rules import Piece, complete
from core.initiation.rules import Smart, total
from core.words import N_, Language

NOTHING = N_("Nothing said yet")


def initiation_report(told: Dossier, language: Language) -> Report:
    """The report of a project's initiation in `language`; what is missing in the pack is said at its head."""
    voice, project = Voice(language), told.project
    return Report(
        title=voice.t(N_("Initiation pack {code}"), code=project.code),
        subtitle=voice.c(project.name),
        language=language,
        facts=tuple(_facts(told, voice)),
        blocks=tuple(_blocks(told, voice)),
        footer=f"{project.code} · {voice.c(project.name)}",
    )


def _facts(told: Dossier, voice: Voice) -> Iterator[tuple[str, str]]:
    project, charter = told.project, told.charter
    yield voice.t(N_("Customer")), voice.c(project.customer)
    yield voice.t(N_("Department")), voice.c(project.department)
    yield voice.t(N_("Manager")), voice.c(project.manager)
    yield voice.t(N_("Stage")), voice.t(project.stage.label)
    if charter is not None:
        yield voice.t(N_("Charter")), voice.t(N_("Version {number}"), number=charter.number)
        agreed = voice.t(N_("Scope not confirmed by the customer yet"))
        if charter.holds is not None:
            agreed = voice.t(N_("Scope confirmed by the customer on {day}"), day=voice.day(charter.holds.on))
        yield voice.t(N_("Scope")), agreed
    yield voice.t(N_("Initiation pack")), voice.percent(float(complete(told.found)))


def _blocks(told: Dossier, voice: Voice) -> Iterator[Block]:
    missing = [one.piece for one in told.found if one.counts and not one.done]
    if missing:
        yield Callout("\n".join(voice.t(one.lacking) if isinstance(one, Piece) else _named(told, voice, one) for one in missing), title=voice.t(N_("Still missing")), tone=Tone.WARNING)
    if out := [one for one in told.found if not one.counts]:
        yield Callout("\n".join(voice.t(N_("{what}: {reason}"), what=_named(told, voice, one.piece), reason=one.out) for one in out), title=voice.t(N_("Does not belong to this pack")))
    if told.charter is not None:
        yield from _charter(told.charter.content, told, voice)
    yield from _people(told, voice)
    yield from _meetings(told, voice)


def _named(told: Dossier, voice: Voice, piece: Piece | str) -> str:
    return voice.t(piece.label) if isinstance(piece, Piece) else voice.c(told.steps.get(piece, {"en": piece}))


def _charter(one: Content, told: Dossier, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Charter")))
    yield Paragraph(f"{voice.day(one.starts_on)} – {voice.day(one.ends_on)}")
    yield Heading(voice.t(N_("Background")), 2)
    yield Paragraph(one.background or voice.t(NOTHING))
    yield Heading(voice.t(N_("Objectives")), 2)
    aims = [
        (
            str(number), aim.text, f"{voice.short(aim.number)} {aim.unit}".strip() if aim.number is not None else "", voice.day(aim.by) if aim.by else "",
            voice.several(voice.t(tick.label) for tick in Smart if tick in aim.ticks),
        )
        for number, aim in enumerate(one.objectives, 1)
    ]  # fmt: skip
    heads = ("", voice.t(N_("Objective")), voice.t(N_("Number to reach")), voice.t(N_("Reached by")), voice.t(N_("SMART")))
    yield Table(heads, tuple(aims), widths=(0.5, 4.6, 2.2, 2.9, 3.8)) if aims else Paragraph(voice.t(NOTHING))
    yield Heading(voice.t(N_("Expected results")), 2)
    yield Paragraph(one.results or voice.t(NOTHING))
    yield Heading(voice.t(N_("Scope")))
    for key, label in SCOPE.items():
        yield Heading(voice.t(label), 2)
        yield Paragraph(getattr(one, key) or voice.t(NOTHING))
    yield Heading(voice.t(N_("Budget")))
    order = {line: place for place, line in enumerate(told.lines)}
    money = [
        (voice.c(told.lines.get(each.line)) or each.line, voice.number(each.amount, 2), each.remark)
        for each in sorted(one.budget, key=lambda each: order.get(each.line, len(order)))
    ]
    money.append((voice.t(N_("Sum of the budget")), voice.number(total(one.budget), 2), ""))
    columns = (voice.t(N_("Budget line")), voice.t(N_("Amount")), voice.t(N_("What for")))
    yield Table(columns, tuple(money), widths=(3, 2, 5), align=(Align.LEFT, Align.RIGHT, Align.LEFT))
    yield Heading(voice.t(N_("Milestones")))
    stones = [
        (voice.day(each.on) if each.on else "", each.name, one.objectives[each.objective - 1].text if 0 < each.objective <= len(one.objectives) else "")
        for each in one.milestones
    ]
    days = (voice.t(N_("Day")), voice.t(N_("Milestone")), voice.t(N_("Serves objective")))
    yield Table(days, tuple(stones), widths=(2.8, 4, 4.6)) if stones else Paragraph(voice.t(NOTHING))


def _people(told: Dossier, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Stakeholders")))
    rows = [
        (
            voice.several(text for text in (row.entry.name, row.entry.position) if text), voice.t(row.entry.kind.label), f"{row.entry.influence} / {row.entry.interest}",
            voice.t(row.strategy.label), voice.c(told.channels.get(row.entry.channel)), "\n".join(text for text in (row.entry.expectation, row.entry.requirement) if text),
        )
        for row in told.stakeholders
    ]  # fmt: skip
    heads = (N_("Name"), N_("Type"), N_("Influence / interest"), N_("Strategy"), N_("Preferred channel"), N_("Expectation and requirement"))
    yield Table(tuple(voice.t(one) for one in heads), tuple(rows), widths=(3, 2, 1.6, 2, 2, 4)) if rows else Paragraph(voice.t(NOTHING))
    duties = told.duties
    yield Heading(voice.t(N_("Team and duties")))
    yield Paragraph("\n".join(voice.several(text for text in (voice.c(name), duties.roles.get(person, "")) if text) for person, name in duties.team.items()))
    if not duties.packages:
        return
    rows_ = [(one.name, *(one.duties[person].value if person in one.duties else "" for person in duties.team)) for one in duties.packages]
    yield Table(
        (voice.t(N_("Work package")), *(voice.c(name) for name in duties.team.values())), tuple(rows_), widths=(4, *(1.5,) * len(duties.team)),
        align=(Align.LEFT, *(Align.CENTER,) * len(duties.team)), caption=" · ".join(voice.t(one.label) for one in Duty),
    )  # fmt: skip
    if duties.gaps:
        yield Callout("\n".join(gap.told(voice.language) for gap in duties.gaps), tone=Tone.WARNING)


def _meetings(told: Dossier, voice: Voice) -> Iterator[Block]:
    for one in told.kickoffs:
        said = one.minutes
        yield Heading(voice.t(N_("Kick-off on {day}"), day=voice.day(said.held_on)))
        there = [voice.labelled(voice.t(label), getattr(said, key)) for key, label in SIDES.items() if getattr(said, key)]
        yield Paragraph("\n".join([voice.t(N_("Led by {name}"), name=voice.c(one.led_by)), *there]))
        for key, label in SAID.items():
            if getattr(said, key):
                yield Heading(voice.t(label), 2)
                yield Paragraph(getattr(said, key))
        if one.followups:
            heads = (N_("What was decided"), N_("Owner"), N_("Due"), N_("State"))
            rows = tuple((voice.aside(voice.c(out.title), out.code), voice.c(out.owner), voice.day(out.due_on), voice.t(out.state.label)) for out in one.followups)
            yield Table(tuple(voice.t(head) for head in heads), rows, widths=(4.6, 2, 2.8, 1.8))
