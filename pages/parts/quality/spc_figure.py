"""Choosing whose figure: a measure of the registry or a series kept by hand, of which part of the house, by week or month."""

from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission
from core.errors import NotANumber
from core.fields import decimal
from core.metrics.rules import MEASURES
from core.quality.checks.standards import queries as standards
from core.quality.rules import STANDARD, Direction, Source, Step
from core.quality.spc import queries
from core.quality.spc.facts.rules import Told
from core.quality.spc.queries import Choices
from core.quality.spc.rules.charts import Kind
from pages.parts.desk import ask, ask_kept, say
from pages.parts.draft import Form
from pages.parts.words import content, number, plain, t


def offered(actor: Actor) -> dict[str, str]:
    """Every figure by its code: series as #id, what checks found by a standard, measures by theirs."""
    series = ask_kept("spc", queries.series, actor)
    checked = ask_kept("checks", standards.checked, actor) if actor.may(Permission.CHECK_READ) else {}
    return (
        {f"#{one.id}": f"{one.code} · {one.name}" for one in series} | {f"{STANDARD}{code}": f"{code} · {plain('checks of {standard}', standard=name)}" for code, name in checked.items()}
        | {code: plain(one.name) for code, one in MEASURES.items()}
    )


def usual_way(actor: Actor, source: Source) -> Direction:
    """Where better usually lies of a figure."""
    return ask_kept(("spc", "checks", "standards"), queries.better, actor, source)


def address(source: Source) -> dict[str, str]:
    """What the page of control charts is opened with to show a figure."""
    if source.series_id is not None:
        return {"series": str(source.series_id)}
    place = f"p{source.project_id}" if source.project_id is not None else f"d{source.department_id}" if source.department_id is not None else ""
    return {"measure": source.measure} | ({"of": place} if place else {}) | ({"step": source.step.value} if source.step is not Step.MONTH else {})


def pick(actor: Actor, key: str, form: Form | None = None, *, usual: str = "", of: str = "", step: str = "", steps: bool = True) -> Source | None:
    """The fields, and what is chosen in them; None where nothing can be chosen."""
    figures, places = offered(actor), ask(queries.choices, actor)
    where = {"": plain("Whole organisation")} if places.whole else {}
    where |= {f"d{one}": content(name) for one, name in places.departments.items()} | {f"p{one}": f"{code} · {content(name)}" for one, (code, name) in places.projects.items()}
    if not figures:
        return None
    first = usual if usual in figures else next(iter(figures))
    chosen = st.selectbox(t("Figure"), list(figures), format_func=figures.__getitem__, **_field(form, f"{key}:figure", first, list(figures)))
    if chosen.startswith("#"):
        return Source(series_id=int(chosen[1:]))
    if not where:
        return None
    left, right = st.columns([2, 1])
    with left:
        place = st.selectbox(t("Of"), list(where), format_func=where.__getitem__, **_field(form, f"{key}:place", of if of in where else next(iter(where)), list(where)))
    chosen_step = Step.MONTH.value
    if steps and not chosen.startswith(STANDARD):
        with right:
            codes = [one.value for one in Step]
            chosen_step = st.selectbox(t("Followed"), codes, format_func=lambda one: plain(Step(one).label), **_field(form, f"{key}:step", step if step in codes else Step.MONTH.value, codes))
    return Source(chosen, None, int(place[1:]) if place.startswith("d") else None, int(place[1:]) if place.startswith("p") else None, Step(chosen_step))


def _field(form: Form | None, key: str, default: str, options: list[str]) -> dict[str, object]:
    if form is not None:
        return form.field(key, default, options)
    if st.session_state.get(key) not in options:
        st.session_state[key] = default
    return {"key": key}


def place_of(source: Source, places: Choices) -> str:
    """The name of what a figure is of."""
    if source.project_id is not None:
        code, name = places.projects.get(source.project_id, ("", {}))
        return f"{code} · {content(name)}"
    return content(places.departments.get(source.department_id, {})) if source.department_id is not None else plain("Whole organisation")


def name_of(told: Told) -> str:
    """What a figure is called, with its place."""
    name = told.name if told.typed else plain(told.name)
    return f"{name} · {content(told.place)}" if told.place else name


def shown(told: Told, value: float | None) -> str:
    """A value with its unit."""
    if value is None:
        return "–"
    unit = "%" if told.kind is Kind.P else told.unit if told.typed else plain(told.unit)
    return f"{number(Decimal(str(round(value, 2))), 2).rstrip('0').rstrip('.') if value else '0'} {unit}".strip()


def gap(told: Told, value: float) -> str:
    """What lies between two values: between two shares it is percentage points, never percent."""
    said = shown(told, value)
    return t("{points} percentage points", points=said.removesuffix("%").strip()) if said.endswith("%") else said


def typed(text: str) -> Decimal | None:
    """A number as it was typed; a refusal is shown and None returned."""
    try:
        return decimal(text)
    except NotANumber as refusal:
        say(refusal)
        return None


def typed_or_none(text: str) -> tuple[bool, Decimal | None]:
    """Whether the field can be read, and its number: an empty one is no number."""
    if not text.strip():
        return True, None
    found = typed(text)
    return found is not None, found
