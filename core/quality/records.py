"""Columns that several tables of the room share."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.quality.rules import Source, Step


class Sourced:
    """Whose figure a row is about (rules.Source)."""

    measure: Mapped[str] = mapped_column(String(60))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("quality_series.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    step: Mapped[str] = mapped_column(String(8))

    @property
    def source(self) -> Source:
        return Source(self.measure, self.series_id, self.department_id, self.project_id, Step(self.step))

    def take(self, source: Source) -> None:
        self.measure, self.series_id, self.step = source.measure, source.series_id, source.step.value
        self.department_id, self.project_id = source.department_id, source.project_id
