"""Planning a quality check: what kind, of which project, by whom, which points, which sample, once or again and again."""

from datetime import timedelta
from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.projects import queries as projects
from core.quality.checks import actions, queries, rules
from core.quality.checks.actions import Wanted
from core.quality.checks.recurring import actions as recurring
from core.quality.checks.rules import Kind, Point, Principle, Rhythm, Tolerance
from core.quality.checks.standards import queries as standards
from core.quality.nonconformities.rules import Severity
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.followup.opening import colleagues
from pages.parts.frame import page_of
from pages.parts.quality.standards_page import norm_said
from pages.parts.words import content, escaped, plain, t

USUAL, HORIZON = timedelta(days=7), timedelta(days=182)
OWN_POINTS = 8
MEANS = {
    Kind.SELF: N_("The team looks at its own work."), Kind.CROSS: N_("Somebody of another department looks; whoever belongs to the checked one is refused."),
    Kind.FEEDBACK: N_("What customers said is looked at, point by point."), Kind.SPOT: N_("Records are drawn at random; anybody can draw the same sample again from what is kept."),
    Kind.AUDIT: N_("Somebody independent looks whether rules are kept."), Kind.TEST: N_("A function or a procedure is tried out."),
}  # fmt: skip


def draw(actor: Actor) -> None:
    """The folded form."""
    form = Form(actor, "quality_check")
    with st.expander(t("Plan a check"), icon=":material/add_task:", expanded=form.waiting):
        if form.opened():
            _fields(actor, form)


def _fields(actor: Actor, form: Form) -> None:
    rows = {row.id: row for row in desk.ask_kept("projects", projects.projects, actor)}
    kinds, key = [one.value for one in Kind], "check_new"
    kind = Kind(st.segmented_control(t("Kind"), kinds, format_func=lambda one: t(Kind(one).label), required=True, **form.field(f"{key}:kind", Kind.SELF.value, kinds)))
    st.caption(t(MEANS[kind]))
    project = st.selectbox(
        t("Project"), list(rows), format_func=lambda one: f"{rows[one].code} · {content(rows[one].name)}", placeholder=plain("Choose a project"), **form.field(f"{key}:project", None, rows)
    )
    title = st.text_input(t("What is checked"), **form.field(f"{key}:title", ""))
    left, right = st.columns(2)
    people = colleagues(actor, Permission.CHECK_RECORD)
    checker = left.selectbox(t("Who checks"), list(people), format_func=people.__getitem__, placeholder=plain("Choose a person"), **form.field(f"{key}:checker", None, people))
    principles = [one.value for one in Principle]
    principle = right.selectbox(t("Principle"), principles, format_func=lambda one: plain(Principle(one).label), **form.field(f"{key}:principle", Principle.PROCESS.value, principles))
    rhythms = ["", *(one.value for one in Rhythm)]
    rhythm = left.selectbox(t("How often"), rhythms, format_func=lambda one: plain(Rhythm(one).label) if one else plain("Once"), **form.field(f"{key}:rhythm", "", rhythms))
    due_on = right.date_input(t("Due") if not rhythm else t("First time"), **form.field(f"{key}:due", today() + USUAL))
    until = left.date_input(t("Last time"), **form.field(f"{key}:until", today() + HORIZON)) if rhythm else None
    points = _points(actor, form, key)
    size, listed = _sample(actor, form, key, project, recurs=bool(rhythm)) if kind is Kind.SPOT else (0, ())
    form.note()
    ready = project is not None and checker is not None and due_on is not None and (until is not None or not rhythm) and (kind is not Kind.SPOT or size or rhythm)
    if st.button(t("Plan it"), key=f"{key}:save", type="primary", disabled=not ready):
        wanted = Wanted(kind, Principle(principle), title, checker or 0, points, size, listed)
        if rhythm:
            done = desk.perform_once(desk.form_key(key), recurring.make_plan, actor, project, wanted, rhythm=Rhythm(rhythm), first_on=due_on, until=until)
        else:
            done = desk.perform_once(desk.form_key(key), actions.plan, actor, project, wanted, due_on=due_on)
        if done:
            form.done()
            if rhythm:
                st.toast(t("Planned. Each occurrence becomes a check in time."), icon=":material/event_repeat:")
                st.rerun()
            st.switch_page(page_of("Quality_checks.py"), query_params={"check": desk.ask(queries.code_of, actor, done)})
    if not ready:
        st.caption(t("Choose the project and who checks; a spot check needs records to draw from."))


