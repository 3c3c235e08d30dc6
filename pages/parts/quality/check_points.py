"""A point of a check in one record: its demand, the answer, pictures, and what is done where it fails."""

from decimal import Decimal

import streamlit as st

from core.access import Actor
from core.config import settings
from core.errors import Refusal
from core.files import rules as judged
from core.quality.checks import actions, rules
from core.quality.checks.queries import Answered, PointRow, View
from core.quality.checks.rules import Given, Mark, Point
from core.quality.nonconformities.rules import CLASSES, Severity
from core.words import N_
from pages.parts import desk
from pages.parts.frame import acting_in_callback, lead
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.whole import whole
from pages.parts.words import c, content, escaped, labelled, moment, plain, short, t, tn

UPLOADS = ["jpg", "jpeg", "png", "webp", "pdf"]
SIGNS = {Mark.CONFORMS: (":green", ":material/check_circle:"), Mark.FAILS: (":red", ":material/cancel:"), Mark.NOT_APPLICABLE: (":gray", ":material/do_not_disturb_on:")}


def demand(point: Point) -> str:
    """What is asked, with its tolerance, in plain words."""
    if not point.measured:
        return ""
    low, high, goal = (None if one is None else short(one) for one in (point.tolerance.lower, point.tolerance.upper, point.tolerance.target))
    unit = f" {point.unit}" if point.unit else ""
    if low is not None and high is not None:
        said = plain("{low} to {high}{unit}", low=low, high=high, unit=unit)
    elif low is not None:
        said = plain("at least {low}{unit}", low=low, unit=unit)
    else:
        said = plain("at most {high}{unit}", high=high, unit=unit)
    return said + (f" · {plain('target {target}{unit}', target=goal, unit=unit)}" if goal is not None else "")


def draw(actor: Actor, view: View, row: PointRow, unit: str) -> None:
    """The point with everything that can be done about it here."""
    one = view.answers[row.id, unit]
    with st.container(border=True, key=f"point-{row.id}-{view.units.index(unit)}", gap="small"):
        standard = f" :gray[:small[{escaped(row.point.standard)} v{row.point.edition}]]" if row.point.standard else ""
        grave = f" {bits.severity(row.severity)}" if row.severity is not Severity.MINOR else ""
        told = demand(row.point)
        st.markdown(f"**{row.number}. {escaped(row.point.text)}**{grave}{standard}" + (f"  \n:small[{escaped(told)}]" if told else ""))
        if view.may_record:
            _answer(view, row, one)
        if one.mark is not None:
            _told(row, one)
        problem = st.session_state.pop(f"check_problem:{row.id}:{unit}", None)
        if problem is not None:
            desk.say(problem)
        _pictures(actor, view, one)
        if one.mark is Mark.FAILS:
            _failed(actor, view, row, one)


def _told(row: PointRow, one: Answered) -> None:
    colour, icon = SIGNS[one.mark or Mark.NOT_APPLICABLE]
    value = f" · {escaped(short(one.value))} {escaped(row.point.unit)}" if one.value is not None else ""
    before = f" · {tn('answered once before', 'answered {count} times before', one.answers - 1)}" if one.answers > 1 else ""
    st.markdown(f"{colour}[{icon} {t((one.mark or Mark.NOT_APPLICABLE).label)}]{value} :gray[:small[{c(one.by)} · {escaped(moment(one.at))}{before}]]" + (f"  \n{escaped(one.note)}" if one.note else ""))


def _answer(view: View, row: PointRow, one: Answered) -> None:
    """The field of the answer: what is given is kept at once, as it was given."""
    key = f"answer:{row.id}:{view.units.index(one.unit)}:{one.answers}"
    facts = (view.row.id, row.id, one.unit, row.point.measured)
    if row.point.measured:
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        left.number_input(
            t("Value") if not row.point.unit else t("Value in {unit}", unit=row.point.unit), value=None if one.value is None else float(one.value), step=1.0, key=key,
            on_change=_given, args=(key, *facts), placeholder=plain("Enter what was measured"),
        )  # fmt: skip
        right.button(t("Not applicable"), key=f"{key}:na", on_click=_skipped, args=facts[:3], type="tertiary")
    else:
        marks = [one.value for one in Mark]
        st.segmented_control(
            t("Answer"), marks, format_func=lambda mark: t(Mark(mark).label), default=one.mark.value if one.mark else None, key=key, on_change=_given, args=(key, *facts),
            label_visibility="collapsed",
        )  # fmt: skip


@whole
def _given(key: str, check_id: int, point_id: int, unit: str, measured: bool) -> None:
    value = st.session_state.get(key)
    if value is not None:
        _keep(check_id, point_id, unit, Given(value=Decimal(str(value))) if measured else Given(mark=Mark(value)))


