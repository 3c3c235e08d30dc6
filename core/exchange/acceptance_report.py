"""An acceptance report for Word and PDF: how it was accepted, what was found, who signed, and what is still to be done."""

from collections.abc import Iterator
from decimal import Decimal

from core.closing.acceptance.queries import Whole
from core.closing.acceptance.rules import SEATS, Seat, State, Verdict
from core.exchange.report.values import Align, Block, Callout, Heading, Paragraph, Report, Table, Tone
from core.exchange.voice import NOTHING, Voice
from core.words import N_, Content, Language

L, R = Align.LEFT, Align.RIGHT
TONES = {State.PASSED: Tone.GOOD, State.REJECTED: Tone.BAD, State.WITHDRAWN: Tone.WARNING}


def acceptance_report(one: Whole, code: str, project: Content, customer: Content, method: str, language: Language) -> Report:
    """The report of an attempt in `language`. `method`: the name of the way of acceptance."""
    voice = Voice(language)
    return Report(
        title=voice.t(N_("Acceptance report")), subtitle=voice.c(project), language=language, facts=tuple(_facts(one, code, customer, method, voice)), blocks=tuple(_blocks(one, voice)),
        footer=f"{one.code} · {code}",
    )  # fmt: skip


def _facts(one: Whole, code: str, customer: Content, method: str, voice: Voice) -> Iterator[tuple[str, str]]:
    yield voice.t(N_("Project code")), code
    yield voice.t(N_("Customer")), voice.c(customer)
    yield voice.t(N_("Attempt")), voice.aside(str(one.attempt), one.code)
    said = one.agreement
    if said is not None:
        yield voice.t(N_("Agreed day")), voice.day(said.planned_on)
        yield voice.t(N_("Way of acceptance")), method
        if said.place:
            yield voice.t(N_("Place")), said.place
        yield voice.t(N_("Invited")), voice.aside(said.invited, voice.day(said.invited_on))
        yield voice.t(N_("Formal acceptance by")), voice.t(said.formal_by.label)
    if one.decided_on is not None:
        yield voice.t(N_("Decided on")), voice.day(one.decided_on)


def _blocks(one: Whole, voice: Voice) -> Iterator[Block]:
    yield Callout(one.why or voice.t(one.state.label), title=voice.labelled(voice.t(N_("Result")), voice.t(one.state.label)), tone=TONES.get(one.state, Tone.INFO))
    yield Heading(voice.t(N_("What happened")))
    yield Table((voice.t(N_("Step")), voice.t(N_("Day"))), tuple(_steps(one, voice)), widths=(3, 2))
    if one.presented:
        yield Paragraph(one.presented)
    yield Heading(voice.t(N_("Pack")))
    yield Table(
        tuple(voice.t(head) for head in (N_("Part"), N_("Complete"), N_("Whole"), N_("Correct"), N_("Judged by"), N_("Files"))),
        tuple(
            (voice.t(paper.paper.label), *(_yes(said, voice) for said in (paper.complete, paper.whole, paper.correct)), voice.c(paper.by) or NOTHING, voice.several(file.name for file in paper.files) or NOTHING)
            for paper in one.papers
        ),
        widths=(2.4, 1, 1, 1, 1.6, 3),
    )  # fmt: skip
    yield Heading(voice.t(N_("Delivery standards")))
    if one.criteria:
        yield Table(
            tuple(voice.t(head) for head in (N_("Kind"), N_("Delivery standard"), N_("Weight"), N_("Contract's value"), N_("Found"), N_("Points"))),
            tuple(
                (voice.t(line.standard.label), line.text + (f"\n{line.remark}" if line.remark else ""), str(line.weight), _value(line.target, line.unit, voice, sign="≥ " if line.higher else "≤ "),
                 _value(line.given if line.target is not None else None, line.unit, voice), voice.number(line.points))
                for line in one.criteria
            ),
            widths=(1.8, 4, 0.8, 1.5, 1.3, 1), align=(L, L, R, R, R, R),
        )  # fmt: skip
        together = f"{voice.number(one.score)} %" if one.score is not None else voice.t(N_("{count} delivery standards have no points yet."), count=sum(line.points is None for line in one.criteria))
        yield Paragraph(voice.labelled(voice.t(N_("Together")), together))
    else:
        yield Paragraph(voice.t(N_("No delivery standard was written.")))
    yield from _signatures(one, voice)
    yield from _remaining(one, voice)


def _steps(one: Whole, voice: Voice) -> Iterator[tuple[str, str]]:
    yield voice.t(N_("Customer invited")), voice.day(one.agreement.invited_on if one.agreement else None)
    yield voice.t(N_("Preliminary acceptance opened")), voice.moment(one.submitted_at)
    yield voice.t(N_("Result presented to the customer")), voice.day(one.presented_on)
    yield voice.t(N_("Formal acceptance opened")), voice.moment(one.formal_at)
    yield voice.t(N_("Decided")), voice.day(one.decided_on)


def _signatures(one: Whole, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Signatures")))
    rows = []
    for phase, seats in SEATS.items():
        for seat in seats:
            signed = one.signed(seat)
            label = one.agreement.formal_by.label if seat is Seat.OUTSIDE and one.agreement else seat.label
            who = (voice.c(signed.person) or (f"{signed.name}\n{signed.office}" if signed.office else signed.name)) if signed else NOTHING
            rows.append((voice.t(phase.label), voice.t(label), who, voice.t(signed.verdict.label) if signed else NOTHING, voice.moment(signed.at) if signed else NOTHING))
    yield Table(tuple(voice.t(head) for head in (N_("Phase"), N_("Seat"), N_("Signed by"), N_("Decision"), N_("At"))), tuple(rows), widths=(1.8, 2, 2.4, 2.2, 2.2))
    for signed in one.signatures:
        if signed.verdict is Verdict.REJECT:
            yield Callout(signed.text, title=voice.t(N_("Why it is not accepted")), tone=Tone.BAD)


def _remaining(one: Whole, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.t(N_("Remarks and follow-up work")))
    if not one.remarks:
        yield Paragraph(voice.t(N_("There was no remark.")))
        return
    yield Table(
        tuple(voice.t(head) for head in (N_("Follow-up"), N_("Remark"), N_("Raised by"), N_("Due"), N_("State"))),
        tuple(
            (remark.followup, remark.text, remark.by, voice.day(remark.due_on), voice.t(N_("raised again")) if remark.again else voice.t(remark.state.label)) for remark in one.remarks
        ),
        widths=(1.8, 4.2, 1.6, 1.6, 1.5),
    )  # fmt: skip
    if one.agreement is not None:
        people = one.people
        yield Paragraph(voice.several([voice.labelled(voice.t(N_("Puts remarks right")), voice.c(people.get(one.agreement.remarks_owner_id))), voice.labelled(voice.t(N_("Verifies remarks")), voice.c(people.get(one.agreement.remarks_verifier_id)))]))


def _yes(said: bool | None, voice: Voice) -> str:
    return NOTHING if said is None else voice.t(N_("yes")) if said else voice.t(N_("no"))


def _value(value: Decimal | None, unit: str, voice: Voice, *, sign: str = "") -> str:
    return "" if value is None else f"{sign}{voice.short(value)} {unit}".strip()
