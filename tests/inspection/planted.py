"""Rounds and submitted sheets put into the database as their deeds would have left them, many at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from core import db
from core.inspection.finals import actions as finals
from core.inspection.finals.queries import Held, sheets_of
from core.inspection.finals.records import TargetFinal, TargetFinalSection
from core.inspection.finals.rules import Target
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.sheets.rules import State
from core.inspection.tally.records import Count, Tally
from core.inspection.templates.queries import checklist
from core.projects.records import Project
from tests.cast import House

BANDS = ((80, "good"), (60, "fair"), (0, "poor"))


def plant_round(house: House, version: int, number: int, state: RoundState, *, trial: bool = False) -> int:
    with db.writing() as session:
        start = date(2025, 1, 1) + timedelta(days=91 * number)
        row = Round(
            code=f"RND-T-{number:04d}", name=f"Round {number}", template_version_id=version, period_from=start, period_to=start + timedelta(days=90),
            due_on=start + timedelta(days=90), state=state, leader_id=house.people["lin"], created_at=datetime(2025, 1, 1, tzinfo=UTC),
            trial=trial,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def plant_sheets(house: House, version: int, found: list[tuple[int, int, int, str | None, list[str | None]]], *, apart: bool = False) -> None:
    """Submitted sheets as they stand after their deeds: (round, project, inspector, total, scores of the checkpoints).

    With `apart` each is about an object of its own in its project.
    """
    with db.writing() as session:
        whole = checklist(session, version)
        states = dict(session.execute(select(Round.id, Round.state)).all())
        units = dict(session.execute(select(Project.id, Project.department_id)).all())
        used = session.query(Sheet).count()
        for number, (round_id, project_id, inspector_id, total, scores) in enumerate(found):
            score = None if total is None else Decimal(total)
            parts = [(point.id, Decimal(one)) for point, one in zip(whole.checkpoints, scores, strict=True) if one is not None]
            share = (Decimal(len(parts)) / len(scores)).quantize(Decimal("0.01"))
            band = None if score is None else next(code for floor, code in BANDS if score >= floor)
            row = Sheet(
                code=f"T-{used + number:05d}", round_id=round_id, template_version_id=version, project_id=project_id, department_id=units[project_id],
                object_id=used + number + 1 if apart else 0, inspector_id=inspector_id, state=State.RELEASED if states[round_id] == "released" else State.SUBMITTED, revision=used + number,
                items=5, answered=5, submitted_at=datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=number), total=score, before_veto=score,
                share=share, band=band, vetoes=[],
            )  # fmt: skip
            session.add(row)
            session.flush()
            for section, one in parts:
                session.add(SheetSection(sheet_id=row.id, section_id=section, score=one, before_veto=one, share=Decimal(1), vetoed=False))
        session.flush()
        settle_all(session)


def settle_all(session) -> None:
    """Keep finals and running totals of planted sheets as the deeds would have."""
    session.query(TargetFinalSection).delete()
    session.query(TargetFinal).delete()
    session.query(Tally).delete()
    session.query(Count).delete()
    keys = session.execute(select(Sheet.round_id, Sheet.project_id, Sheet.object_id).distinct()).all()
    finals.settle(session, *(Held(Target(*key), sheets_of(session, Target(*key))) for key in sorted(tuple(key) for key in keys)))
