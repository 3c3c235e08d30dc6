"""The open sheet without a connection: as a workbook that comes back, on paper, and a code that opens it on a phone."""

from collections.abc import Mapping

import streamlit as st

from core.access import Actor
from core.config import settings
from core.errors import Refusal
from core.exchange import qr
from core.exchange.offline import queries
from core.exchange.offline.reading import Comparison, Difference, Form
from core.exchange.offline.rules import CHOSEN, Verdict
from core.files import rules as judged
from core.inspection.measured import queries as measured
from core.inspection.measured.queries import with_facts
from core.inspection.sheets import actions
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.actions import Value
from core.inspection.sheets.places import Added
from core.inspection.sheets.queries import SheetView
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import fresh_actor
from pages.parts.inspection.sheet import said
from pages.parts.words import c, called, escaped, labelled, language, moment, plain, several, t, tn


def panel(view: SheetView, actor: Actor) -> None:
    """Take the sheet along, and bring it back."""
    head = view.head
    key = f"offline:{head.id}"
    waiting = st.session_state.get(f"{key}:form") is not None
    with st.expander(t("Without a connection, or on paper"), icon=":material/cloud_off:", expanded=waiting):
        st.markdown(t("Take the sheet along as an Excel file, fill it in on site and upload it here: you see what it would change before anything is saved."))
        _take_along(view, actor)
        turn = st.session_state.setdefault(f"{key}:turn", 0)
        upload = st.file_uploader(
            t("Upload the filled-in Excel file"), type=["xlsx"], key=f"{key}:file:{turn}", max_upload_size=settings().cockpit_upload_mb,
        )  # fmt: skip
        if upload is None:
            st.session_state.pop(f"{key}:form", None)
            return
        try:
            form = _read(key, upload)
            comparison = desk.look_up(queries.compare, actor, head.code, form)
        except Refusal as refusal:
            desk.say(refusal)
            return
        _compared(view, key, form, comparison)


def _take_along(view: SheetView, actor: Actor) -> None:
    spoken, code = language(), view.head.code  # asked here: a download is made outside the page's run

    def fresh() -> SheetView:
        now = desk.look_up(sheets.sheet, actor, code)  # with what was answered since the page was drawn
        return with_facts(now, desk.look_up(measured.facts, actor, now.head.id)) if any(one.draft.measured for one in now.checklist.questions) else now

    def word() -> bytes:
        from core.exchange import paper_sheet, report

        return report.to_word(paper_sheet.paper_sheet(fresh(), spoken))

    def pdf() -> bytes:
        from core.exchange import paper_sheet, report

        return report.to_pdf(paper_sheet.paper_sheet(fresh(), spoken))

    with st.container(horizontal=True):
        kit.download(N_("Excel to fill in"), lambda: queries.write(fresh(), spoken), f"{code}.xlsx", kit.XLSX, f"form:{view.head.id}")
        kit.download(N_("PDF to print"), pdf, f"{code}.pdf", kit.PDF, f"paper_pdf:{view.head.id}", icon=":material/print:")
        kit.download(N_("Word to print"), word, f"{code}.docx", kit.DOCX, f"paper_word:{view.head.id}", icon=":material/print:")
        with st.popover(t("Open on a phone"), icon=":material/qr_code_2:"):
            st.image(qr.png(qr.address(f"Scoring_sheet?sheet={code}")), width=220)
            st.caption(t("Scan it with the phone's camera and sign in there: the same sheet opens, with every answer saved so far."))


def _read(key: str, upload: object) -> Form:
    """The uploaded form, read once however often the page is drawn. Refuses what reading it refuses."""
    name = getattr(upload, "file_id", "")
    kept = st.session_state.get(f"{key}:form")
    if kept and kept[0] == name:
        return kept[1]  # type: ignore[no-any-return]
    data = upload.getvalue()  # type: ignore[attr-defined]
    judged.check_size(data, limit=settings().cockpit_upload_mb)
    form = queries.read(data)
    st.session_state[f"{key}:form"] = (name, form)
    return form


