from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Record
from core.db.types import Facts


class ServiceNorm(Record):
    """A norm of how service is given; what it says stands in its versions."""

    __tablename__ = "service_norms"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    """Whose people have to be trained on it, with everything below."""
    number: Mapped[int] = mapped_column(Integer)
    """The newest version."""
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class NormVersion(Record):
    """What a norm says from a day on. Never changed."""

    __tablename__ = "service_norm_versions"
    __table_args__ = (UniqueConstraint("norm_id", "number"),)

    norm_id: Mapped[int] = mapped_column(ForeignKey("service_norms.id"))
    number: Mapped[int] = mapped_column(Integer)
    effective_on: Mapped[date]
    process: Mapped[str] = mapped_column(Text)
    standard: Mapped[str] = mapped_column(Text)
    promise: Mapped[str] = mapped_column(Text)
    feedback: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[dict[str, object]]] = mapped_column(Facts)
    """The flow chart: name, who, standards (codes), to (the number of a step, 0: the next), in order."""
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class NormTraining(Record):
    """Somebody was trained on a version of a norm, and has perhaps confirmed it."""

    __tablename__ = "service_norm_trainings"
    __table_args__ = (UniqueConstraint("norm_id", "number", "person_id"), Index(None, "person_id"))

    norm_id: Mapped[int] = mapped_column(ForeignKey("service_norms.id"))
    number: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    trained_on: Mapped[date]
    trainer: Mapped[str] = mapped_column(String(120))
    confirmed_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Requirement(Record):
    """Something that service has to comply with, by law, industry or a rule of the house."""

    __tablename__ = "compliance_requirements"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    side: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(8))
    aspect: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(500))
    """Where it stands: a law and its article, a contract and its clause."""
    retired: Mapped[bool] = mapped_column(Boolean)


class Assessment(Record):
    """An assessment or audit of a project, clause by clause."""

    __tablename__ = "compliance_assessments"
    __table_args__ = (Index(None, "project_id"), Index(None, "assessor_id", "state"))

    code: Mapped[str] = mapped_column(String(20), unique=True)
    method: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(String(120))
    """The organisation that carries out a third-party audit."""
    scope: Mapped[str] = mapped_column(String(500))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """Who assesses; of a third-party audit who enters its result."""
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(8))
    conclusion: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}


class Clause(Record):
    """A requirement as it is assessed here; what the list says later changes nothing."""

    __tablename__ = "compliance_clauses"
    __table_args__ = (UniqueConstraint("assessment_id", "number"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("compliance_assessments.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    requirement: Mapped[str] = mapped_column(String(20))
    side: Mapped[str] = mapped_column(String(10))
    phase: Mapped[str] = mapped_column(String(8))
    aspect: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(500))
    standing: Mapped[str] = mapped_column(String(8))
    evidence: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text)
    nonconformity_id: Mapped[int | None] = mapped_column(ForeignKey("nonconformities.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    __mapper_args__ = {"version_id_col": version}
