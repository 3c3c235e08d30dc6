"""What a service record tells: channel, demand, result, feedback, and where its files are

Revision 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

PARTS = {"channel": sa.String(30), "demand": sa.Text(), "result": sa.Text(), "feedback": sa.Text(), "reference": sa.String(200)}


def upgrade() -> None:
    for name, kind in PARTS.items():
        op.add_column("inspected_objects", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in reversed(PARTS):
        op.drop_column("inspected_objects", name)
