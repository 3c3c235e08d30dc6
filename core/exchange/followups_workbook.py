"""A list of follow-ups as a workbook. Data only; no cell becomes a formula."""

import pandas as pd

from core.clock import here
from core.config import settings
from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.followup.rules import Effect, Priority, State
from core.followup.rules import Kind as FollowUpKind
from core.words import N_, Language

HEADERS = (
    (N_("Follow-up"), 16, Kind.TEXT), (N_("State"), 12, Kind.TEXT), (N_("Overdue"), 10, Kind.TEXT), (N_("Due"), 12, Kind.DATE),
    (N_("What it is about"), 40, Kind.WRAPPED), (N_("Kind"), 18, Kind.TEXT), (N_("Priority"), 10, Kind.TEXT), (N_("Project code"), 16, Kind.TEXT),
    (N_("Project"), 28, Kind.TEXT), (N_("Owner"), 16, Kind.TEXT), (N_("Verifier"), 16, Kind.TEXT), (N_("Why"), 40, Kind.WRAPPED),
    (N_("Measure"), 40, Kind.WRAPPED), (N_("Source"), 18, Kind.TEXT), (N_("Opened at"), 18, Kind.MOMENT), (N_("Closed at"), 18, Kind.MOMENT),
    (N_("Effect"), 20, Kind.TEXT), (N_("Recurrences"), 12, Kind.INTEGER), (N_("Address"), 60, Kind.TEXT),
)  # fmt: skip


def followups_workbook(frame: pd.DataFrame, language: Language) -> bytes:
    """`frame` (followup.queries.EXPORTED) as a workbook in `language`."""
    voice = Voice(language)
    columns = tuple(Column(voice.t(header), width, kind) for header, width, kind in HEADERS)
    base = settings().cockpit_url.split(",")[0]
    rows = [
        (
            row["code"], voice.t(State(row["state"]).label), voice.t(N_("Yes")) if row["overdue"] else "", row["due_on"], voice.c(row["title"]),
            voice.t(FollowUpKind(row["kind"]).label), voice.t(Priority(row["priority"]).label), row["project_code"], voice.c(row["project"]),
            voice.c(row["owner"]), voice.c(row["verifier"]), why(row["said"], row["said_values"], row["finding"], voice), row["measure"], row["source"],
            _moment(row["opened_at"]), _moment(row["closed_at"]), voice.t(Effect(row["effect"]).label) if row["effect"] else "", row["recurrences"],
            f"{base}/Follow_up?followup={row['code']}",
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return write([Sheet(voice.t(N_("Follow-ups")), columns, rows)])


def why(said: str, values: dict[str, str], finding: str, voice: Voice) -> str:
    """Why it was opened: the house's sentence, then what somebody wrote."""
    return "\n".join(part for part in (voice.t(said, **values) if said else "", finding) if part)


def _moment(value: object) -> object:
    return None if pd.isna(value) else here(value)  # type: ignore[arg-type, call-overload]
