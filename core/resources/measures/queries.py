"""The rows behind the measure of systems: one a system, a day and a project that uses it."""

from typing import Any

from sqlalchemy import Integer, Select, case, cast, null, select
from sqlalchemy.orm import Session

from core.metrics.queries import provide
from core.resources.measures.rules import UP
from core.resources.systems.records import SystemDay, SystemUse, TechnicalSystem


def up(session: Session) -> Select[Any]:
    """Days of systems with agreed time: 1 where nothing was down."""
    return (
        select(
            SystemUse.project_id.label("project_id"), cast(null(), Integer).label("person_id"), SystemDay.day.label("on"), case((SystemDay.down == 0, 1), else_=0).label("value"),
            TechnicalSystem.code.label("code"),
        ).join(SystemUse, SystemUse.system_id == SystemDay.system_id).join(TechnicalSystem, TechnicalSystem.id == SystemDay.system_id)
        .where(SystemUse.project_id.is_not(None), SystemDay.agreed > 0)
    )  # fmt: skip


provide(UP, up, page="Resources", parameter="system")
