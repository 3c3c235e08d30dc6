"""What proves clauses: named evidence over the live records of every room, one file a room."""

from core.insight.clauses.proofs import (
    closing,
    communication,
    cost,
    customers,
    duties,
    followup,
    house,
    improvement,
    initiation,
    inspection,
    planning,
    progress,
    quality,
    relations,
    resources,
    review,
    risk,
    satisfaction,
    service,
    team,
)
from core.insight.clauses.proofs.kinds import Evidence, Source

ROOMS = (initiation, planning, progress, cost, inspection, followup, customers, relations, service, satisfaction, quality, improvement, resources, review, risk, duties, team, closing, communication, house)

EVIDENCE: dict[str, Evidence] = {one.name: one for room in ROOMS for one in room.EVIDENCE}
"""Every piece of evidence by its name."""

SOURCES: tuple[Source, ...] = tuple(dict.fromkeys(one.source for one in EVIDENCE.values()))
"""Where they come from: each is read once, whatever is asked of it."""
