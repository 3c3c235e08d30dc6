"""The schema's history yields what the records declare, on both databases, and carries data through."""

import textwrap

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from core import db
from core.db import Record, migrations
from tests.cast import dump, sound_chain


def shape(engine):
    """Everything of a schema that a difference could hide in."""
    seen = inspect(engine)
    return {
        table: {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"], str(c.get("default"))) for c in seen.get_columns(table)),
            "indexes": sorted((i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in seen.get_indexes(table)),
            "uniques": sorted((u["name"], tuple(u["column_names"])) for u in seen.get_unique_constraints(table)),
            "foreign keys": sorted(
                (f["name"], tuple(f["constrained_columns"]), f["referred_table"], tuple(f["referred_columns"]), str(f["options"]))
                for f in seen.get_foreign_keys(table)
            ),
            "checks": sorted((c["name"], c["sqltext"]) for c in seen.get_check_constraints(table)),
            "key": (seen.get_pk_constraint(table)["name"], tuple(seen.get_pk_constraint(table)["constrained_columns"])),
        }
        for table in sorted(seen.get_table_names())
        if table != "alembic_version"
    }


def counts():
    with db.reading() as session:
        return {name: session.scalar(select(func.count()).select_from(table)) for name, table in Record.metadata.tables.items()}


def test_there_is_one_history_with_one_end():
    script = ScriptDirectory(str(migrations.HERE))
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert script.get_current_head() == migrations.head()


@pytest.mark.usefixtures("database")
class TestTheSchema:
    def test_history_and_records_agree(self):
        with db.engine().connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
            assert compare_metadata(context, Record.metadata) == []

    def test_migrating_and_declaring_give_the_same_names_and_constraints(self, shelf):
        url = shelf.blank()
        declared = db.connect(url)
        Record.metadata.create_all(declared)
        assert shape(db.engine()) == shape(declared)
        declared.dispose()
        shelf.place.drop(url)

    def test_migrating_again_changes_nothing(self, house):
        before = dump()
        assert migrations.migrate(db.engine()) == (migrations.head(), migrations.head())
        assert dump() == before

    def test_down_and_up_again_gives_the_same_schema(self):
        before = shape(db.engine())
        command.downgrade(migrations.config(db.engine()), "base")
        assert shape(db.engine()) == {}
        assert migrations.current(db.engine()) is None
        assert migrations.migrate(db.engine()) == (None, migrations.head())
        assert shape(db.engine()) == before


@pytest.fixture
def with_revision(tmp_path):
    """`with_revision(body)`: Alembic's configuration with one more revision, whose upgrade is `body`."""

    def with_revision_(body):
        (tmp_path / "versions").mkdir(exist_ok=True)
        (tmp_path / "versions" / "later.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f'revision, down_revision, branch_labels, depends_on = "later", "{migrations.head()}", None, None\n\n\n'
            "def upgrade():\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n\n\ndef downgrade():\n    pass\n"
        )
        made = migrations.config(db.engine())
        made.set_main_option("path_separator", "newline")
        made.set_main_option("version_locations", f"{migrations.HERE / 'versions'}\n{tmp_path / 'versions'}")
        return made

    return with_revision_


REBUILD = """
    with op.batch_alter_table("sheets", recreate="auto") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), nullable=True))
        batch.alter_column("signature", type_=sa.String(80), existing_type=sa.String(60))
    with op.batch_alter_table("departments", recreate="auto") as batch:
        batch.alter_column("code", type_=sa.String(50), existing_type=sa.String(40))
"""


@pytest.mark.usefixtures("database")
class TestData:
    def test_a_lived_in_house_is_rebuilt_without_losing_a_child(self, house, contested, with_revision):
        """SQLite rebuilds a table by dropping the old one; with foreign keys enforced, its children would go with it."""
        before, rows = counts(), dump()
        assert before["answers"] == 5
        assert before["sheet_sections"] == 2
        command.upgrade(with_revision(REBUILD), "head")
        assert counts() == before
        assert dump() == rows
        assert sound_chain()
        with db.engine().connect() as connection:
            assert "remark" in {column["name"] for column in inspect(connection).get_columns("sheets")}

    def test_children_are_still_protected_afterwards(self, house, submitted, with_revision):
        command.upgrade(with_revision(REBUILD), "head")
        if db.engine().dialect.name == "sqlite":
            with db.engine().connect() as connection:
                assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        before = counts()["answers"]
        with db.writing() as session:
            session.execute(text("DELETE FROM evidence"))
            session.execute(text("DELETE FROM sheets"))
        assert (before, counts()["answers"]) == (5, 0)

    def test_a_revision_that_fails_leaves_everything_as_it_was(self, house, submitted, with_revision):
        rows, schema = dump(), shape(db.engine())
        broken = REBUILD + '    raise RuntimeError("in the middle")\n'
        with pytest.raises(RuntimeError, match="in the middle"):
            command.upgrade(with_revision(broken), "head")
        assert (dump(), shape(db.engine()), migrations.current(db.engine())) == (rows, schema, migrations.head())


def test_a_revision_that_would_leave_orphans_is_refused(sqlite_database, house, submitted, with_revision):
    """PostgreSQL refuses the statement itself; SQLite looks the other way during a migration, so we look after it."""
    rows = dump()
    with pytest.raises(RuntimeError, match="without their parent"):
        command.upgrade(with_revision('op.execute("DELETE FROM templates")'), "head")
    assert dump() == rows
    with db.engine().connect() as connection:  # and enforcement is on again
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