def _compared(view: SheetView, key: str, form: Form, comparison: Comparison) -> None:
    """What the file would change, item by item; what is ticked is saved in one go."""
    st.markdown(f"**{t('File of {time}', time=moment(form.made_at))}**")
    if comparison.kept:
        st.caption(tn("One answer was given here after the download; the file leaves it as it is.",
                      "{count} answers were given here after the download; the file leaves them as they are.", comparison.kept))  # fmt: skip
    if comparison.gone:
        st.warning(t("Taken out here after the download, so their rows are left out: {names}", names=several(comparison.gone)))
    if not comparison.differences and not comparison.added:
        st.info(t("The file says nothing that is not kept already."), icon=":material/done_all:")
        return
    if any(one.verdict is Verdict.CLASH for one in comparison.differences):
        st.warning(t("Some answers were changed on both sides. Both are shown: tick those of the file that shall count."), icon=":material/difference:")
    wanted = {number: one for number, one in comparison.added.items() if _new(view, form, key, number, comparison)}
    ticked = [
        one for one in comparison.differences
        if (one.instance in wanted if one.instance < 0 else _difference(view, form, key, one))
    ]  # fmt: skip
    label = tn("Save one answer as a draft", "Save {count} answers as a draft", len(ticked) + len(wanted)) if ticked or wanted else t("Nothing is ticked")
    if st.button(label, key=f"{key}:save", type="primary", disabled=not ticked and not wanted):
        _save(view, key, form, ticked, wanted)


def _new(view: SheetView, form: Form, key: str, number: int, comparison: Comparison) -> bool:
    """An instance that the file adds, with everything that it says about it, and its tick."""
    one = comparison.added[number]
    checkpoint = view.checklist.checkpoint(one.section_id)
    name = f"{c(checkpoint.repeat.name)} {escaped(one.label)}" if checkpoint.repeat else escaped(one.label)
    with st.container(border=True):
        chosen = st.checkbox(f"**{name}**", value=True, key=f"{key}:{form.checksum[:12]}:new:{number}")
        lines = [kit.badge_text(Verdict.NEW, Verdict.NEW.label), escaped(one.remark)]
        lines += [called(escaped(each.code), _told(view, each, each.yours)) for each in comparison.differences if each.instance == number]
        st.markdown("  \n".join(filter(None, lines)))
    return chosen


def _difference(view: SheetView, form: Form, key: str, one: Difference) -> bool:
    """One thing that the file would change, with its tick."""
    question = view.checklist.question(one.item_id)
    with st.container(border=True):
        whose = f"{escaped(view.label(one.instance))} · " if one.instance else ""
        what = f"{whose}**{escaped(one.code)}** · {c(question.draft.text)}" + (f" · {t('Note')}" if one.is_note else "")
        chosen = st.checkbox(
            what, value=one.verdict in CHOSEN, key=f"{key}:{form.checksum[:12]}:{one.item_id}:{one.instance}:{one.is_note}:{one.seen}",
        )  # fmt: skip
        theirs, yours = _told(view, one, one.theirs), _told(view, one, one.yours)
        when = f" ({several((moment(one.theirs_at, short=True), c(view.head.inspector)))})" if one.theirs_at else ""
        st.markdown(
            kit.badge_text(one.verdict, one.verdict.label)
            + f"  \n{labelled(N_('Kept here'), theirs)}{when}  \n"
            + labelled(N_("In the file"), f"**{yours}**")
        )
    return chosen


def _told(view: SheetView, one: Difference, side: Value | str) -> str:
    """A side of a difference as Markdown."""
    if isinstance(side, str):
        return escaped(side if len(side) <= 200 else side[:199] + "…") or t("no note")
    return escaped(said(view.checklist.question(one.item_id), side, view.checklist.na_reasons))


def _save(view: SheetView, key: str, form: Form, ticked: list[Difference], wanted: Mapping[int, Added]) -> None:
    answers = tuple((one.spot, one.yours, one.seen) for one in ticked if isinstance(one.yours, Value))
    notes = tuple((one.spot, one.yours, one.seen) for one in ticked if isinstance(one.yours, str))
    source = f"{view.head.code}.xlsx {form.made_at.isoformat(timespec='minutes')} {form.checksum[:12]}"
    done = desk.perform(actions.fill_in, fresh_actor(), view.head.id, answers=answers, notes=notes, added=wanted, source=source)
    if done is None:
        return
    st.session_state.pop(f"{key}:form", None)
    st.session_state[f"{key}:turn"] += 1
    st.toast(plain("Saved as a draft. Look through it, then submit it."), icon=":material/task_alt:")
    st.rerun()
