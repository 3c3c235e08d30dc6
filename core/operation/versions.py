"""Which version this is, and whether what is installed is what the lock file names."""

import re
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

from core.config import ROOT

LOCK = "requirements.lock"
_LINE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$")


@cache
def program() -> str:
    """The version of this program."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def locked(text: str) -> dict[str, str]:
    """Package and version of every line of a lock file that holds on this machine."""
    found = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match and (match[3] is None or _holds(match[3])):
            found[match[1].lower()] = match[2]
    return found


def _holds(marker: str) -> bool:
    try:
        from packaging.markers import Marker
    except ImportError:  # whoever has no packaging has no way to tell: say nothing rather than something wrong
        return False
    return Marker(marker).evaluate()


def installed(package: str) -> str | None:
    """The installed version, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def differing(lock: Path = ROOT / LOCK) -> dict[str, tuple[str, str | None]]:
    """Packages that are not what the lock says: locked and installed version (None: not installed)."""
    wanted = locked(lock.read_text("utf-8"))
    have = {name: installed(name) for name in wanted}
    return {name: (version, have[name]) for name, version in sorted(wanted.items()) if have[name] != version}
