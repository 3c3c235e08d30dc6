"""The archive of a project in five classes: what is filed, what is missing, and a form for each part."""

import streamlit as st

from core.access import Actor
from core.closing.archive import actions, rules
from core.closing.archive.queries import Entry
from core.closing.archive.rules import PARTS, Part, completeness
from core.closing.endings.queries import View
from core.projects.rules import Stage
from core.words import N_
from pages.parts.closing import uploads
from pages.parts.desk import form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.words import c, day, escaped, plain, t


def draw(actor: Actor, view: View) -> None:
    """The part of the page."""
    filed = {one.part for one in view.archive}
    writes = view.editable and view.stage is not Stage.CLOSED
    share = completeness(filed)
    there, whole = sum(pair[0] for pair in share.values()), len(Part)
    st.progress(there / whole, t("{there} of {all} parts are there", there=there, all=whole))
    if writes:
        _file(actor, view, rules.missing(filed))
    for class_, parts in PARTS.items():
        st.markdown(f"##### {t(class_.label)} :gray[{share[class_][0]}/{share[class_][1]}]")
        shown = {part: [one for one in view.archive if one.part is part] for part in parts}
        if not writes:
            st.markdown("  \n".join(_told(one) for ones in shown.values() for one in ones))
            continue
        for part, ones in shown.items():
            if not ones:
                st.markdown(f":orange[○] {t(part.label)}")
            for one in ones:
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(_told(one), width="stretch")
                    if st.button(t("Take out"), key=f"archive:{one.id}:drop", icon=":material/delete:", type="tertiary") and perform(actions.drop, actor, one.id) is not None:
                        st.rerun()


def _told(one: Entry) -> str:
    title = f"**{t(one.part.label)}**" + (f" · {escaped(one.title)}" if one.title else "")
    where = f" · {t('none: {why}', why=one.place)}" if one.none else f" · {escaped(one.place)}" if one.place else ""
    files = f" · {uploads.links(one.files)}" if one.files else ""
    return f":green[●] {title}{where}{files} :gray[· {c(one.by)} · {day(one.at.date())}]"


def _file(actor: Actor, view: View, missing: tuple[Part, ...]) -> None:
    form, key = Form(actor, "archive_entry", record=view.code), f"archive:{view.project_id}"
    with st.expander(t("File something"), icon=":material/inventory_2:", expanded=form.waiting or bool(missing)):
        if not form.opened():
            return
        parts = [one.value for one in (*missing, *(one for one in Part if one not in missing))]
        left, right = st.columns(2)
        part = left.selectbox(
            t("Part of the archive"), parts, format_func=lambda one: plain(Part(one).label) + ("" if Part(one) in missing else f" ({plain('there')})"), **form.field(f"{key}:part", parts[0], parts)
        )
        none = right.checkbox(t("The project has none"), **form.field(f"{key}:none", False))
        title = "" if none else st.text_input(t("Title"), **form.field(f"{key}:title", ""))
        label = N_("Why there is none") if none else N_("Where it is kept (not needed with a file)")
        place = st.text_input(t(label), **form.field(f"{key}:place", ""))
        chosen = [] if none else uploads.field(N_("Files to keep"), f"{key}:files:{len(view.archive)}")
        form.note()
        if st.button(t("File it"), key=f"{key}:save", type="primary"):
            kept = uploads.accepted(chosen)
            if kept is None:
                return
            made = perform_once(
                form_key(f"archive_{view.project_id}"), actions.file, actor, view.project_id, Part(part), title=title, place=place, none=bool(none), upload=kept[0] if kept else None
            )
            if made is None:
                return
            for data, kind, name in kept[1:]:
                perform(actions.attach, actor, made, data=data, kind=kind, name=name)
            form.done()
            st.rerun()
