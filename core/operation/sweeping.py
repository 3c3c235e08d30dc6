"""Removing stored files that no record names: left by deeds that failed, by detached evidence, by interrupted writings."""

from core import work
from core.access import Actor
from core.clock import now
from core.files import store
from core.files.queries import kept
from core.operation import actions
from core.operation.doctor.rules import YOUNG


def sweep(actor: Actor) -> tuple[int, int]:
    """Remove what is older than a day and named by no record; returns how many files and how many bytes.

    A deed keeps its file before it commits, and keeping makes a file young: what a deed of this moment needs is spared.
    """
    before = now() - YOUNG
    old = [(path, found.st_size) for path in store.stored() if (found := path.stat()).st_mtime < before.timestamp()]
    named = work.ask(kept)
    gone = [size for path, size in old if path.name not in named and store.remove_old(path, before)]
    if gone:
        work.do(actions.swept, actor, files=len(gone), size=sum(gone))
    return len(gone), sum(gone)