@whole
def _skipped(check_id: int, point_id: int, unit: str) -> None:
    _keep(check_id, point_id, unit, Given(mark=Mark.NOT_APPLICABLE))


def _keep(check_id: int, point_id: int, unit: str, given: Given) -> None:
    try:
        desk.attempt(actions.answer, acting_in_callback(), check_id, point_id=point_id, unit=unit, given=given)
    except Refusal as refusal:
        st.session_state[f"check_problem:{point_id}:{unit}"] = refusal


def _pictures(actor: Actor, view: View, one: Answered) -> None:
    if one.pictures:
        with st.container(horizontal=True):
            for picture in one.pictures:
                with st.container(width=150):
                    if picture.kind in ("jpeg", "png", "webp"):
                        st.markdown(f"[![{escaped(picture.name)}](/files/{picture.file_id}/small)](/files/{picture.file_id})")
                    else:
                        st.markdown(f":material/description: [{escaped(picture.name)}](/files/{picture.file_id})")
                    if view.may_record and st.button(t("Remove"), key=f"check_detach:{picture.file_id}", type="tertiary"):
                        desk.perform(actions.detach, actor, view.row.id, point_id=one.point_id, unit=one.unit, file_id=picture.file_id)
                        st.rerun()
    if not view.may_record or one.mark is None or len(one.pictures) >= rules.MOST_FILES:
        return
    with st.expander(t("Add a photo or file"), icon=":material/photo_camera:"):
        uploads = st.file_uploader(
            t("Take a photo, or choose pictures and PDF files"), type=UPLOADS, accept_multiple_files=True, key=f"check_files:{one.point_id}:{view.units.index(one.unit)}:{len(one.pictures)}",
            max_upload_size=settings().cockpit_upload_mb, help=t("Place and camera data are removed from pictures."),
        )  # fmt: skip
        fresh = False
        for upload in uploads or []:
            try:
                judged.check_size(upload.getvalue(), limit=settings().cockpit_upload_mb)
                kind, data = judged.accepted(upload.getvalue())
                desk.attempt(actions.attach, actor, view.row.id, point_id=one.point_id, unit=one.unit, data=data, kind=kind, name=judged.safe_filename(upload.name))
                fresh = True
            except Refusal as refusal:
                desk.say(refusal)
        if fresh:
            st.rerun()


def _failed(actor: Actor, view: View, row: PointRow, one: Answered) -> None:
    """What was done at once, and the nonconformity: one of them is needed before the check is finished."""
    if one.containment:
        st.markdown(labelled(N_("Containment"), escaped(one.containment), strong=True).replace("\n", "  \n"))
    if one.nonconformity:
        lead(t("Nonconformity {code}", code=one.nonconformity), "Nonconformities.py", icon=":material/report:", nonconformity=one.nonconformity)
    if not view.may_record:
        return
    key = f"{row.id}:{view.units.index(one.unit)}"
    if not one.nonconformity and row.severity.grave:
        st.warning(t("This failure is {severity}: register a nonconformity.", severity=plain(row.severity.label)), icon=":material/priority_high:")
    if not one.containment:
        said = st.text_input(t("What was done at once"), key=f"contain:{key}")
        if st.button(t("Save what was done"), key=f"contain_go:{key}") and desk.perform(actions.contain, actor, view.row.id, point_id=row.id, unit=one.unit, containment=said):
            st.rerun()
    if not one.nonconformity:
        with st.expander(t("Register a nonconformity"), icon=":material/report:", expanded=row.severity.grave):
            _register(actor, view, row, one, key)


def _register(actor: Actor, view: View, row: PointRow, one: Answered, key: str) -> None:
    classes = bits.offered(CLASSES)
    finding = st.text_area(t("Finding"), height=80, key=f"nc_finding:{key}", max_chars=2000, placeholder=plain("What was seen, where, how often, against which requirement"))
    left, right = st.columns(2)
    class_ = left.selectbox(t("Class"), list(classes), index=None, format_func=lambda code: content(classes[code]), placeholder=plain("Choose"), key=f"nc_class:{key}")
    graver = [one.value for one in list(Severity)[list(Severity).index(row.severity) :]]
    severity = right.selectbox(t("Severity"), graver, format_func=lambda code: plain(Severity(code).label), key=f"nc_severity:{key}", help=t("At least as grave as the rule says."))
    if st.button(t("Register"), key=f"nc_go:{key}", type="primary", disabled=class_ is None):
        made = desk.perform_once(
            f"check-nc:{view.row.id}:{row.id}:{view.units.index(one.unit)}", actions.register, actor, view.row.id, point_id=row.id, unit=one.unit, class_=class_ or "",
            finding=finding, severity=Severity(severity),
        )  # fmt: skip
        if made:
            st.toast(t("Registered. Whoever leads the project is told."), icon=":material/report:")
            st.rerun()
