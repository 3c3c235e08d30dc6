"""One customer: who it is, how it stands, and the parts below."""

import streamlit as st

from core.access import Actor
from core.customers import queries
from core.customers.queries import CustomerRow
from core.customers.rules import CLASSES
from core.resources.systems import queries as resources
from core.words import N_
from pages.parts.customers import care, contacts, contracts, expectations, health, profile, stage, talks
from pages.parts.customers.choose import STAGE_COLOURS, mark, named, stage_name
from pages.parts.desk import ask, ask_kept
from pages.parts.frame import lead
from pages.parts.resources import bits as systems
from pages.parts.words import c, day, escaped, labelled, number, t

PARTS = {
    "timeline": N_("Timeline"), "contacts": N_("Contacts"), "contracts": N_("Contracts"), "care": N_("Care and points"), "expectations": N_("Expectations and needs"), "stage": N_("Stage, health and value"),
    "profile": N_("Profile"),
}  # fmt: skip


def draw(actor: Actor, code: str) -> None:
    """The page of a customer."""
    found: CustomerRow = ask_kept(("customer", "projects", "reference"), queries.customer_by_code, actor, code)
    st.title(escaped(found.name), anchor=False)
    st.markdown(
        f"{mark(STAGE_COLOURS.get(found.stage, 'gray'), escaped(stage_name(found.stage)))} {mark('blue', escaped(named(CLASSES, found.class_code)))} · {escaped(found.code)} · "
        f"{labelled(N_('Looked after by'), c(found.owner))}"
    )
    score = health.badge(actor, found)
    told = [labelled(N_("Last contact"), day(found.last_contact_on)) if found.last_contact_on else t("No contact is recorded yet.")]
    if found.next_contact_on:
        told.append(labelled(N_("Next contact"), day(found.next_contact_on)))
    told.append(labelled(N_("Loyalty points"), number(found.points, 0)))
    st.caption(" · ".join([score, *told] if score else told))
    if found.projects:
        with st.container(horizontal=True):
            for project in found.projects:
                lead(f"{escaped(project.code)} {c(project.name)}", "Projects.py", icon=":material/work:", project=project.code)
    systems.behind(ask(resources.behind, actor, customer_id=found.id))
    part = st.segmented_control(t("Part"), list(PARTS), format_func=lambda one: t(PARTS[one]), default="timeline", key="customer_part", label_visibility="collapsed", required=True)
    drawn = {
        "contacts": contacts.draw, "contracts": contracts.draw, "care": care.draw, "expectations": expectations.draw, "stage": stage.draw, "profile": profile.draw,
    }  # fmt: skip
    drawn.get(str(part), talks.draw)(actor, found)
