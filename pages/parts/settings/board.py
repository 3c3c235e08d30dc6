"""Every setting by section: what holds, where it comes from, how it is changed, taken back, and how it came about."""

from decimal import Decimal
from itertools import groupby

import streamlit as st

from core.access import Actor, Permission, Scope
from core.errors import Refusal
from core.people import queries as people
from core.settings import actions, queries, rules
from core.settings.queries import Row
from core.settings.rules import Kind, Origin, Setting, Value
from core.words import N_
from pages.parts import desk
from pages.parts.kit import linked_table, nothing
from pages.parts.kit import row as line
from pages.parts.words import content, escaped, labelled, moment, plain, several, short, t, tn

COLOURS = {Origin.DEFAULT: "gray", Origin.ORGANISATION: "blue", Origin.ABOVE: "violet", Origin.DEPARTMENT: "blue"}
DEEDS = {"settings:change": N_("Changed"), "settings:reset": N_("Reset")}


def draw(actor: Actor) -> None:
    """The place to look at, and its settings."""
    units = {unit.id: unit for unit in desk.ask(people.departments, actor)}
    everywhere = actor.scope(Permission.SETTINGS_READ) is Scope.ALL
    places: list[int | None] = [None, *units] if everywhere else [one for one in units if one in actor.department_ids]
    if not places:
        nothing(N_("You head no department yet, so there are no settings for you to decide."))
        return

    def named(one: int | None) -> str:
        return plain("The whole organisation") if one is None else "\u2003" * units[one].depth + content(units[one].name)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(t("Where it applies"), places, format_func=named, key="settings_place", width=320)
        words = st.text_input(t("Find a setting"), key="settings_words", width=260, icon=":material/search:", placeholder=plain("e.g. days"))
        changed = st.toggle(t("Only what was changed"), key="settings_changed")
    if place is not None:
        st.caption(t("A value set here holds for this department and everything below it. Without one the department above decides, then the organisation."))
    rows = [one for one in desk.ask(queries.listed, actor, place) if (not changed or one.own or one.differing) and _matches(one.setting, words)]
    if not rows:
        nothing(N_("No setting matches."))
    names = desk.ask(people.names, frozenset(one.changed_by_id for one in rows if one.changed_by_id))
    for section, group in groupby(rows, key=lambda one: one.setting.section):
        st.subheader(t(section), anchor=False)
        with st.container(gap="xsmall"):
            for row in group:
                with line(f"setting-{row.setting.code}"):
                    _card(actor, row, place, {id_: content(name) for id_, name in names.items()}, units)


def _matches(setting: Setting, words: str) -> bool:
    told = f"{plain(setting.label)} {plain(setting.help)} {plain(setting.unit)} {setting.code}".casefold()
    return all(word in told for word in (words or "").casefold().split())


def shown(setting: Setting, value: Value) -> str:
    """A value as the viewer reads it, with its unit; not for Markdown."""
    if isinstance(value, bool):
        return plain("On") if value else plain("Off")
    names = dict(setting.choices)
    if isinstance(value, tuple):
        return several(plain(names[code]) for code in value) or plain("None of them")
    if isinstance(value, str):
        return plain(names[value]) if setting.choices else value or plain("(empty)")
    number = short(Decimal(value))
    return plain("{number} {unit}", number=number, unit=plain(setting.unit)) if setting.unit else number


def _card(actor: Actor, row: Row, place: int | None, names: dict[int, str], units: dict[int, people.Unit]) -> None:
    setting, now = row.setting, row.now
    chosen = st.query_params.get("setting") == setting.code
    with st.container(horizontal=True, vertical_alignment="center"):
        origin = t(now.origin.label)
        if now.origin is Origin.ABOVE and now.department_id in units:
            origin = t("From {department}", department=content(units[now.department_id].name))
        if now.origin is Origin.ORGANISATION and place is None:
            origin = t(Origin.DEPARTMENT.label)
        head = f"**{t(setting.label)}**  \n{escaped(shown(setting, now.value))} :{COLOURS[now.origin]}-badge[{origin}]"
        st.markdown(head, width="stretch")
        label = t("Hide") if chosen else t("Change") if row.editable else t("Look closer")
        if st.button(label, key=f"setting_open:{setting.code}", type="tertiary", icon=":material/expand_less:" if chosen else ":material/expand_more:"):
            if chosen:
                del st.query_params["setting"]
            else:
                st.query_params["setting"] = setting.code
            st.rerun()
    st.caption(t(setting.help))
    if not chosen:
        return
    st.caption(_facts(row, place, names))
    if row.editable:
        _form(actor, row, place)
    _history(actor, setting, place)


