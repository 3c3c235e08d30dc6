"""A new request, short enough for a phone call: who, through which channel, what about. The rest can wait; what is typed is kept."""

import streamlit as st

from core.access import Actor, Permission
from core.customers import queries as customers
from core.customers.queries import Choice
from core.projects.rules import CUSTOMER_TYPES
from core.service.commitments import queries as promises
from core.service.commitments.rules import Matrix
from core.service.dispatch import queries as dispatch
from core.service.intake import actions
from core.service.likeness import queries as likeness
from core.service.likeness.queries import Like
from core.service.lists import queries
from core.service.requests import queries as requests
from core.service.requests.rules import Intake
from core.service.rules import CHANNELS, PROBLEM_CLASSES, PROBLEM_TYPES, RECEIVED, Degree
from core.words import N_
from pages.parts import desk
from pages.parts.customers import mails
from pages.parts.draft import Form
from pages.parts.frame import lead, page_of
from pages.parts.kit import nothing
from pages.parts.knowledge import beside
from pages.parts.service import bits
from pages.parts.words import content, escaped, moment, plain, t


def draw(actor: Actor) -> None:
    """The form, with what is like it below the title as it is typed."""
    served = {one.id: one for one in desk.ask_kept("projects", _registering, actor)}
    if not served:
        nothing(N_("Requests are registered for projects you work on; there is none."))
        return
    form = Form(actor, "request")
    if not form.opened():
        return
    left, right = st.columns(2)
    with left:
        project = st.selectbox(
            t("Project"), list(served), format_func=lambda one: f"{served[one].code} · {content(served[one].name)}", **form.field("request:project", next(iter(served)), served)
        )
    with right:
        chosen = _customer(actor, form, project)
    customer = chosen.id if chosen else None
    channels = bits.offered(CHANNELS)
    channel = st.pills(t("Channel"), list(channels), format_func=channels.__getitem__, required=True, **form.field("request:channel", next(iter(channels)), channels))
    title = st.text_input(t("What it is about"), **form.field("request:title", ""), placeholder=plain("In a few words, as the customer puts it"))
    if title.strip() and customer:
        _alike(actor, customer, title)
    text = st.text_area(t("Details"), height=90, **form.field("request:text", ""))
    intake = _more(actor, form, project, chosen, served[project].department_id, Intake(customer or 0, channel or "", title, text))
    form.note()
    if st.button(t("Register"), key="request:register", type="primary", disabled=not customer):
        made = desk.perform_once(desk.form_key("request"), actions.register, actor, project, intake)
        if made:
            form.done()
            code = desk.ask(requests.place, actor, made).code
            st.switch_page(page_of("Request.py"), query_params={"request": code})


def _registering(session, actor):  # type: ignore[no-untyped-def]
    return queries.projects(session, actor, Permission.REQUEST_REGISTER)


def _customer(actor: Actor, form: Form, project: int) -> Choice | None:
    """The customers that the project serves; others are found by name."""
    known = {one.id: one for one in desk.ask(customers.customers_for_choice, actor, project_id=project)}
    if not known or len(known) == customers.MOST_CHOICES or st.session_state.get("request:search"):
        search = st.text_input(t("Find a customer by name or code"), key="request:search")
        known = {one.id: one for one in desk.ask(customers.customers_for_choice, actor, search=search or "")}
    if not known:
        st.caption(t("No customer is found. Enter the customer on the page Customers first, then register the request."))
        _new_customer(actor)
        return None
    chosen = st.selectbox(
        t("Customer"), [0, *known], format_func=lambda one: f"{known[one].name} ({known[one].code})" if one else plain("Choose a customer"),
        **form.field("request:customer", 0 if len(known) > 1 else next(iter(known)), [0, *known]),
    )  # fmt: skip
    if not chosen:
        _new_customer(actor)
    return known.get(chosen)


def _new_customer(actor: Actor) -> None:
    """The way to enter who is not known yet; what is typed here is kept meanwhile."""
    if actor.may(Permission.CUSTOMER_EDIT):
        lead(t("Enter a new customer; what is typed here is kept"), "Customers.py", icon=":material/person_add:")


