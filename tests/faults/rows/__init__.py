"""Deeds that are made to fail, a file for each room: each adds its rows to `tests.faults.stage.ROWS`."""

from tests.faults.rows import (
    approvals,
    closing,
    communication,
    costs,
    customers,
    followups,
    knowledge,
    notices,
    persons,
    plans,
    quality,
    resources,
    reviews,
    risks,
    satisfaction,
    service,
    service_imports,
    several,
    tables,
    team,
)

__all__ = ["approvals", "closing", "communication", "costs", "customers", "followups", "knowledge", "notices", "persons", "plans", "quality", "resources", "reviews", "risks", "satisfaction", "service", "service_imports", "several", "tables", "team"]
