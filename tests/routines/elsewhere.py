"""Another process that looks after the routines."""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any


def wake(environment: dict[str, str], together: Any, turns: int) -> list[int]:
    """At every turn, which all processes begin `together`, run what is due; how often it was this one that did it."""
    os.environ.update(environment)
    from core import clock
    from core.audit import note
    from core.routines import actions, rules

    def deed(session: Any, actor: Any) -> int:
        time.sleep(0.05)
        note(session, actor, "test:routine", "routine", None)
        return 1

    rules.routine("test", timedelta(minutes=10), deed)
    done = []
    for turn in range(turns):
        together.wait(60)
        with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(minutes=11 * turn)):
            done.append(actions.run_due(only=["test"]).get("test", 0))
    return done
