"""What a backup says of itself, how values stand in it, and what is refused. Pure."""

import base64
import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.words import N_

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.seal"
MANIFEST_BYTES = 256 * 2**20
_NAMES = re.compile(r"manifest\.(json|seal)|tables/[a-z][a-z0-9_]{0,62}\.jsonl|files/[0-9a-f]{64}")


class TargetExists(Refusal):
    message = N_("{path} exists already. A backup never replaces anything: choose another name.")


class BackupNotWritten(Refusal):
    message = N_("The backup was not written: {reason}. What had been begun is removed.")


class FilesLost(Refusal):
    message = N_("{count} stored files are missing or altered, the first is {first}. Run “python -m core doctor”, or add --anyway to back up the rest.")


class NotABackup(Refusal):
    message = N_("{path} is not a whole backup: it cannot be read, is cut off, or is something else.")


class UnsafeName(Refusal):
    message = N_("The backup holds an entry that no backup has, “{name}”. It was not made by this program and is refused.")


class Altered(Refusal):
    message = N_("The backup is damaged or was altered: {what} does not match its checksum. Nothing was restored.")


class OtherSecret(Refusal):
    message = N_("The backup was made under another secret. Put the COCKPIT_SECRET (or secret.key) of that installation in place first.")


class NoSecret(Refusal):
    message = N_("Put the secret of the backed-up installation in place first: set COCKPIT_SECRET, or copy its key to {path}.")


class NewerSchema(Refusal):
    message = N_("The backup is of schema {schema}; this program knows schemas up to {head}. Install the newer program first.")


class DatabaseNotEmpty(Refusal):
    message = N_("The database holds tables already. A backup is restored into an empty database only: point DATABASE_URL at a new one.")


class FilesNotEmpty(Refusal):
    message = N_("The folder {path} holds other files already. Point FILES_DIR at an empty folder.")


class NotRestored(Refusal):
    message = N_("The backup was not restored: {reason}. The database is as it was.")


class Kind(StrEnum):
    """How a column's values stand in a line: the same for both databases."""

    INTEGER = "integer"
    REAL = "real"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    DOCUMENT = "document"
    BYTES = "bytes"


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """One table in the archive: its columns in order, and what its lines amount to."""

    columns: tuple[Column, ...]
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    version: str
    schema: str
    database: str
    made_at: str
    audit_count: int
    audit_head: str
    tables: Mapping[str, Table]
    files: Mapping[str, int]
    """SHA-256 and size of every stored file in the archive."""
    lost: tuple[str, ...] = ()
    """Files that the tables name and the store did not have when the backup was made."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def names(self) -> set[str]:
        """Every entry the archive has to have, and no other."""
        return {MANIFEST, SEAL, *(table_name(name) for name in self.tables), *(file_name(sha256) for sha256 in self.files)}


def table_name(table: str) -> str:
    return f"tables/{table}.jsonl"


def file_name(sha256: str) -> str:
    return f"files/{sha256}"


def check_names(names: Sequence[str]) -> None:
    """Refuse an entry whose name is none of a backup's, or comes twice. Nothing is ever unpacked by its name."""
    for name, times in Counter(names).items():
        if times > 1 or not _NAMES.fullmatch(name):
            raise UnsafeName(name=name[:80])


def check_schema(schema: str, known: Collection[str]) -> None:
    """Refuse a backup of a schema that this program does not know."""
    if schema not in known:
        raise NewerSchema(schema=schema[:20], head=max(known))


# ------------------------------------------------------------------ the manifest as bytes
def written(manifest: Manifest, secret: bytes) -> bytes:
    """The manifest as it stands in the archive. It names the secret by a fingerprint that does not lead back to it."""
    body = {
        "format": FORMAT,
        "version": manifest.version,
        "schema": manifest.schema,
        "database": manifest.database,
        "made_at": manifest.made_at,
        "key": fingerprint(secret),
        "audit": {"count": manifest.audit_count, "head": manifest.audit_head},
        "tables": {
            name: {"rows": one.rows, "size": one.size, "sha256": one.sha256, "columns": [[c.name, c.kind.value] for c in one.columns]}
            for name, one in manifest.tables.items()
        },
        "files": dict(manifest.files),
        "lost": list(manifest.lost),
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def fingerprint(secret: bytes) -> str:
    """Tells two secrets apart and tells nothing else about them."""
    return hmac.new(b"backup-key" + secret, b"", hashlib.sha256).hexdigest()[:16]


def sealed(manifest: bytes, secret: bytes) -> bytes:
    """The seal over a manifest: nobody without the secret can make one."""
    return hmac.new(b"backup-seal" + secret, manifest, hashlib.sha256).hexdigest().encode()


def read(manifest: bytes, seal: bytes, secret: bytes) -> Manifest:
    """The manifest, if it is one of ours, of this secret and unaltered. Refuses Altered, OtherSecret."""
    try:
        body = json.loads(manifest)
        key = body["key"]
    except (ValueError, KeyError, TypeError) as damaged:
        raise Altered(what=MANIFEST) from damaged
    if key != fingerprint(secret):
        raise OtherSecret()
    if not hmac.compare_digest(sealed(manifest, secret), seal):
        raise Altered(what=MANIFEST)
    if body["format"] != FORMAT:
        raise NewerSchema(schema=f"{body['schema']}/{body['format']}", head=FORMAT)
    tables = {
        name: Table(tuple(Column(column, Kind(kind)) for column, kind in one["columns"]), one["rows"], one["size"], one["sha256"])
        for name, one in body["tables"].items()
    }
    return Manifest(
        body["version"], body["schema"], body["database"], body["made_at"], body["audit"]["count"], body["audit"]["head"],
        tables, body["files"], tuple(body["lost"]),
    )  # fmt: skip


# ------------------------------------------------------------------ values
def line(values: Sequence[Any]) -> bytes:
    """A row as a line."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def document(text: str) -> str:
    """JSON in one way of writing it, whichever database wrote it."""
    return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Plainly = Callable[[Any], Any]

TO_PLAIN: Mapping[str, Mapping[Kind, Plainly]] = {
    "sqlite": {
        Kind.BOOLEAN: bool,
        Kind.NUMBER: str,
        Kind.MOMENT: lambda value: _full(value.replace(" ", "T")) + "Z",
        Kind.DOCUMENT: lambda value: document(str(value)),
        Kind.BYTES: lambda value: base64.b64encode(value).decode(),
    },
    "postgresql": {
        Kind.NUMBER: str,
        Kind.DAY: lambda value: value.isoformat(),
        Kind.MOMENT: _moment,
        Kind.DOCUMENT: document,
        Kind.BYTES: lambda value: base64.b64encode(bytes(value)).decode(),
    },
}
"""From what the driver gives, for the kinds whose values differ. None stays None."""

FROM_PLAIN: Mapping[str, Mapping[Kind, Plainly]] = {
    "sqlite": {
        Kind.MOMENT: lambda value: value.removesuffix("Z").replace("T", " "),
        Kind.BYTES: base64.b64decode,
    },
    "postgresql": {
        Kind.BYTES: lambda value: "\\x" + base64.b64decode(value).hex(),
    },
}
"""To what the driver takes."""


def _full(text: str) -> str:
    """A moment with its six digits of a second, as SQLAlchemy writes it; SQL defaults leave them away."""
    return text if "." in text else text + ".000000"
