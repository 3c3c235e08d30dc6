"""The demo as the command line plants it: the one place of the demo that opens units of work."""

import random
from collections.abc import Callable
from dataclasses import replace

from core import work
from core.access import Role
from core.audit.actions import NOBODY
from core.clock import now, today
from core.demo import actions, queries, rules
from core.demo.story import ORIGIN
from core.demo.volume import actions as volume
from core.demo.volume.queries import released_rounds
from core.demo.volume.rules import INSPECTORS_EACH, PROJECTS, assignments, patterns
from core.exchange.checklist.queries import library
from core.inspection.templates.queries import checklist
from core.people import passwords
from core.people.rules import check_password
from core.projects.queries import person_acting

SCORED_WITH = "five-checkpoints"
CHUNK = 90 * INSPECTORS_EACH
"""Sheets a transaction: whole targets, and so few that somebody who works meanwhile waits a second at most."""


def plant(scale: int = 0, seed: int = rules.SEED, told: Callable[[int, int], None] = lambda done, all_: None) -> None:
    """Plant the demo, whole or not at all, then `scale` times about 1,000 sheets for measuring.

    `told` hears how many sheets of the volume are done, and of how many. Refuses NotEmpty.
    """
    check_password(rules.PASSWORD, "")
    password_hash = passwords.hashed(rules.PASSWORD)  # outside the transaction: it is slow on purpose
    cast = queries.cast(today())
    work.batch(
        actions.plant,
        replace(NOBODY, origin=ORIGIN),
        cast=cast,
        checklists=library(),
        scored_with=SCORED_WITH,
        password_hash=password_hash,
        seed=seed,
        until=now(),
    )
    if scale > 0:
        _grow(scale, seed, cast.having(Role.ADMINISTRATOR)[0].username, told)


def _grow(scale: int, seed: int, administrator: str, told: Callable[[int, int], None]) -> None:
    """Add the volume to the released rounds, chunk by chunk."""
    actor = work.ask(person_acting, administrator, origin=ORIGIN)
    dice = random.Random(seed)
    projects = PROJECTS * scale
    ground = work.do(volume.found, actor, projects=projects)
    rounds = work.ask(released_rounds)
    whole = work.ask(checklist, rounds[0].template_version_id)
    drawn = patterns(dice, whole.scheme, [reason.code for reason in whole.na_reasons])
    given = [(released, one) for number, released in enumerate(rounds) for one in assignments(dice, projects, number)]
    done = 0
    for released in rounds:
        mine = [one for where, one in given if where is released]
        for start in range(0, len(mine), CHUNK):
            some = mine[start : start + CHUNK]
            done += work.do(
                volume.fill, actor, released, ground, given=some, patterns=drawn, seed=f"{seed} {released.code} {start}"
            )
            told(done, len(given))
