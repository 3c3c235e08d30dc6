"""Plans to begin with, by the kind of project: data/plans/*.toml, which colleagues edit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.config import ROOT
from core.planning.rules.notation import Before, Scale, amount
from core.planning.rules.sheet import Kind, Row
from core.words import Language, pick

FOLDER = ROOT / "data" / "plans"


@dataclass(frozen=True)
class Template:
    """A plan to begin with. Names are there in every language; a plan takes those of whoever begins it."""

    code: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    lines: tuple[Mapping[str, Any], ...]

    def rows(self, language: Language, scale: Scale) -> list[Row]:
        """The rows, numbered from 1, in a language; texts that it lacks in the next best one."""
        return [self._row(number, line, language, scale) for number, line in enumerate(self.lines, 1)]

    def _row(self, number: int, line: Mapping[str, Any], language: Language, scale: Scale) -> Row:
        def text(field: str) -> str:
            found = line.get(field)
            return pick(found, language) if isinstance(found, Mapping) else ""

        duration, elapsed = amount(str(line.get("duration", "0")), scale)
        return Row(
            number, text("name"), int(str(line["level"])), Kind(str(line.get("kind", "task"))), duration, elapsed, tuple(Before(int(one)) for one in line.get("after", [])),
            deliverable=text("deliverable"), standard=text("standard"),
        )  # fmt: skip


@cache
def offered() -> tuple[Template, ...]:
    """The plans to begin with, by their code."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        read = tomllib.loads(path.read_text("utf-8"))
        found.append(Template(path.stem, read["name"], read["about"], tuple(read["rows"])))
    return tuple(found)


def named(code: str) -> Template:
    """The template of a code. A KeyError where there is none: codes come from `offered`."""
    return {one.code: one for one in offered()}[code]
