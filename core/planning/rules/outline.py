"""The outline of a plan: rows in order, each with a level; a row followed by deeper ones is their summary. Pure.

Everything speaks of levels by place, so that the same rules serve the grid, a paste from a spreadsheet and an import.
"""

from collections.abc import Collection, Sequence

DEEPEST = 20


def numbers(levels: Sequence[int]) -> list[str]:
    """The WBS number of each row: 1, 1.1, 1.2, 2 …"""
    counts: list[int] = []
    found = []
    for level in levels:
        del counts[level:]
        counts.extend([0] * (level - len(counts)))
        counts[level - 1] += 1
        found.append(".".join(map(str, counts)))
    return found


def summaries(levels: Sequence[int]) -> list[bool]:
    """Which rows are summaries of the deeper ones after them."""
    return [later > level for level, later in zip(levels, [*levels[1:], 0], strict=False)]


def end(levels: Sequence[int], place: int) -> int:
    """The place after the last row that lies within the row at `place`."""
    after = place + 1
    while after < len(levels) and levels[after] > levels[place]:
        after += 1
    return after


def normal(levels: Sequence[int]) -> list[int]:
    """The nearest outline that can be: the first row on level 1, no row more than one level deeper than the one before."""
    found: list[int] = []
    for level in levels:
        found.append(max(1, min(level, (found[-1] if found else 0) + 1, DEEPEST)))
    return found


def shifted(levels: Sequence[int], chosen: Collection[int], by: int) -> list[int]:
    """The chosen rows, with what lies within them, a level deeper (1) or higher (-1). A row that cannot, stays."""
    found, moved = list(levels), set[int]()
    for place in sorted(chosen):
        if place in moved:
            continue
        deepest = found[place - 1] + 1 if place else 1
        if not 1 <= found[place] + by <= min(deepest, DEEPEST):
            continue
        after = end(found, place)
        if max(found[place:after]) + by > DEEPEST:
            continue
        for within in range(place, after):
            found[within] += by
            moved.add(within)
    return normal(found)


def moved(levels: Sequence[int], chosen: Collection[int], by: int) -> list[int]:
    """The order of places after moving the chosen rows, with what lies within them, past a sibling: up (-1) or down (1)."""
    order = list(range(len(levels)))
    roots = _roots(levels, chosen)
    for root in roots if by < 0 else reversed(roots):
        here = order.index(root)
        now = [levels[place] for place in order]
        after = end(now, here)
        if by < 0:
            before = next((at for at in range(here - 1, -1, -1) if now[at] <= now[here]), -1)
            if before >= 0 and now[before] == now[here] and order[before] not in roots:
                order[before:after] = order[here:after] + order[before:here]
        elif after < len(now) and now[after] == now[here] and order[after] not in roots:
            beyond = end(now, after)
            order[here:beyond] = order[after:beyond] + order[here:after]
    return order


def within(levels: Sequence[int], chosen: Collection[int]) -> list[int]:
    """The chosen rows and everything that lies within them, in order."""
    return [place for root in _roots(levels, chosen) for place in range(root, end(levels, root))]


def _roots(levels: Sequence[int], chosen: Collection[int]) -> list[int]:
    roots: list[int] = []
    for place in sorted(set(chosen)):
        if not roots or place >= end(levels, roots[-1]):
            roots.append(place)
    return roots