def _points(actor: Actor, form: Form, key: str) -> tuple[Point, ...]:
    """Own points, one below the other."""
    st.markdown(f"**{t('Points')}**")
    points = _standards(actor, form, key)
    count = int(st.number_input(t("Points of its own"), 0, OWN_POINTS, **form.field(f"{key}:count", 0 if points else 1)))
    severities = [one.value for one in Severity]
    for number in range(count):
        spot = f"{key}:point:{number}"
        with st.container(border=True, key=f"row-newpoint-{number}", gap="xsmall"):
            text = st.text_input(t("Point {number}", number=number + 1), placeholder=plain("What has to be so"), **form.field(f"{spot}:text", ""))
            left, right = st.columns(2, vertical_alignment="bottom")
            severity = left.selectbox(t("If it fails"), severities, format_func=lambda one: plain(Severity(one).label), **form.field(f"{spot}:severity", Severity.MINOR.value, severities))
            measured = right.toggle(t("It is measured"), **form.field(f"{spot}:measured", False))
            unit, tolerance = "", Tolerance()
            if measured:
                columns = st.columns(4)
                unit = columns[0].text_input(t("Unit"), **form.field(f"{spot}:unit", ""))
                limits = [
                    column.number_input(t(label), value=None, step=1.0, **form.field(f"{spot}:{name}", None))
                    for column, name, label in zip(columns[1:], ("lower", "target", "upper"), (N_("At least"), N_("Target"), N_("At most")), strict=True)
                ]
                tolerance = Tolerance(*(None if one is None else Decimal(str(one)) for one in limits))
            if text.strip() or measured:
                points.append(Point(text, measured, unit, tolerance, Severity(severity)))
    return tuple(points)


def _standards(actor: Actor, form: Form, key: str) -> list[Point]:
    """Points of service standards: what they demand comes from the version in force."""
    known = {one.code: one for one in desk.ask_kept("standards", standards.offered, actor, today())}
    if not known:
        st.caption(t("No service standard is in force. Standards are entered on the page Quality objectives."))
        return []
    chosen = st.multiselect(
        t("Service standards"), list(known), format_func=lambda code: f"{code} · {known[code].name}", placeholder=plain("Choose standards"),
        help=t("Number, unit and tolerance come from the standard as it is in force when the check is made; the version is kept with the check."), **form.field(f"{key}:standards", [], known),
    )  # fmt: skip
    points, severities = [], [one.value for one in Severity]
    for code in chosen:
        one = known[code]
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        left.markdown(f"**{escaped(code)}** {escaped(one.name)} :gray[:small[{t('version {number}', number=one.number)}]]  \n:small[{norm_said(one.norm)}]")
        severity = right.selectbox(t("If it fails"), severities, format_func=lambda of: plain(Severity(of).label), **form.field(f"{key}:standard:{code}", Severity.MINOR.value, severities))
        points.append(Point(one.name, severity=Severity(severity), standard=code, edition=one.number))
    return points


def _sample(actor: Actor, form: Form, key: str, project: int | None, *, recurs: bool) -> tuple[int, tuple[str, ...]]:
    """How many records are drawn, and from which."""
    st.markdown(f"**{t('Sample')}**")
    known = desk.ask(queries.records_of, actor, project) if project else []
    listed: tuple[str, ...] = ()
    if known:
        st.caption(t("The project has {count} service records to draw from.", count=len(known)))
    if not recurs:
        text = st.text_area(
            t("Or other records, one number a line"), height=100, **form.field(f"{key}:listed", ""),
            help=t("Where records are kept elsewhere. What is written here is the frame of the sample."),
        )  # fmt: skip
        listed = tuple(line.strip() for line in text.splitlines() if line.strip())
    most = min(rules.MOST_UNITS, len(set(listed)) or len(known))
    if not most:
        return 0, ()
    size = int(st.number_input(t("Records in the sample"), 1, most, **form.field(f"{key}:size", min(3, most), range(1, most + 1))))
    return size, listed
