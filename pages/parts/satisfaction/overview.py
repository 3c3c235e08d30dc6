"""How satisfied customers are: figures with interval and n, trend, dimensions, what is compared, questions, themes, and a file of it."""

import hashlib

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.exchange import satisfaction_workbook
from core.reference import queries as reference
from core.satisfaction.answers import actions
from core.satisfaction.answers import queries as answers
from core.satisfaction.rules import Kind, Source
from core.satisfaction.tally import queries
from core.satisfaction.tally.queries import Asked, By, Overview
from core.satisfaction.templates import queries as templates
from core.satisfaction.themes import queries as themes
from core.words import N_
from pages.parts import desk, kit, sketch
from pages.parts.codes import code_table
from pages.parts.frame import fresh_actor, link
from pages.parts.satisfaction import charts, said
from pages.parts.words import NOTHING, content, day, escaped, labelled, language, number, percent, plain, t

COMPARED = {"key": N_("Code"), "name": N_("Name"), "n": N_("Number of answers"), "satisfied": N_("Satisfied"), "sure": N_("95 % interval"), "mean": N_("Mean score"), "net": N_("Net promoters")}
QUESTIONS = {"text": N_("Question"), "dimension": N_("Dimension"), "n": N_("Number of answers"), "value": N_("Value"), "sure": N_("95 % interval"), "spread": N_("How they answered")}
THEMES = {"name": N_("Theme"), "count": N_("Texts"), "share": N_("In low answers"), "sure": N_("95 % interval")}
EXAMPLE = 280


def draw(actor: Actor, asked: Asked) -> None:
    """The part of the page."""
    found: Overview = desk.ask_kept(("surveys", "settings"), queries.overview, actor, asked)
    if not found.n and not found.sent:
        kit.nothing(N_("Nobody was asked in this period. Send a survey to a customer, or enter an interview."))
        return
    _figures(found)
    if any(one.satisfied.figure or one.net.figure for one in found.months):
        unit = st.segmented_control(
            t("Trend of"), [said.PERCENT, said.NET], format_func=lambda one: t("Satisfied customers") if one == said.PERCENT else t("Net promoters"), default=said.PERCENT,
            key="satisfaction:trend", required=True,
        )  # fmt: skip
        sketch.draw(charts.trend(found.months, unit or said.PERCENT))
        st.caption(t("By month, with the 95 % interval. A month with fewer than {least} answers has no point.", least=found.satisfied.least))
    if any(one.figure for one in found.dimensions.values()):
        st.subheader(t("By dimension"), anchor=False)
        sketch.draw(charts.dimensions(found))
        st.caption(t("The share of scores of 4 and 5 with its 95 % interval, and the mean score."))
    _compared(actor, asked)
    _questions(actor, found)
    _themes(actor, asked, found)
    _export(actor, asked, found)


def _figures(found: Overview) -> None:
    cards = (
        (N_("Satisfied customers"), found.satisfied, said.PERCENT), (N_("Mean score"), found.mean, said.POINTS), (N_("Net promoters"), found.net, said.NET),
        (N_("Response rate"), found.returned, said.PERCENT), (N_("Low answers"), found.low, said.PERCENT),
    )  # fmt: skip
    with st.container(horizontal=True):
        for label, told, unit in cards:
            with st.container(border=True, width=205, gap="xxsmall", key=f"row-figure-{label}"):
                st.markdown(f":gray[{t(label)}]")
                if told.figure is None:
                    st.markdown(f":gray[{said.why(told)}]")
                else:
                    sure = said.interval(told, unit)
                    st.markdown(f"### {escaped(said.value(told, unit))}")
                    st.caption(t("{interval}, n {n}", interval=sure, n=told.n) if sure != NOTHING else f"n {told.n}")
    st.markdown(
        " · ".join([
            labelled(N_("Sent as a link"), f"**{number(found.sent, 0)}**"), labelled(N_("Answers received"), f"**{number(found.back, 0)}**"), labelled(N_("Waiting for an answer"), f"**{number(found.open, 0)}**"),
            *(labelled(one.label, f"**{number(found.sources.get(one, 0), 0)}**") for one in Source),
        ])
    )  # fmt: skip


