from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class Chain(Record):
    """A chain that an administrator has changed; the others are those of data/approvals."""

    __tablename__ = "approval_chains"

    kind: Mapped[str] = mapped_column(String(40), unique=True)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
