"""Dispatch on the screen: rules in their order, who does what, whom they would have chosen, and what a request says of it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor
from core.projects.rules import CUSTOMER_TYPES
from core.service.dispatch import actions, queries, rules
from core.service.dispatch.queries import Arranged
from core.service.dispatch.rules import FACT, ROLES, Given, Rule, Who
from core.service.lists import queries as lists
from core.service.requests.queries import View
from core.service.requests.rules import Step
from core.service.rules import CHANNELS, PROBLEM_CLASSES, PROBLEM_TYPES, Priority
from core.words import N_
from pages.parts import desk
from pages.parts.draft import Form
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing, row
from pages.parts.service import bits
from pages.parts.words import content, escaped, moment, plain, t

HEADINGS = {"address": N_("Request"), "title": N_("What it is about"), "would": N_("The rules choose"), "rule": N_("Rule"), "has": N_("Handler"), "at": N_("Reported at")}


def draw(actor: Actor) -> None:
    """The dispatch of one project, chosen above."""
    served = {one.code: one for one in desk.ask_kept("projects", lists.projects, actor)}
    if not served:
        nothing(N_("You are in no project yet. A project manager adds you to a team."))
        return
    wanted, codes = st.query_params.get("project", ""), list(served)
    code = st.selectbox(
        t("Project"), codes, index=codes.index(wanted) if wanted in served else 0, format_func=lambda one: f"{one} · {content(served[one].name)}", key="dispatch:project"
    )
    st.query_params["project"] = code
    found = desk.ask(queries.arranged, actor, code)
    st.caption(t("Where nobody is chosen by hand, the first rule that fits and has somebody there gives the request its handler. People on leave today are passed over. Anybody can hand it over later."))
    _state(actor, found)
    names = _names()
    for number, one in enumerate(found.plan.rules, 1):
        _rule(actor, found, number, one, names)
    if found.may_edit:
        _new(actor, found, names)
        _roles(actor, found)
    if found.plan.rules:
        _trial(actor, found, names)


def _names() -> dict[str, dict[str, str]]:
    """The words of what rules look at, by the field and its code."""
    return {
        "problem_class": bits.names(PROBLEM_CLASSES), "problem_type": bits.names(PROBLEM_TYPES), "channel": bits.names(CHANNELS), "customer_class": bits.names(CUSTOMER_TYPES),
        "priority": {one.value: plain(one.label) for one in Priority}, "role": bits.names(ROLES),
    }  # fmt: skip


def fits(rule: Rule, names: Mapping[str, Mapping[str, str]]) -> str:
    """What a rule looks at, in words."""
    said = [names[name].get(code, code) for name in ("problem_class", "problem_type", "channel", "customer_class", "priority") if (code := getattr(rule, name))]
    return " · ".join(said) or plain("Every request")


def _goes_to(rule: Rule, found: Arranged, names: Mapping[str, Mapping[str, str]]) -> str:
    if rule.who is Who.PERSON:
        colleague = found.team.get(rule.person_id or 0)
        return content(colleague.name) if colleague else plain("somebody who is not in the team any more")
    if rule.role:
        return plain("whoever has the fewest open requests of: {role}", role=names["role"].get(rule.role, rule.role))
    return plain("whoever of the team has the fewest open requests")


def _state(actor: Actor, found: Arranged) -> None:
    plan = found.plan
    if not plan.rules:
        nothing(N_("No rules yet: whoever takes a request in keeps it, or chooses its handler."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":green-badge[{t('Switched on')}]" if plan.active else f":gray-badge[{t('Switched off')}]", width="content")
        if found.may_edit and st.button(t("Switch the rules off") if plan.active else t("Switch the rules on"), key="dispatch:switch", type="secondary" if plan.active else "primary"):
            _arrange(actor, found, list(plan.rules), active=not plan.active)


def _arrange(actor: Actor, found: Arranged, after: list[Rule], *, active: bool | None = None, roles: Mapping[int, str] | None = None, key: str = "") -> bool:
    """Save the whole of it; the page shows the new truth."""
    plan = found.plan
    more = {"roles": dict(plan.roles) if roles is None else roles, "active": (plan.active and bool(after)) if active is None else active, "version": plan.version}
    done = desk.perform_once(desk.form_key(key), actions.arrange, actor, found.project_id, after, **more) if key else desk.perform(actions.arrange, actor, found.project_id, after, **more)  # type: ignore[arg-type]
    if done and not key:
        st.rerun()
    return bool(done)


def _rule(actor: Actor, found: Arranged, number: int, one: Rule, names: Mapping[str, Mapping[str, str]]) -> None:
    with row(f"dispatch-{number}"), st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{number}.** {escaped(fits(one, names))} → **{escaped(_goes_to(one, found, names))}**", width="stretch")
        if not found.may_edit:
            return
        key, others = f"dispatch:{number}:{found.plan.version}", list(found.plan.rules)
        with st.container(horizontal=True, width="content", gap="small"):
            up = st.button("", key=f"{key}:up", icon=":material/arrow_upward:", help=t("Earlier"), disabled=number == 1, type="tertiary")
            down = st.button("", key=f"{key}:down", icon=":material/arrow_downward:", help=t("Later"), disabled=number == len(others), type="tertiary")
            away = st.button("", key=f"{key}:delete", icon=":material/delete:", help=t("Delete it"), type="tertiary")
    if up or down:
        to = number - 2 if up else number
        others[number - 1], others[to] = others[to], others[number - 1]
        _arrange(actor, found, others)
    elif away:
        _arrange(actor, found, [other for other in others if other != one])


def _new(actor: Actor, found: Arranged, names: Mapping[str, Mapping[str, str]]) -> None:
    form = Form(actor, "dispatch_rule", record=found.project_code)
    with st.expander(t("Write a rule"), icon=":material/add:", expanded=form.waiting or not found.plan.rules):
        if not form.opened():
            return
        key = "dispatch:new"

        def choice(place, name: str, label: str, offered: Mapping[str, str]) -> str:  # type: ignore[no-untyped-def]
            codes = ["", *offered]
            return str(place.selectbox(t(label), codes, format_func=lambda one: offered.get(one) or plain("All"), **form.field(f"{key}:{name}", "", codes)))

        left, right = st.columns(2)
        problem = choice(left, "class", N_("Problem class"), bits.offered(PROBLEM_CLASSES))
        sort = choice(right, "type", N_("Problem type"), {code: name for code, name in bits.offered(PROBLEM_TYPES).items() if problem and code.startswith(f"{problem}_")})
        channel = choice(left, "channel", N_("Channel"), bits.offered(CHANNELS))
        kind = choice(right, "customer", N_("Customer type"), bits.offered(CUSTOMER_TYPES))
        priority = choice(left, "priority", N_("Priority"), names["priority"])
        ways = [one.value for one in Who]
        who = Who(st.segmented_control(t("Goes to"), ways, format_func=lambda one: t(Who(one).label), required=True, **form.field(f"{key}:who", Who.FEWEST.value, ways)))
        person, role = None, ""
        if who is Who.PERSON:
            people = list(found.team)
            person = st.selectbox(t("Person"), people, format_func=lambda one: content(found.team[one].name), **form.field(f"{key}:person", people[0], people))
        else:
            offered = bits.offered(ROLES)
            codes = ["", *offered]
            role = str(st.selectbox(t("Role in service"), codes, format_func=lambda one: offered.get(one) or plain("The whole team"), **form.field(f"{key}:role", "", codes)))
        form.note()
        if st.button(t("Add the rule"), key=f"{key}:save", type="primary"):
            fresh = Rule(who, person, role, problem, sort, channel, kind, priority)
            if _arrange(actor, found, [*found.plan.rules, fresh], key=f"dispatch_{found.project_code}_{found.plan.version}"):
                form.done()
                st.rerun()


def _roles(actor: Actor, found: Arranged) -> None:
    """Who does what in service, with how much each has in hand."""
    offered = bits.offered(ROLES)
    with st.expander(t("Roles in service"), icon=":material/badge:"):
        said: dict[int, str] = {}
        for person, one in found.team.items():
            codes = ["", *offered]
            present = found.plan.roles.get(person, "")
            if present and present not in codes:
                codes.append(present)
            busy = t("{count} open", count=one.mate.open) + (f" · {t('away today')}" if one.mate.away else "")
            said[person] = st.selectbox(
                f"{escaped(content(one.name))} :gray[:small[{busy}]]", codes, index=codes.index(present), format_func=lambda code: offered.get(code) or (code or plain("No role")),
                key=f"dispatch:role:{person}:{found.plan.version}",
            )  # fmt: skip
        if st.button(t("Save the roles"), key="dispatch:roles:save", type="primary", icon=":material/save:"):
            _arrange(actor, found, list(found.plan.rules), roles=said)


def _trial(actor: Actor, found: Arranged, names: Mapping[str, Mapping[str, str]]) -> None:
    """The last requests with whom the rules would choose, if they came in now one after another."""
    tried = desk.ask(queries.trial, actor, found.project_code)
    st.subheader(t("What the rules would do"), anchor=False)
    if not tried:
        st.markdown(t("There is no request to try the rules on yet."))
        return
    chosen = sum(one.given is not None for one in tried)
    st.caption(t("The last {count} requests, as if they came in now one after another: {chosen} of them would get a handler by a rule. Nothing is changed.", count=len(tried), chosen=chosen))
    frame = pd.DataFrame(
        [
            (
                link("Request.py", request=one.code), one.title, _name(found, one.given) if one.given else plain("nobody: stays with whoever takes it in"),
                f"{one.given.number}. {fits(one.given.rule, names)}" if one.given else "", content(one.handler), moment(one.reported_at),
            )
            for one in tried
        ],
        columns=list(HEADINGS),
    )  # fmt: skip
    linked_table(frame, HEADINGS, links={"address": r"request=(.*)$"}, key="dispatch_trial")


def _name(found: Arranged, given: Given) -> str:
    return content(found.team[given.person_id].name) if given.person_id in found.team else ""


def explained(facts: Mapping[str, object]) -> str:
    """What an event says of the rule that gave the request to its handler; empty if none did."""
    told = facts.get(FACT)
    if not isinstance(told, dict):
        return ""
    rule = rules.unpacked(told["rule"])
    return plain("given by rule {number}: {rule}", number=told["number"], rule=fits(rule, _names()))


def of_request(view: View) -> str:
    """The same of a request as it stands: whether a rule gave it to whoever has it now."""
    last = next((one for one in reversed(view.log) if not one.void and (one.step in (Step.RECORDED, Step.HANDED_OVER) or FACT in one.facts)), None)
    return explained(last.facts) if last else ""
