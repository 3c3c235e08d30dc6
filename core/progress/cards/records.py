from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Board(Record):
    """The columns of a project for which somebody has chosen some; without it the usual ones (`rules.USUAL`) hold."""

    __tablename__ = "boards"

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    last_number: Mapped[int] = mapped_column(Integer)
    """Numbers of columns are never given twice."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}
    """Every deed counts it up, also one that changes only columns."""


class BoardColumn(Record):
    """A column, also one that was removed since: what was moved into it remembers it."""

    __tablename__ = "board_columns"
    __table_args__ = (UniqueConstraint("board_id", "number"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(SmallInteger)
    means: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(40))
    most: Mapped[int | None] = mapped_column(Integer)
    gone: Mapped[bool] = mapped_column(Boolean)


class CardMove(Record):
    """A card came into a column, or left the board. Never changed. The task may have left the plan since, so its name is kept."""

    __tablename__ = "card_moves"
    __table_args__ = (Index(None, "project_id", "task_uid"), Index(None, "project_id", "moved_on"), Index(None, "by_id"))

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    task_uid: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(200))
    from_number: Mapped[int | None] = mapped_column(Integer)
    """None: it came onto the board."""
    to_number: Mapped[int | None] = mapped_column(Integer)
    """None: it left the board with its task."""
    was: Mapped[str | None] = mapped_column(String(8))
    """What the plan said of its task before; None: there was no card."""
    became: Mapped[str | None] = mapped_column(String(8))
    """What the column it came into means."""
    by_hand: Mapped[bool] = mapped_column(Boolean)
    """Somebody moved it; else it followed the plan."""
    found: Mapped[bool] = mapped_column(Boolean)
    """It stood there already when moves began to be kept: since when is not known."""
    reason: Mapped[str] = mapped_column(String(300))
    """Why a full column took it in."""
    moved_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
