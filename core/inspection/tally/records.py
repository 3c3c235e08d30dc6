from sqlalchemy import BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record


class Tally(Record):
    """Sums of the final values of a round's targets: of everything, of a department, of a project.

    `section_id` 0 is the total. Numbers only, no foreign keys: rows are rebuilt from the sheets.
    """

    __tablename__ = "tallies"
    __table_args__ = (UniqueConstraint("kind", "section_id", "round_id", "subject_id"),)

    kind: Mapped[str] = mapped_column(String(12))
    section_id: Mapped[int] = mapped_column(BigInteger)
    round_id: Mapped[int] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(Integer)
    w: Mapped[int] = mapped_column(BigInteger)
    ws: Mapped[int] = mapped_column(BigInteger)
    w2: Mapped[int] = mapped_column(BigInteger)
    w2s: Mapped[int] = mapped_column(BigInteger)
    w2s2: Mapped[int] = mapped_column(BigInteger)


class Count(Record):
    """How many targets of a round fall into a grade (measure band) or a five-point class (measure bucket)."""

    __tablename__ = "tally_counts"
    __table_args__ = (UniqueConstraint("kind", "measure", "round_id", "subject_id", "code"),)

    kind: Mapped[str] = mapped_column(String(12))
    measure: Mapped[str] = mapped_column(String(8))
    round_id: Mapped[int] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(40))
    n: Mapped[int] = mapped_column(Integer)
