"""The clause map as a workbook: every clause with its state and gap, and every piece of evidence with what was found. No cell becomes a formula."""

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.insight.clauses.proofs import EVIDENCE
from core.insight.clauses.queries import Map, names
from core.insight.clauses.rules import NOTHING, Document, Standing, State, counted
from core.words import N_, Language

CLAUSES = (
    (N_("No."), 6, Kind.INTEGER), (N_("Document"), 20, Kind.TEXT), (N_("Section"), 8, Kind.TEXT), (N_("Chapter"), 24, Kind.TEXT), (N_("Clause"), 34, Kind.WRAPPED),
    (N_("Room"), 20, Kind.TEXT), (N_("State"), 16, Kind.TEXT), (N_("Records"), 10, Kind.INTEGER), (N_("Latest"), 12, Kind.DATE), (N_("Projects"), 10, Kind.INTEGER),
    (N_("Evidence"), 60, Kind.WRAPPED), (N_("Gap"), 60, Kind.WRAPPED),
)  # fmt: skip
PROOFS = ((N_("Evidence"), 70, Kind.WRAPPED), (N_("Records"), 10, Kind.INTEGER), (N_("Latest"), 12, Kind.DATE), (N_("Projects"), 10, Kind.INTEGER), (N_("Code"), 28, Kind.TEXT))


def workbook(found: Map, project: str, language: Language) -> bytes:
    """The map of one project (its code) or of all that were looked at."""
    voice = Voice(language)
    return write([_summary(voice, found, project), _sheet(voice, N_("Clauses"), CLAUSES, [_clause(voice, one) for one in found.standings]), _proofs(voice, found)])


def _sheet(voice: Voice, title: str, heads, rows) -> Sheet:  # type: ignore[no-untyped-def]
    return Sheet(voice.t(title), tuple(Column(voice.t(header), width, kind) for header, width, kind in heads), rows)


def _labels(voice: Voice, codes: tuple[str, ...]) -> str:
    return voice.several(voice.t(EVIDENCE[code].label) for code in codes)


def _clause(voice: Voice, one: Standing) -> tuple[object, ...]:
    known, clause = names(), one.clause
    if one.state is State.UNCOVERED:
        gap = voice.t(N_("The application has no evidence for it yet."))
    elif one.state is State.PARTLY and not one.lacks:
        gap = voice.t(N_("There are records of each kind, but no project has all of them."))
    else:
        gap = _labels(voice, one.lacks)
    return (
        clause.number, voice.c(known.documents[clause.document.value]), clause.section, voice.c(known.chapters[clause.section]), voice.c(clause.term), voice.c(known.modules[clause.module]),
        voice.t(one.state.label), one.count if clause.evidence else None, one.latest, one.projects.bit_count() if clause.evidence else None, _labels(voice, clause.evidence), gap,
    )  # fmt: skip


def _proofs(voice: Voice, found: Map) -> Sheet:
    rows = []
    for code, evidence in EVIDENCE.items():
        held = found.held.get(code, NOTHING)
        rows.append((voice.t(evidence.label), held.count, held.latest, held.projects.bit_count(), code))
    return _sheet(voice, N_("Evidence"), PROOFS, rows)


def _summary(voice: Voice, found: Map, project: str) -> Sheet:
    heads = ((N_("Document"), 28, Kind.TEXT), (N_("Clauses"), 10, Kind.INTEGER), *((state.label, 16, Kind.INTEGER) for state in State))
    rows: list[tuple[object, ...]] = []
    for document in Document:
        counts = counted([one for one in found.standings if one.clause.document is document])
        rows.append((voice.c(names().documents[document.value]), sum(counts.values()), *counts.values()))
    whole = counted(found.standings)
    rows.append((voice.t(N_("All documents")), sum(whole.values()), *whole.values()))
    rows.append((voice.labelled(voice.t(N_("Looked at")), project or voice.t(N_("{count} projects"), count=len(found.projects))), *(None,) * (1 + len(whole))))
    return _sheet(voice, N_("Coverage"), heads, rows)
