"""The fields of a row: with whom, by what, how often, what about; and which channel suits, with the reason."""

from datetime import date

import streamlit as st

from core.access import Actor
from core.calendar.rules import WEEKDAYS
from core.clock import today
from core.communication.plans import queries, rules
from core.communication.plans.queries import Plan
from core.communication.plans.rules import Anchor, Frequency, Goal, Line, Phase, Whom
from core.communication.rules import Means
from core.people import queries as people
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.words import called, content, plain, t


def team(actor: Actor, found: Plan) -> dict[int, str]:
    """Who of the project may own a row."""
    return {id_: content(name) for id_, name in desk.ask(queries.offered, actor, found.project_id)[2].items()}


def line(actor: Actor, form: Form, key: str, found: Plan, present: Line | None, names: dict[str, str]) -> Line | None:
    """All fields, holding `present` at first; None where somebody must be entered elsewhere before."""
    channels, register, known = desk.ask(queries.offered, actor, found.project_id)
    owners = {id_: content(name) for id_, name in known.items()}
    one, two = st.columns(2)
    sides = [each.value for each in Whom]
    whom = Whom(one.selectbox(t("Spoken to"), sides, format_func=lambda each: plain(Whom(each).label), **form.field(f"{key}:whom", present.whom.value if present else Whom.CUSTOMER.value, sides)))
    stakeholder, department, prefers = None, None, ""
    if whom is Whom.STAKEHOLDER:
        if not register:
            two.markdown(t("The register of stakeholders is empty. It is kept on the page Initiation."))
            return None
        first = present.stakeholder_id if present and present.stakeholder_id in register else next(iter(register))
        stakeholder = two.selectbox(t("Stakeholder"), list(register), format_func=lambda each: register[each][0], **form.field(f"{key}:stakeholder", first, register))
        prefers = register[stakeholder][1] if stakeholder else ""
    elif whom is Whom.DEPARTMENT:
        units = {unit.id: content(unit.name) for unit in desk.ask(people.departments, actor)}
        department = two.selectbox(t("Department"), list(units), format_func=lambda each: units[each], **form.field(f"{key}:department", present.department_id if present and present.department_id in units else next(iter(units), None), units))
    one, two = st.columns(2)
    ways = [each.value for each in Means]
    means = Means(one.selectbox(t("Takes place as"), ways, format_func=lambda each: plain(Means(each).label), **form.field(f"{key}:means", present.means.value if present else Means.TALK.value, ways)))
    one.caption(t(means.met_by))
    goals = [each.value for each in Goal]
    goal = Goal(two.selectbox(t("Goal"), goals, format_func=lambda each: plain(Goal(each).label), **form.field(f"{key}:goal", present.goal.value if present else Goal.CONFIRM.value, goals)))
    phases = [each.value for each in Phase]
    phase = Phase(st.segmented_control(t("Phase"), phases, format_func=lambda each: t(Phase(each).label), required=True, **form.field(f"{key}:phase", present.phase.value if present else Phase.EXECUTION.value, phases)))
    frequency, first, last, weekday, number, anchor = _timing(form, key, present)
    channel = _channel(form, key, found, present, whom, means, prefers, {code: content(name) for code, name in channels.items()} | ({present.channel: names.get(present.channel, present.channel)} if present else {}))
    about = st.text_input(t("What is said"), placeholder=plain("What is told, asked or decided"), **form.field(f"{key}:content", present.content if present else ""))
    owner = st.selectbox(t("Owner"), list(owners), format_func=lambda each: owners[each], **form.field(f"{key}:owner", present.owner_id if present and present.owner_id in owners else actor.id if actor.id in owners else next(iter(owners), None), owners))
    if owner is None:
        return None
    return Line(whom, means, phase, goal, channel, frequency, owner, about, first, last, weekday, number, anchor, stakeholder, department)


def _timing(form: Form, key: str, present: Line | None) -> tuple[Frequency, date | None, date | None, int, int, Anchor]:
    often = [each.value for each in Frequency]
    frequency = Frequency(st.pills(t("How frequently"), often, format_func=lambda each: t(Frequency(each).label), required=True, **form.field(f"{key}:frequency", present.frequency.value if present else Frequency.FORTNIGHTLY.value, often)))
    weekday, number, anchor, first, last = 0, 1, Anchor.DAY, None, None
    one, two, three = st.columns(3)
    if frequency is Frequency.ONCE:
        anchors = [each.value for each in Anchor]
        anchor = Anchor(one.selectbox(t("When"), anchors, format_func=lambda each: plain(Anchor(each).label), **form.field(f"{key}:anchor", present.anchor.value if present else Anchor.DAY.value, anchors)))
        if anchor is Anchor.DAY:
            first = two.date_input(t("Day"), **form.field(f"{key}:on", present.first_on if present and present.first_on else today()))
        return frequency, first, None, 0, 1, anchor
    if frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        weekday = one.selectbox(t("Weekday"), list(range(7)), format_func=lambda each: plain(WEEKDAYS[each]), **form.field(f"{key}:weekday", present.weekday if present else 0, range(7)))
    elif frequency in (Frequency.MONTHLY, Frequency.QUARTERLY):
        number = int(one.number_input(t("Day of the month"), 1, 31, help=t("A month without this day takes its last."), **form.field(f"{key}:number", present.day if present else 1)))
    first = two.date_input(t("From the day"), **form.field(f"{key}:first", present.first_on if present and present.first_on else today()))
    last = three.date_input(t("Up to"), help=t("Empty: to the end of the project."), **form.field(f"{key}:last", present.last_on if present else None))
    return frequency, first, last, weekday, number, anchor


def _channel(form: Form, key: str, found: Plan, present: Line | None, whom: Whom, means: Means, prefers: str, offered: dict[str, str]) -> str:
    """The channel, with what is proposed and why; the proposal is a default, never a rule."""
    left, right = st.columns(2)
    with left.container(horizontal=True):
        urgent = st.checkbox(t("It is urgent"), **form.field(f"{key}:urgent", False))
        formal = st.checkbox(t("It must be proven later"), **form.field(f"{key}:formal", False))
    proposal = rules.proposed(whom, means, urgent=urgent, formal=formal, key=found.key_customer, prefers=prefers, offered=offered)
    usual = present.channel if present else proposal.channel if proposal else next(iter(offered))
    at = f"{key}:channel:{usual}" if present is None else f"{key}:channel"  # another proposal is another default
    channel = right.selectbox(t("Channel"), list(offered), format_func=lambda each: offered[each], **form.field(at, usual, offered))
    if proposal:
        st.caption(f":material/lightbulb: {called(t('Proposed'), offered[proposal.channel])} – {t(proposal.reason)}")
    return channel or usual
