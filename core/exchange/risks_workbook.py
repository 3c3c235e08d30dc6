"""The register of risks as a workbook. Data only; no cell becomes a formula."""

from collections.abc import Mapping, Sequence

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.risk.queries import RiskRow
from core.risk.rules import expected
from core.words import N_, Language

MOST = 20_000
COLUMNS = (
    (N_("Risk"), 16, Kind.TEXT), (N_("Project"), 16, Kind.TEXT), (N_("What may happen"), 40, Kind.WRAPPED), (N_("Risk class"), 16, Kind.TEXT), (N_("Phase"), 14, Kind.TEXT), (N_("Owner"), 16, Kind.TEXT),
    (N_("State"), 14, Kind.TEXT), (N_("Without any response"), 12, Kind.INTEGER), (N_("Likelihood"), 10, Kind.INTEGER), (N_("Impact if it happens"), 10, Kind.INTEGER), (N_("Exposure"), 10, Kind.INTEGER),
    (N_("Grade"), 12, Kind.TEXT), (N_("As it shall become"), 12, Kind.INTEGER), (N_("Expected value"), 14, Kind.NUMBER), (N_("How it is answered"), 12, Kind.TEXT), (N_("Open measures"), 10, Kind.INTEGER),
    (N_("Next risk review"), 12, Kind.DATE), (N_("Found on"), 12, Kind.DATE), (N_("Outcome"), 24, Kind.TEXT),
)  # fmt: skip


def workbook(found: Sequence[RiskRow], classes: Mapping[str, str], language: Language) -> bytes:
    """A row a risk; `classes`: their names in the reader's language."""
    voice = Voice(language)
    rows = [
        (one.code, one.project_code, one.event, classes.get(one.class_, one.class_), voice.t(one.phase.label), voice.c(one.owner), voice.t(one.state.label), one.inherent or None,
         one.probability or None, one.impact or None, one.life.exposure or None, voice.t(one.grade.label) if one.grade else "", one.target or None, expected(one.chance, one.cost),
         voice.t(one.life.strategy.label) if one.life.strategy else "", one.life.open, one.next_on, one.identified_on, voice.t(one.outcome.label) if one.outcome else "")
        for one in found
    ]  # fmt: skip
    return write([Sheet(voice.t(N_("Risks")), [Column(voice.t(label), width, kind) for label, width, kind in COLUMNS], rows)])
