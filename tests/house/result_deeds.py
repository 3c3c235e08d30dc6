"""How each deed on results is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.inspection.results import actions as results
from core.inspection.results.rules import Filter


def rows(row: Callable[..., Any], whoever: Any) -> dict[Callable[..., Any], Any]:
    """What is in a file is narrowed by the question that filled it: whoever holds the permission may take what he sees."""
    return {
        results.export: row(Permission.RESULTS_EXPORT, whoever, lambda s, a, h: results.export(s, a, Filter(), sheets=0, sha256="0" * 64)),
        results.take_along: row(
            Permission.RESULTS_READ, whoever, lambda s, a, h: results.take_along(s, a, Filter(rounds="RND"), kind="pdf", sha256="0" * 64)
        ),
    }
