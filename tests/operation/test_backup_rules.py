"""How values stand in a backup, what its manifest says, and what is refused before a byte is believed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.operation.backup import rules
from core.operation.backup.rules import FROM_PLAIN, TO_PLAIN, Column, Kind, Manifest, Table

SECRET, OTHER = b"a secret for tests only, long enough", b"another secret, long enough as well"
MANIFEST = Manifest(
    "0.1.0", "0003", "sqlite", "2026-11-21T03:00:00+00:00", 7, "f" * 64,
    {"people": Table((Column("id", Kind.INTEGER), Column("name", Kind.DOCUMENT)), 2, 40, "a" * 64)}, {"b" * 64: 12}, ("c" * 64,),
)  # fmt: skip


class TestValues:
    def test_a_line_is_one_line_whatever_is_in_it(self):
        assert rules.line([1, None, "好\n", True, 0.5]) == '[1,null,"好\\n",true,0.5]\n'.encode()

    def test_a_moment_stands_alike_whichever_database_it_comes_from(self):
        shanghai = datetime(2026, 11, 21, 11, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
        assert TO_PLAIN["postgresql"][Kind.MOMENT](shanghai) == "2026-11-21T03:00:00.000005Z"
        assert TO_PLAIN["sqlite"][Kind.MOMENT]("2026-11-21 03:00:00.000005") == "2026-11-21T03:00:00.000005Z"
        assert TO_PLAIN["sqlite"][Kind.MOMENT]("2026-11-21 03:00:00") == "2026-11-21T03:00:00.000000Z"

    @given(st.datetimes(timezones=st.just(UTC)))
    def test_a_moment_comes_back_to_sqlite_as_it_was(self, moment):
        kept = moment.strftime("%Y-%m-%d %H:%M:%S.%f").rjust(26, "0")
        assert FROM_PLAIN["sqlite"][Kind.MOMENT](TO_PLAIN["sqlite"][Kind.MOMENT](kept)) == kept

    @given(st.binary(max_size=200))
    def test_bytes_come_back(self, data):
        plain = TO_PLAIN["sqlite"][Kind.BYTES](data)
        assert TO_PLAIN["postgresql"][Kind.BYTES](memoryview(data)) == plain
        assert FROM_PLAIN["sqlite"][Kind.BYTES](plain) == data
        assert FROM_PLAIN["postgresql"][Kind.BYTES](plain) == "\\x" + data.hex()

    @given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
    def test_a_document_has_one_way_of_being_written(self, value):
        """PostgreSQL orders keys its own way, SQLite keeps the order: the checksum must not know."""
        loose, tight = json.dumps(value, indent=2, ensure_ascii=True), json.dumps(value, ensure_ascii=False, sort_keys=True)
        assert rules.document(loose) == rules.document(tight)
        assert json.loads(rules.document(loose)) == value


class TestManifest:
    def test_it_comes_back_as_it_was(self):
        body = rules.written(MANIFEST, SECRET)
        assert rules.read(body, rules.sealed(body, SECRET), SECRET) == MANIFEST

    def test_it_does_not_hold_the_secret_and_knows_another_one(self):
        body = rules.written(MANIFEST, SECRET)
        assert SECRET not in body
        assert SECRET.hex().encode() not in body
        with pytest.raises(rules.OtherSecret):
            rules.read(body, rules.sealed(body, SECRET), OTHER)

    @given(st.data())
    def test_any_altered_byte_is_seen(self, data):
        body = rules.written(MANIFEST, SECRET)
        at = data.draw(st.integers(0, len(body) - 1))
        changed = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255))]) + body[at + 1 :]
        with pytest.raises((rules.Altered, rules.OtherSecret)):
            rules.read(changed, rules.sealed(body, SECRET), SECRET)

    def test_who_has_not_the_secret_cannot_seal(self):
        body = rules.written(replace(MANIFEST, audit_count=9), SECRET)
        with pytest.raises(rules.Altered):
            rules.read(body, rules.sealed(body, OTHER), SECRET)

    @pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"key": 1'])
    def test_what_is_no_manifest_is_refused(self, body):
        with pytest.raises((rules.Altered, rules.OtherSecret)):
            rules.read(body, b"", SECRET)

    def test_every_entry_it_needs_is_named(self):
        assert MANIFEST.names == {"manifest.json", "manifest.seal", "tables/people.jsonl", "files/" + "b" * 64}
        rules.check_names(sorted(MANIFEST.names))

    @pytest.mark.parametrize(
        "name",
        ["../people", "/etc/passwd", "files/../../x", "files/" + "B" * 64, "files/" + "b" * 63, "tables/../x.jsonl", "C:\\x", "tables/a.jsonl/", "", "files\\" + "b" * 64],
    )
    def test_names_that_no_backup_has_are_refused(self, name):
        with pytest.raises(rules.UnsafeName):
            rules.check_names(["manifest.json", name])

    def test_a_name_that_comes_twice_is_refused(self):
        with pytest.raises(rules.UnsafeName):
            rules.check_names(["manifest.json", "manifest.seal", "manifest.json"])

    def test_a_newer_schema_is_refused_and_an_older_one_is_not(self):
        rules.check_schema("0001", ("0001", "0002"))
        with pytest.raises(rules.NewerSchema) as caught:
            rules.check_schema("0003", ("0001", "0002"))
        assert caught.value.facts == {"schema": "0003", "head": "0002"}
