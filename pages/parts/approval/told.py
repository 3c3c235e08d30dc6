"""How a submission is told: its subject with a link, its state, its steps with who and when."""

from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from core.access import Actor
from core.approval import queries
from core.approval.chains.rules import How, Step, Who
from core.approval.queries import Row, Said, Stage, View
from core.approval.rules import State, Verdict
from pages.parts.frame import BY_FILE, lead
from pages.parts.kit import badge_text
from pages.parts.words import c, content, day, escaped, moment, plain, several, short, t

MARKS = {Verdict.APPROVE: ":green[✓]", Verdict.RETURN: ":orange[↩]", Verdict.REJECT: ":red[✕]"}


def name_of(name: Any) -> str:
    """A subject's name for Markdown: a text, or a text per language."""
    return escaped(name) if isinstance(name, str) else c(name)


def kind_of(kind: str) -> str:
    """What a kind of submission is called, as Markdown."""
    known = queries.kinds().get(kind)
    return t(known.label) if known else escaped(kind)


def subject(actor: Actor, row: Row, *, strong: bool = True) -> None:
    """The subject's name, as a link to its own page for those who may open that."""
    label = f"{name_of(row.subject_name)} · {escaped(row.subject_code)}"
    label = f"**{label}**" if strong else label
    page, _, query = row.subject_path.partition("?")
    door = BY_FILE.get(f"{page}.py")
    if door is not None and actor.may(door.permission):
        lead(label, door.file, **dict(parse_qsl(query)))
    else:
        st.markdown(label)


def state(row: Row) -> str:
    """The state as Markdown, with what presses."""
    parts = [badge_text(f"approval_{row.state}", row.state.label)]
    if row.overdue:
        parts.append(f":red-badge[{t('Overdue')}]")
    if row.state is State.SUBMITTED and row.escalated_at is not None:
        parts.append(f":orange-badge[{t('Taken further')}]")
    return " ".join(parts)


def summary(row: Row) -> str:
    """Kind, number, who submitted it and when, as one line of Markdown."""
    parts = [kind_of(row.kind), t("submitted by {name}, {time}", name=content(row.submitter), time=moment(row.submitted_at))]
    if row.number > 1:
        parts.append(t("submission no. {number}", number=row.number))
    if row.amount is not None:
        parts.append(t("amount {amount}", amount=short(row.amount)))
    if row.state is State.SUBMITTED:
        parts.append(t("due {day}", day=day(row.due_on)))
    return " · ".join(parts)


def asked_of(step: Step, person: dict[str, str] | None) -> str:
    """Whom a step asks, as Markdown."""
    if step.who is Who.PERSON:
        return c(person) if person else t("A named person")
    if step.who is Who.ROLE and step.role is not None:
        return t("Everybody with the role {role}", role=plain(step.role.label))
    return t(step.who.label)


def chain(view: View) -> None:
    """Every step: whom it asks, who said what and when, who is asked now."""
    lines = []
    for stage in view.stages:
        several_asked = stage.step.how is How.ALL and stage.step.who is not Who.PERSON
        head = f"{stage.number}\\. {asked_of(stage.step, stage.person)}" + (f" · {t(How.ALL.label)}" if several_asked else "")
        lines.append(f"**{head}**" if stage.present else head)
        lines += [f"{_said(said)}" for said in stage.said]
        if stage.present:
            lines.append(_waits(stage, view.row))
    st.markdown("  \n".join(lines))


def _said(said: Said) -> str:
    who = t("{name} for {other}", name=content(said.person), other=content(said.instead_of)) if said.instead_of else c(said.person)
    if said.over:
        who += f" ({t('after it was overdue')})"
    text = f"\u2003{MARKS[said.verdict]} {t(said.verdict.label)} · {who} · {escaped(moment(said.at))}"
    return text + (f" · “{escaped(said.comment)}”".replace("\n", " ") if said.comment else "")


def _waits(stage: Stage, row: Row) -> str:
    if not stage.asked:
        return f"\u2003:red[{t('Nobody may decide this step at the moment. An administrator gives somebody the role, or the submission is withdrawn and the chain changed.')}]"
    text = "\u2003" + t("Asked: {names}", names=several(content(one) for one in stage.asked))
    if stage.fallback:
        text += f"  \n\u2003:orange[{t('This step found nobody of its own, so the leadership decides.')}]"
    if row.escalated_at is not None:
        text += f"  \n\u2003:orange[{t('Overdue: those above them may decide as well.')}]"
    return text