def _facts(row: Row, place: int | None, names: dict[int, str]) -> str:
    """Default, range, where it applies, who changed it last."""
    setting = row.setting
    told = [t("Default: {value}", value=shown(setting, setting.default))]
    if setting.least is not None and setting.most is not None:
        told.append(t("From {least} to {most}", least=shown(setting, setting.least), most=shown(setting, setting.most)))
    told.append(t("Departments may differ") if setting.per_department else t("Holds for the whole organisation"))
    if place is None and row.differing:
        told.append(tn("One department has a value of its own", "{count} departments have a value of their own", row.differing))
    if row.changed_at is not None:
        told.append(t("Last set {time} by {name}", time=moment(row.changed_at), name=names.get(row.changed_by_id or 0, "–")))
    return " · ".join((*told, f"`{setting.code}`"))


def _form(actor: Actor, row: Row, place: int | None) -> None:
    """The field keeps what was typed until it is accepted, also over somebody else's change (refused once, then seen)."""
    setting, key = row.setting, f"setting:{row.setting.code}:{place or 0}"
    if key not in st.session_state:  # as long as the field is drawn, its value and what it is based on stay together
        st.session_state[key] = _at_first(setting, row.now.value)
        st.session_state[f"{key}:seen"] = row.version
    seen = st.session_state[f"{key}:seen"]
    text = _field(setting, key)
    with st.container(horizontal=True):
        save = st.button(t("Save"), key=f"{key}:save", type="primary")
        reset = row.own and st.button(t("Reset to the default") if place is None else t("Follow what is above again"), key=f"{key}:reset")
    once = desk.form_key("setting")
    if save:
        _done(key, row, desk.perform_once(once, actions.change, actor, setting.code, text=text, version=seen, department_id=place))
    elif reset:
        _done(key, row, desk.perform_once(once, actions.reset, actor, setting.code, version=seen, department_id=place))


def _done(key: str, row: Row, kept: int | None) -> None:
    st.session_state[f"{key}:seen"] = row.version  # a refusal has shown what holds now
    if kept:
        del st.session_state[key]
        st.toast(t("Saved. It holds from now on."))
        st.rerun()


def _at_first(setting: Setting, value: Value) -> bool | str | list[str]:
    """What the field of a setting holds before anybody types."""
    if isinstance(value, bool):
        return value
    return list(value) if isinstance(value, tuple) else rules.written(value)


def _field(setting: Setting, key: str) -> str:
    """A field that fits the kind; what it holds, as text."""
    label = t("{label} ({unit})", label=plain(setting.label), unit=plain(setting.unit)) if setting.unit else t(setting.label)
    names = dict(setting.choices)

    def named(code: str) -> str:
        return plain(names[code])

    if setting.kind is Kind.SWITCH:
        return rules.written(st.toggle(label, key=key))
    if setting.kind is Kind.CHOICE:
        return st.selectbox(label, setting.codes, format_func=named, key=key)
    if setting.kind is Kind.CHOICES:
        return ",".join(st.multiselect(label, setting.codes, format_func=named, key=key, placeholder=plain("Choose values")))
    return st.text_input(label, key=key)


def _history(actor: Actor, setting: Setting, place: int | None) -> None:
    told = desk.ask(queries.history, actor, setting.code, place)
    if told.empty:
        st.caption(t("Nobody has changed it here."))
        return

    def value_of(text: str | None) -> str:
        if text is None:
            return "–"
        try:
            return shown(setting, rules.parse(setting, text))
        except Refusal:
            return text  # from a time when it was a value

    told["at"] = told["at"].map(moment)
    told["deed"] = told["deed"].map(lambda deed: plain(DEEDS.get(deed, deed)))
    for column in ("before", "after"):
        told[column] = told[column].map(value_of)
    headings = {"at": N_("When"), "who": N_("Who"), "deed": N_("Deed"), "before": N_("Before"), "after": N_("After")}
    st.caption(labelled(N_("History"), tn("one change", "{count} changes", len(told))))
    linked_table(told, headings, key=f"setting_history:{setting.code}:{place or 0}")
