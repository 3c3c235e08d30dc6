"""What of the library stands on other pages: lessons that fit a project, articles like a request, and the way from a record to an article."""

from collections.abc import Sequence

import streamlit as st

from core.access import Actor, Permission
from core.knowledge import actions, queries
from core.knowledge.queries import Listed, Use
from core.knowledge.rules import TOPIC, Kind
from core.words import N_
from pages.parts.desk import ask_kept, form_key, perform_once
from pages.parts.frame import lead
from pages.parts.knowledge import listing, one
from pages.parts.words import labelled, several, t, tn


def fitting(actor: Actor, kind: str, subject_id: int, *, project_kind: str, phase: str, adopts: bool) -> None:
    """Lessons for a project that is being planned or applied for: those that fit, each to be adopted, and those adopted already."""
    if not actor.may(Permission.KNOWLEDGE_READ):
        return
    _push(actor, kind, subject_id, ask_kept(TOPIC, _for, actor, kind, subject_id, project_kind, phase), adopts)


def fitting_project(actor: Actor, project_id: int, *, adopts: bool) -> None:
    """The same for a project, by its own kind and stage."""
    if actor.may(Permission.KNOWLEDGE_READ):
        _push(actor, "project", project_id, ask_kept((TOPIC, "projects"), _for_project, actor, project_id), adopts)


def _push(actor: Actor, kind: str, subject_id: int, told: tuple[list[Listed], list[Use]], adopts: bool) -> None:
    found, taken = told
    if not found and not taken:
        return
    said = [tn("one fits", "{count} fit", len(found)) if found else "", tn("one adopted", "{count} adopted", len(taken)) if taken else ""]
    with st.expander(labelled(N_("What others have learned"), several(filter(None, said))), icon=":material/school:"):
        for use in taken:
            with st.container(border=True, gap="xsmall"):
                one.outcome(actor, use, titled=True)
        for lesson in found:
            with st.container(border=True, gap="xsmall"):
                listing.short(lesson)
                key = f"adopt:{kind}:{subject_id}:{lesson.id}"
                if adopts and actor.may(Permission.KNOWLEDGE_ADOPT) and st.button(t("Adopt it here"), key=key, icon=":material/add_task:") and perform_once(
                    form_key(key.replace(":", "-")), actions.adopt, actor, lesson.id, kind=kind, subject_id=subject_id
                ) is not None:
                    st.toast(t("Adopted. Say later what came of it."))
                    st.rerun()


def _for_project(session, actor, project_id):  # type: ignore[no-untyped-def]
    return queries.fitting_project(session, actor, project_id), queries.adopted(session, actor, "project", project_id)


def _for(session, actor, kind, subject_id, project_kind, phase):  # type: ignore[no-untyped-def]
    subject = (kind, subject_id)
    return queries.fitting(session, actor, kind=project_kind, phase=phase, subject=subject), queries.adopted(session, actor, kind, subject_id)


def similar(actor: Actor, words: str) -> None:
    """Articles like what is being typed about a request."""
    if not actor.may(Permission.KNOWLEDGE_READ):
        return
    found = ask_kept(TOPIC, queries.related, actor, words[:200])
    if found:
        with st.expander(tn("The library has an article on it", "The library has {count} articles on it", len(found)), icon=":material/school:", expanded=True):
            for article in found:
                listing.short(article)


def promoted(actor: Actor, kind: str, subject_id: int, *, offered: bool, label: str = N_("Make a library article of it")) -> None:
    """The articles made of a record, or the way to the first one."""
    if actor.may(Permission.KNOWLEDGE_READ):
        made_of_it(actor, kind, subject_id, ask_kept(TOPIC, queries.made_of, actor, kind, subject_id), offered=offered, label=label)


def made_of_it(actor: Actor, kind: str, subject_id: int, made: Sequence[Listed], *, offered: bool, label: str = N_("Make a library article of it")) -> None:
    """The same where the articles are known."""
    for article in made:
        lead(f"{article.code} · {t('in the library')}", "Knowledge.py", icon=":material/school:", article=article.code)
    if not any(article.text.kind in (Kind.SOLVED_CASE, Kind.GOOD_CASE) for article in made) and offered and actor.may(Permission.KNOWLEDGE_WRITE):
        lead(t(label), "Knowledge.py", icon=":material/school:", of=f"{kind}-{subject_id}")
