"""Working time: calendars, exceptions, holidays, leave

Revision 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", FACTS, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("weeks", FACTS, nullable=False),
        sa.Column("observes_holidays", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", name=op.f("uq_calendars_code")),
    )
    op.create_table(
        "holiday_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("breaks", FACTS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_years")),
        sa.UniqueConstraint("year", name=op.f("uq_holiday_years_year")),
    )
    op.create_table(
        "calendar_exceptions",
        sa.Column("calendar_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("(calendar_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_calendar_exceptions_of_one")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_exceptions_calendar_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_exceptions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_exceptions")),
    )
    op.create_index("ix_calendar_exceptions_calendar_id", "calendar_exceptions", ["calendar_id"], unique=False)
    op.create_index("ix_calendar_exceptions_person_id", "calendar_exceptions", ["person_id"], unique=False)
    op.create_table(
        "leaves",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index("ix_leaves_person_id", "leaves", ["person_id"], unique=False)
    op.create_table(
        "person_calendars",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("calendar_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_person_calendars_calendar_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_calendars_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_calendars")),
        sa.UniqueConstraint("person_id", name=op.f("uq_person_calendars_person_id")),
    )
    op.create_index("ix_person_calendars_calendar_id", "person_calendars", ["calendar_id"], unique=False)


def downgrade() -> None:
    for table in ("person_calendars", "leaves", "calendar_exceptions", "holiday_years", "calendars"):
        op.drop_table(table)
