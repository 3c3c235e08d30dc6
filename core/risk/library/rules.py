"""A usual response to a class of risk. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from core.risk.rules import Strategy
from core.words import Language


@dataclass(frozen=True)
class Suggestion:
    """What others do: a strategy and a measure, in every language."""

    strategy: Strategy
    text: Mapping[str, str]


def read(text: str) -> dict[str, tuple[Suggestion, ...]]:
    """The library of a TOML file, by class. Raises KeyError and ValueError for a faulty one."""
    return {
        class_: tuple(Suggestion(Strategy(one["strategy"]), {language.value: one[language.value] for language in Language}) for one in rows)
        for class_, rows in tomllib.loads(text).items()
    }
