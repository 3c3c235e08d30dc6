"""The parts of the page, and which of them is open."""

from collections.abc import Callable

import streamlit as st

from core.access import Actor, Permission
from core.words import N_
from pages.parts.team import (
    appraisal_sheet,
    appraisals,
    departments,
    load,
    pulse,
    recognition,
    training,
    training_course,
)
from pages.parts.words import t

RECORDS: dict[str, Callable[[Actor, str], None]] = {"course": training_course.draw, "appraisal": appraisal_sheet.draw}
"""What the address can name, and what draws it."""
PARTS: dict[str, tuple[str, Permission, Callable[[Actor], None]]] = {
    "training": (N_("Training"), Permission.TEAM_READ, training.draw),
    "appraisals": (N_("Appraisals"), Permission.APPRAISAL_TAKE, appraisals.draw),
    "load": (N_("Workload"), Permission.TEAM_READ, load.draw),
    "pulse": (N_("How we are doing"), Permission.TEAM_READ, pulse.draw),
    "departments": (N_("Departments"), Permission.PLAN_READ, departments.draw),
    "recognition": (N_("Rewards and activities"), Permission.TEAM_READ, recognition.draw),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """A record that the address names, or one of the parts."""
    for name, drawn in RECORDS.items():
        if code := st.query_params.get(name):
            drawn(actor, code)
            return
    open_ = {code: label for code, (label, permission, _) in PARTS.items() if actor.may(permission)}
    wanted = st.query_params.get("part")
    part = st.segmented_control(
        t("Part"), list(open_), format_func=lambda one: t(open_[one]), default=wanted if wanted in open_ else next(iter(open_)), key="team_part", label_visibility="collapsed", required=True,
    )  # fmt: skip
    PARTS[part][2](actor)
