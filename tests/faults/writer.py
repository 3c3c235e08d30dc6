"""Somebody who answers a sheet and says after each commit what was acknowledged. Is killed in the middle of it."""

import os
from multiprocessing.connection import Connection
from typing import Any


def write(environment: dict[str, str], sheet_id: int, item_id: int, seen: int, said: Connection) -> None:
    """Answer one item again and again; after every commit send (version, raw) down the pipe."""
    os.environ.update(environment)
    from core import work
    from core.inspection.sheets import actions
    from core.projects.queries import person_acting
    from tests.cast import rated

    mei: Any = work.ask(person_acting, "mei", origin="test")
    while True:
        raw = (seen + 1) % 11
        seen = work.do(actions.answer, mei, sheet_id, item_id, rated(raw), seen=seen).version
        said.send((seen, raw))
