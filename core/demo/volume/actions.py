"""Bulk deeds: many rows and one entry in the trail each. Everything a reader counts is right; nobody answered item by item."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import at
from core.db import with_ids
from core.demo.volume import queries
from core.demo.volume.queries import Released
from core.demo.volume.rules import INSPECTORS, MANAGED, Assignment, Pattern
from core.inspection.finals.queries import counted, rounded
from core.inspection.finals.records import TargetFinal, TargetFinalSection
from core.inspection.finals.rules import Final, Scored, Target, Way, final
from core.inspection.rules import Band, kept
from core.inspection.sheets.records import Answer, Sheet, SheetSection
from core.inspection.sheets.rules import State
from core.inspection.tally.actions import count
from core.inspection.templates.queries import checklist
from core.numbering.actions import next_codes
from core.people.records import Person
from core.projects.records import Project
from core.projects.rules import Stage
from core.words import Language

INSPECTING = "quality"
"""The department of the made-up inspectors; it owns no project, so nobody has a conflict of interest."""


@dataclass(frozen=True)
class Ground:
    """Keys of the made-up people and projects, by their index."""

    projects: tuple[int, ...]
    departments: tuple[int, ...]
    """The department of each project."""
    inspectors: tuple[int, ...]
    names: tuple[str, ...]
    """What each inspector signs with."""


def found(session: Session, actor: Actor, *, projects: int) -> Ground:
    """Make up `projects` projects with their managers and the inspectors who score them."""
    require(actor, Permission.PEOPLE_EDIT, ANYWHERE)
    require(actor, Permission.PROJECT_EDIT, ANYWHERE)
    first = queries.released_rounds(session)[0]
    owning, inspecting = queries.owning_departments(session), queries.department_id(session, INSPECTING)
    inspectors = [_person("inspector", "检查员", "查核員", number, Role.INSPECTOR, inspecting) for number in range(1, INSPECTORS + 1)]
    managers = [
        _person("manager", "项目经理", "專案經理", number, Role.PROJECT_MANAGER, owning[number % len(owning)])
        for number in range(1, projects // MANAGED + 2)
    ]
    session.add_all([*inspectors, *managers])
    session.flush()  # house: the ids are needed for the projects
    with at(first.started_at - timedelta(days=60)):
        codes = next_codes(session, "PRJ", projects)
    rows = [
        Project(
            code=code,
            name={"en": f"Service {number:04d}", "zh_Hans": f"服务项目{number:04d}", "zh_Hant": f"服務專案{number:04d}"},
            customer={"en": f"Customer {number:04d}", "zh_Hans": f"客户{number:04d}", "zh_Hant": f"客戶{number:04d}"},
            kind="service",
            stage=Stage.EXECUTION,
            department_id=owning[number % len(owning)],
            manager_id=managers[number // MANAGED].id,
            started_on=(first.started_at - timedelta(days=60)).date(),
            ends_on=None,
        )
        for number, code in enumerate(codes)
    ]
    with_ids(session, *rows)
    touch(session, "projects")
    note(session, actor, "demo:found", "organisation", None, projects=projects, inspectors=len(inspectors), managers=len(managers))
    return Ground(
        tuple(row.id for row in rows),
        tuple(row.department_id for row in rows),
        tuple(person.id for person in inspectors),
        tuple(person.name["en"] for person in inspectors),
    )


def _person(username: str, hans: str, hant: str, number: int, role: Role, department_id: int) -> Person:
    """Somebody without a password, who therefore cannot sign in."""
    return Person(
        username=f"{username}-{number:03d}",
        name={"en": f"{username.title()} {number:03d}", "zh_Hans": f"{hans}{number:03d}", "zh_Hant": f"{hant}{number:03d}"},
        department_id=department_id,
        roles=[role.value],
        language=Language.SIMPLIFIED.value,
        active=True,
        password_hash=None,
        must_change=False,
        token_version=0,
        failures=0,
    )


def fill(
    session: Session,
    actor: Actor,
    released: Released,
    ground: Ground,
    *,
    given: Sequence[Assignment],
    patterns: Mapping[float, Sequence[Pattern]],
    seed: str,
) -> int:
    """Add submitted and released sheets to a round, with answers, sections and running totals; returns how many."""
    require(actor, Permission.ROUND_LEAD, ANYWHERE)
    dice = random.Random(seed)
    chosen = [dice.choice(patterns[one.level]) for one in given]
    with at(released.started_at):
        codes = next_codes(session, "INS", len(given))
    window = released.closed_at - released.started_at - timedelta(hours=4)
    moments = [released.started_at + timedelta(hours=2) + window * dice.random() for _ in given]
    made = insert(Sheet).returning(Sheet.id, sort_by_parameter_order=True)
    rows = [
        {
            "code": code,
            "round_id": released.id,
            "template_version_id": released.template_version_id,
            "project_id": ground.projects[one.project],
            "department_id": ground.departments[one.project],
            "inspector_id": ground.inspectors[one.inspector],
            "state": State.ACKNOWLEDGED if dice.random() < 0.85 else State.RELEASED,
            "revision": 0,
            "items": len(pattern.said),
            "answered": len(pattern.said),
            "started_at": moment - timedelta(minutes=70),
            "submitted_at": moment,
            "signature": ground.names[one.inspector],
            "total": pattern.total,
            "before_veto": pattern.before_veto,
            "share": pattern.share,
            "band": pattern.band,
            "vetoes": list(pattern.vetoes),
        }
        for code, one, pattern, moment in zip(codes, given, chosen, moments, strict=True)
    ]
    ids = list(session.scalars(made, rows))
    session.execute(insert(Answer.__table__), _answers(ids, chosen, rows))
    session.execute(insert(SheetSection.__table__), _sections(ids, chosen))
    _combine(session, released, rows, chosen)
    touch(session, "results")
    answers = sum(len(pattern.said) for pattern in chosen)
    note(session, actor, "demo:fill", "round", released.id, code=released.code, sheets=len(ids), answers=answers)
    return len(ids)


def _answers(ids: Sequence[int], chosen: Sequence[Pattern], rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    return [
        {
            "sheet_id": sheet_id,
            "item_id": said.item_id,
            "mark": said.mark.value,
            "raw": said.raw,
            "na_reason": said.na_reason,
            "note": None,
            "value_version": 1,
            "note_version": 0,
            "answered_at": row["submitted_at"],
            "loss": said.loss,
        }
        for sheet_id, pattern, row in zip(ids, chosen, rows, strict=True)
        for said in pattern.said
    ]


def _sections(ids: Sequence[int], chosen: Sequence[Pattern]) -> list[dict[str, object]]:
    names = ("section_id", "score", "before_veto", "share", "vetoed")
    return [
        {"sheet_id": sheet_id, **dict(zip(names, part, strict=True))}
        for sheet_id, pattern in zip(ids, chosen, strict=True)
        for part in pattern.sections
    ]


def _combine(session: Session, released: Released, rows: Sequence[Mapping[str, Any]], chosen: Sequence[Pattern]) -> None:
    """Let every target count once, by its final: the sheets of one lie within `rows`."""
    bands = checklist(session, released.template_version_id).scheme.bands
    by_target: dict[Target, list[tuple[Mapping[str, Any], Pattern]]] = {}
    for row, pattern in zip(rows, chosen, strict=True):
        by_target.setdefault(Target(released.id, row["project_id"]), []).append((row, pattern))
    found = {target: _final(mine, bands) for target, mine in by_target.items()}
    shared = [(target, one) for target, one in found.items() if one.sheets > 1]
    made = insert(TargetFinal).returning(TargetFinal.id, sort_by_parameter_order=True)
    if shared:
        ids = list(session.scalars(made, [_kept(target, one) for target, one in shared]))
        parts = [
            {"final_id": final_id, "section_id": section, "score": kept(score), "share": kept(share)}
            for final_id, (_, one) in zip(ids, shared, strict=True)
            for section, (score, share) in one.sections.items()
        ]
        session.execute(insert(TargetFinalSection.__table__), parts)
    count(session, [counted(target, by_target[target][0][0]["department_id"], one) for target, one in found.items()])


def _final(mine: Sequence[tuple[Mapping[str, Any], Pattern]], bands: Sequence[Band]) -> Final:
    return final(
        [
            Scored(one.total, one.share, one.band, {section: (score, share) for section, score, _, share, _ in one.sections if score is not None})
            for _, one in mine
        ],
        Way.MEDIAN, bands,
    )  # fmt: skip


def _kept(target: Target, one: Final) -> dict[str, object]:
    return {
        "round_id": target.round_id, "project_id": target.project_id, "object_id": target.object_id, "sheets": one.sheets, "rated": one.rated,
        "way": one.way.value, "total": rounded(one.total), "share": kept(one.share), "band": one.band, "low": rounded(one.low),
        "high": rounded(one.high), "consensus_id": None, "stale": False,
    }  # fmt: skip
