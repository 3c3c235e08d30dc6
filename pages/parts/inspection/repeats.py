"""A checkpoint that is answered for several instances: one of them at a time, with big targets, and the way from one to the next."""

from dataclasses import replace

import streamlit as st

from core.access import Actor
from core.inspection.sheets.instances import actions as instances
from core.inspection.sheets.queries import Instance, SheetView
from core.inspection.templates.queries import Checkpoint, Question
from core.inspection.templates.rules import Repeat
from core.words import N_
from pages.parts import desk
from pages.parts.words import c, content, escaped, plain, t


def progress(view: SheetView, checkpoint: Checkpoint) -> tuple[int, int]:
    """How many answers are there for all instances, and how many it takes at least."""
    mine = view.instances_of(checkpoint.id)
    return sum(done(checkpoint, one) for one in mine), checkpoint.asked(len(mine))


def done(checkpoint: Checkpoint, one: Instance) -> int:
    """How many items were answered for an instance."""
    return sum(one.answer(question.id).mark is not None for question in checkpoint.to_answer)


def asked(view: SheetView, actor: Actor, checkpoint: Checkpoint) -> tuple[Question, ...]:
    """Draw which instance is scored, and the ways to list, rename and take out; the items to ask for it."""
    repeat = _repeat(checkpoint)
    mine = view.instances_of(checkpoint.id)
    st.caption(_rule(repeat, len(mine)))
    if not mine:
        _add_form(view, actor, checkpoint)
        return ()
    by_number = {one.number: one for one in mine}
    key = f"instance:{view.head.id}:{checkpoint.id}"
    if (wanted := st.session_state.pop(f"go:{key}", None)) is not None:
        st.session_state[key] = wanted
    if st.session_state.get(key) not in by_number:
        st.session_state[key] = (_open(checkpoint, mine) or mine[0]).number
    if len(mine) > 1:
        st.segmented_control(
            c(repeat.name), list(by_number), key=key, label_visibility="collapsed", required=True, wrap=True,
            format_func=lambda number: _name(checkpoint, by_number[number]),
        )  # fmt: skip
    one = by_number[st.session_state[key]]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"#### :material/description: {c(repeat.name)} {escaped(one.label)}", width="content")
        _change(view, actor, checkpoint, one)
    if one.remark:
        st.caption(escaped(one.remark).replace("\n", "  \n"))
    return tuple(replace(question, instance=one.number) for question in checkpoint.questions)


def onward(view: SheetView, actor: Actor, checkpoint: Checkpoint) -> None:
    """Below the items of an instance: on to the next one that is not finished, or list another."""
    repeat, mine = _repeat(checkpoint), view.instances_of(checkpoint.id)
    present = st.session_state.get(f"instance:{view.head.id}:{checkpoint.id}")
    order = [one.number for one in mine]
    if present in order:
        after = order.index(present) + 1
        following = next(iter(mine[after:]), None)
        if following is not None and st.button(
            t("On to {label}", label=following.label), key=f"onward:{view.head.id}:{checkpoint.id}", icon=":material/arrow_forward:", width="stretch"
        ):
            go(view, checkpoint.id, following.number)
    if mine and len(mine) < repeat.most:
        with st.expander(t("Add another: {name}", name=content(repeat.name)), icon=":material/add:", expanded=_adding(view, checkpoint)):
            _add_form(view, actor, checkpoint)


def missing(view: SheetView) -> None:
    """Before the sheet is submitted: which checkpoints have too few instances, each with the way there."""
    for checkpoint, count in view.short:
        repeat = _repeat(checkpoint)
        told = t("{checkpoint}: {count} of at least {least} are listed", checkpoint=content(checkpoint.name), count=count, least=repeat.least)
        if st.button(told, key=f"short:{view.head.id}:{checkpoint.id}", type="tertiary", icon=":material/priority_high:"):
            go(view, checkpoint.id)


def go(view: SheetView, section_id: int, instance: int = 0) -> None:
    """Lead to a checkpoint, and to one of its instances."""
    st.session_state[f"go:step:{view.head.id}"] = section_id
    if instance:
        st.session_state[f"go:instance:{view.head.id}:{section_id}"] = instance
    st.rerun()


def _repeat(checkpoint: Checkpoint) -> Repeat:
    if checkpoint.repeat is None:
        raise ValueError("the checkpoint is answered once")
    return checkpoint.repeat


def _rule(repeat: Repeat, count: int) -> str:
    """How many there are and must be, and what counts of them."""
    return t(
        "{count} listed, {least} to {most} belong here. {combining}.", count=count, least=repeat.least, most=repeat.most, combining=plain(repeat.combining.label)
    )  # fmt: skip


def _open(checkpoint: Checkpoint, mine: tuple[Instance, ...]) -> Instance | None:
    return next((one for one in mine if done(checkpoint, one) < len(checkpoint.to_answer)), None)


def _name(checkpoint: Checkpoint, one: Instance) -> str:
    count, of = done(checkpoint, one), len(checkpoint.to_answer)
    return escaped(f"{'✓ ' if count == of else ''}{one.label} {count}/{of}")


def _adding(view: SheetView, checkpoint: Checkpoint) -> bool:
    """Whether something is being typed into the form."""
    return any(st.session_state.get(f"{_form(view, checkpoint)}:{part}") for part in ("label", "remark"))


def _form(view: SheetView, checkpoint: Checkpoint) -> str:
    """The form's own key: a new one with every instance that was listed, so that it is empty again."""
    return f"add_instance:{view.head.id}:{checkpoint.id}:{max((one.number for one in view.instances), default=0)}"


def _add_form(view: SheetView, actor: Actor, checkpoint: Checkpoint) -> None:
    base = _form(view, checkpoint)
    label = st.text_input(
        t("{name}: name or number", name=content(_repeat(checkpoint).name)), key=f"{base}:label", placeholder=plain("As it stands in the files"),
    )  # fmt: skip
    remark = st.text_input(t("Remark"), key=f"{base}:remark", placeholder=plain("If there is anything to say about it"))
    if st.button(t("Add"), key=f"{base}:add", type="primary", icon=":material/add:", width="stretch"):
        made = desk.perform_once(desk.form_key(base), instances.add_instance, actor, view.head.id, checkpoint.id, label=label, remark=remark)
        if made:
            go(view, checkpoint.id, made)


def _change(view: SheetView, actor: Actor, checkpoint: Checkpoint, one: Instance) -> None:
    """Rename the instance, or take it out: asked for in so many words, since its answers go with it."""
    base = f"instance:{view.head.id}:{one.number}:{one.version}"
    with st.popover(t("Rename or take out"), icon=":material/edit:", type="tertiary", key=f"{base}:form"):
        label = st.text_input(t("Name or number"), value=one.label, key=f"{base}:label")
        remark = st.text_input(t("Remark"), value=one.remark, key=f"{base}:remark")
        if st.button(t("Save"), key=f"{base}:rename", type="primary"):
            told = {"label": label, "remark": remark, "seen": one.version}
            if desk.perform(instances.rename_instance, actor, view.head.id, one.number, **told):
                go(view, one.section_id, one.number)
        st.divider()
        question = N_("Take “{name}” out of this sheet? {count} items are answered for it: they count no more, and stay in the audit trail.")
        st.markdown(t(question, name=one.label, count=done(checkpoint, one)))
        agreed = st.button(t("Yes, take it out"), key=f"{base}:remove", icon=":material/delete:")
        if agreed and desk.perform(instances.remove_instance, actor, view.head.id, one.number, seen=one.version):
            go(view, one.section_id)