def _compared(actor: Actor, asked: Asked) -> None:
    st.subheader(t("Side by side"), anchor=False)
    by = By(st.segmented_control(t("By"), [one.value for one in By], format_func=lambda one: t(By(one).label), default=By.PROJECT.value, key="satisfaction:by", required=True) or By.PROJECT)
    rows = desk.ask_kept(("surveys", "settings", "projects"), queries.compared, actor, asked, by)
    names = code_table("channel").names if by is By.CHANNEL else {}
    frame = pd.DataFrame(
        [
            (one.key, content(names.get(one.key, one.name)), number(one.n, 0), said.value(one.satisfied, said.PERCENT), said.interval(one.satisfied, said.PERCENT), said.value(one.mean, said.POINTS), said.value(one.net, said.NET))
            for one in rows
        ],
        columns=list(COMPARED),
    )  # fmt: skip
    kit.linked_table(frame, {name: label for name, label in COMPARED.items() if name != "key" or by is By.PROJECT}, key="satisfaction_compared")
    st.caption(t("Ordered by the lower end of the interval, so that few answers do not lead; those with too few stand at the end."))


def _questions(actor: Actor, found: Overview) -> None:
    if not found.questions:
        return
    asked = {f"{one.code}/{question.code}": question for one in reversed(desk.ask_kept("surveys", templates.versions, actor)) for question in one.draft.questions}
    rows = []
    for one in found.questions:
        question = asked.get(one.code)
        told, unit = (one.net, said.NET) if one.kind is Kind.NPS else (one.satisfied, said.PERCENT)
        spread = " · ".join(f"{content(question.options[value].text) if question and one.kind is Kind.CHOICE and value < len(question.options) else value}: {percent(count / one.n)}" for value, count in sorted(one.cells.items()) if count)
        rows.append((content(question.text) if question else one.code, plain(one.dimension.label), number(one.n, 0), said.value(told, unit), said.interval(told, unit), spread))
    with st.expander(t("Question by question"), icon=":material/quiz:"):
        kit.linked_table(pd.DataFrame(rows, columns=list(QUESTIONS)), QUESTIONS, key="satisfaction_questions", text=st.column_config.TextColumn(plain("Question"), width="large"), spread=st.column_config.TextColumn(plain("How they answered"), width="large"))
        st.caption(t("Of scores from 1 to 5 the share of the satisfied, of recommendations the net promoters, of choices what was chosen."))


def _themes(actor: Actor, asked: Asked, found: Overview) -> None:
    if not found.themes:
        return
    names = code_table("survey_theme").names
    st.subheader(t("What they write about"), anchor=False)
    frame = pd.DataFrame(
        [(content(names.get(one.theme, {"en": one.theme})), number(one.count, 0), said.value(one.share, said.PERCENT) if one.share.figure else plain("{low} of {count}", low=one.low, count=one.count), said.interval(one.share, said.PERCENT)) for one in found.themes],
        columns=list(THEMES),
    )  # fmt: skip
    kit.linked_table(frame, THEMES, key="satisfaction_themes")
    codes = [one.theme for one in found.themes]
    chosen = st.selectbox(t("Examples of"), codes, format_func=lambda one: content(names.get(one, {"en": one})), key="satisfaction:theme", width=260)
    for one in desk.ask_kept("surveys", themes.examples, actor, chosen or codes[0], asked.project):
        body = one.body if len(one.body) <= EXAMPLE else one.body[:EXAMPLE].rstrip() + "…"
        low = f" :red-badge[{t('Low')}]" if one.low else ""
        st.markdown(f"> {escaped(' '.join(body.split()))}\n>\n> :small[[{escaped(one.code)}]({link('Satisfaction.py', survey=one.code)})]{low}")


def _export(actor: Actor, asked: Asked, found: Overview) -> None:
    if not actor.may(Permission.SURVEY_EXPORT):
        return
    spoken, period = language(), f"{day(asked.first)} – {day(asked.last)}"

    def make() -> bytes:
        reader = fresh_actor()
        projects = desk.look_up(queries.compared, reader, asked, By.PROJECT)
        listed, _ = desk.look_up(answers.answers, reader, project=asked.project, first=asked.first, last=asked.last, size=satisfaction_workbook.MOST)
        names, channels = desk.look_up(reference.table, "survey_theme").names, desk.look_up(reference.table, "channel").names
        data = satisfaction_workbook.workbook(found, projects, listed, names, channels, period, spoken)
        desk.attempt(actions.export, reader, rows=len(listed), sha256=hashlib.sha256(data).hexdigest())
        return data

    kit.download(N_("Excel"), make, "satisfaction.xlsx", kit.XLSX, "satisfaction:xlsx")