def _alike(actor: Actor, customer: int, title: str) -> None:
    """What this customer told already, and how others' were solved."""
    double = desk.ask(likeness.duplicates, actor, customer, title)
    if double:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f":material/content_copy: **{t('This customer has told something like it already. Is it the same?')}**")
            for one in double:
                _like(one)
    known = {one.id for one in double}
    solved = [one for one in desk.ask(likeness.solved, actor, title) if one.id not in known]
    if solved:
        with st.expander(t("How similar ones were solved ({count})", count=len(solved)), icon=":material/lightbulb:"):
            for one in solved:
                _like(one)
                st.caption(escaped(one.solution if len(one.solution) <= 300 else one.solution[:299] + "…").replace("\n", "  \n"))
    beside.similar(actor, title)


def _like(one: Like) -> None:
    lead(f"{escaped(one.code)} · {escaped(one.title)}", "Request.py", request=one.code)
    st.markdown(f":small[{bits.state(one.state)} {moment(one.reported_at)}]")


def _more(actor: Actor, form: Form, project: int, customer: Choice | None, department_id: int, intake: Intake) -> Intake:
    """What can be said at once or later: how urgent, of which class, whose it is."""
    classes, types = bits.offered(PROBLEM_CLASSES), bits.offered(PROBLEM_TYPES)
    with st.expander(t("Classify it at once"), icon=":material/category:", expanded=bool(st.session_state.get("request:class"))):
        left, right = st.columns(2)
        problem = left.selectbox(t("Problem class"), ["", *classes], format_func=lambda one: classes.get(one) or plain("Later"), **form.field("request:class", "", ["", *classes]))
        mine = {code: name for code, name in types.items() if problem and code.startswith(f"{problem}_")}
        sort = right.selectbox(t("Problem type"), ["", *mine], format_func=lambda one: mine.get(one) or plain("Not said"), **form.field("request:type", "", ["", *mine]))
        urgency, impact = weights(form, "request", left, right)
        if customer:
            explained(desk.ask(promises.told_matrix, actor), urgency, impact, customer.class_code)
        team = desk.ask(requests.team_of, actor, project)
        by_rules = desk.ask(dispatch.in_force, actor, project)
        handlers = {0: plain("By the dispatch rules") if by_rules else plain("I keep it for now"), **{one: content(name) for one, name in team.items()}}
        handler = left.selectbox(t("Handler"), list(handlers), format_func=handlers.__getitem__, **form.field("request:handler", 0, handlers))
    with st.expander(t("More about the call"), icon=":material/more_horiz:"):
        contact = st.text_input(t("Who called or wrote"), **form.field("request:contact", ""))
        with st.container(horizontal=True):
            upset = st.checkbox(t("The customer is upset"), **form.field("request:upset", False))
            complaint = st.checkbox(t("It is a complaint"), **form.field("request:complaint", False))
            known = st.checkbox(t("The customer knows that we have it"), **form.field("request:known", True))
        if known and mails.foretold(actor, RECEIVED, customer.id if customer else None, department_id):
            st.caption(t("A receipt with its number is mailed to the customer."))
        at = bits.moment_field(N_("Reported at"), "request:at")
    return Intake(
        intake.customer_id, intake.channel, intake.title, intake.text, contact, at, known, problem or "", sort or "", urgency, impact, (handler or None) if problem else None, upset, complaint,
    )  # fmt: skip


def weights(form: Form | None, key: str, left, right, urgency: str = "medium", impact: str = "medium") -> tuple[Degree, Degree]:  # type: ignore[no-untyped-def]
    """The two fields that the priority follows from."""
    codes = [one.value for one in Degree]

    def field(name: str, default: str) -> dict[str, object]:
        return form.field(f"{key}:{name}", default, codes) if form else {"key": f"{key}:{name}", "index": codes.index(default)}

    first = left.selectbox(t("Urgency"), codes, format_func=lambda one: plain(Degree(one).as_urgency), **field("urgency", urgency))
    second = right.selectbox(t("Impact"), codes, format_func=lambda one: plain(Degree(one).as_impact), **field("impact", impact))
    return Degree(first), Degree(second)


def explained(matrix: Matrix, urgency: Degree, impact: Degree, customer_class: str) -> None:
    """Which priority follows, and from what."""
    found = matrix.priority(urgency, impact, customer_class)
    kind = bits.names(CUSTOMER_TYPES).get(customer_class, customer_class)
    st.markdown(
        f"{bits.priority(found)} :small[{t('follows from urgency “{urgency}”, impact “{impact}” and the customer’s type “{kind}”.', urgency=plain(urgency.label), impact=plain(impact.label), kind=kind)}]"
    )


