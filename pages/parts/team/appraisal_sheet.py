"""One appraisal: facts, key results, the two views side by side, the answer and the decision."""

from decimal import Decimal

import streamlit as st

from core.access import Actor, Permission
from core.metrics.rules import MEASURES
from core.team.appraisal import actions, queries
from core.team.appraisal.queries import Sheet
from core.team.appraisal.rules import GROUPS, Item, KeyResult, Kind, Part, Said, State, Total, points_of
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.draft import Form
from pages.parts.metrics import said
from pages.parts.team.appraisals import badge
from pages.parts.words import c, called, content, day, escaped, labelled, moment, number, plain, several, short, t


def draw(actor: Actor, code: str) -> None:
    """The page of one sheet."""
    found = desk.ask(queries.sheet, actor, code)
    head = found.head
    st.title(c(head.person), anchor=False)
    st.markdown(" · ".join([f"**{head.code}**", badge(head), escaped(head.cycle), t("{first} to {last}", first=day(head.first), last=day(head.last)), labelled(N_("Appraiser"), c(head.appraiser))]))
    if found.total is not None:
        _total(found, found.total)
    if head.state is State.PUBLISHED and found.is_person:
        _answer(actor, found)
    if found.may_decide:
        _decide(actor, found)
    if found.answer or found.decision:
        _said(found)
    _results(actor, found)
    if head.state is State.OPEN:
        _write(actor, found)
    else:
        for part in Part:
            _part(found, part)
        if found.remark:
            st.markdown(labelled(N_("What is to be said besides"), escaped(found.remark).replace("\n", "  \n"), strong=True))
    if head.state is State.OPEN and actor.may(Permission.APPRAISAL_LEAD) and not found.is_person:
        _hand_over(actor, found)


def _total(found: Sheet, total: Total) -> None:
    with st.container(horizontal=True):
        st.metric(t("Result of the appraisal"), number(total.value), help=t("The weighted mean of what can be told, of 100."))
        st.metric(t("Process"), number(total.process))
        st.metric(t("Result"), number(total.result))
        st.metric(t("Could be told"), f"{total.told}%", help=t("The weight of the items that have points. What is missing is left out; the rest keeps its proportions."))
    if total.missing:
        titles = {one.code: one.title for one in found.items}
        st.info(t("Left out because it cannot be told:") + " " + several(c(titles[one]) for one in total.missing), icon=":material/help:")


def _figure(item: Item, found: Sheet) -> str:
    """The figure of an item with its n, in Markdown; empty where the item has none."""
    told = found.figures.get(item.code)
    if told is None or item.measure not in MEASURES:
        return ""
    measure = MEASURES[item.measure]
    if told.value is None:
        return labelled(measure.name, escaped(said.why(told)))
    return t("{measure}: {value}, of {count} records", measure=plain(measure.name), value=said.value(measure, told.value), count=told.n)


def _part(found: Sheet, part: Part) -> None:
    st.subheader(t(part.label), anchor=False)
    scored, group = {one.code: one for one in found.scored}, ""
    for item in found.items:
        if item.part is not part:
            continue
        if item.group != group and item.group in GROUPS:
            st.markdown(f"**{t(GROUPS[item.group])}**")
        group, one, view, own = item.group, scored[item.code], found.views.get(item.code), found.own.get(item.code)
        points = mark("blue", t("{points} points", points=one.points)) if one.points is not None else mark("gray", t("cannot be told"))
        parts = [_figure(item, found)]
        if own is not None and own.points is not None:
            parts.append(t("own view: {points}", points=own.points) + (f" · {escaped(own.text)}" if own.text else ""))
        if item.code in found.changed and view is not None:
            parts.append(t("before the decision: {points}", points="–" if view.points is None else view.points))
        if view is not None and view.text:
            parts.append(labelled(N_("Reason"), escaped(view.text)))
        told = " · ".join(filter(None, parts))
        st.markdown(f"{points} {c(item.title)} :gray[:small[{item.weight}%]]" + (f"  \n:small[{told}]" if told else ""))


def _results(actor: Actor, found: Sheet) -> None:
    if not any(one.kind is Kind.KEY_RESULTS for one in found.items):
        return
    open_ = found.head.state is State.OPEN and (found.is_person or found.is_appraiser)
    if found.results or open_:
        st.subheader(t("Objectives and key results"), anchor=False)
    for one in found.results:
        st.progress(one.share, text=called(escaped(one.objective), f"{escaped(one.result)} · {short(one.start)} → {short(one.target)} · {t('now {value}', value=short(one.current))}"))
    if not open_:
        return
    form = Form(actor, "appraisal_results", record=found.head.code, version=found.head.version)
    with st.expander(t("Agree on key results, or say where they stand"), icon=":material/flag:", expanded=form.waiting):
        if not form.opened():
            return
        key, made = f"results:{found.head.id}:{found.head.version}", []
        for place in range(min(len(found.results) + 1, 10)):
            present = found.results[place] if place < len(found.results) else KeyResult("", "", Decimal(0), Decimal(100), Decimal(0))
            left, right = st.columns(2)
            objective = left.text_input(t("Objective"), **form.field(f"{key}:{place}:objective", present.objective))
            result = right.text_input(t("Key result"), **form.field(f"{key}:{place}:result", present.result))
            values = [
                column.number_input(t(label), step=1.0, format="%.2f", **form.field(f"{key}:{place}:{name}", float(value)))
                for column, label, name, value in zip(st.columns(3), (N_("Start"), N_("Target"), N_("Now at")), ("start", "target", "current"), (present.start, present.target, present.current), strict=True)
            ]
            if objective or result:
                made.append(KeyResult(objective, result, *(Decimal(str(round(value or 0.0, 2))) for value in values)))
        form.note()
        if st.button(t("Save key results"), key=f"{key}:save") and desk.perform(actions.agree, actor, found.head.id, made, version=found.head.version):
            form.done()
            st.rerun()


def _write(actor: Actor, found: Sheet) -> None:
    if not (found.is_person or found.is_appraiser):
        st.info(t("The sheet is being written. What is in it is seen once it is signed."), icon=":material/hourglass_empty:")
        return
    mine = found.is_person
    form = Form(actor, "appraisal_view", record=found.head.code, version=found.head.version)
    st.subheader(t("Your own view") if mine else t("Your judgement"), anchor=False)
    if mine and found.head.own_told:
        st.success(t("Written. You can change it until the appraiser signs."), icon=":material/task_alt:")
    if not form.opened():
        return
    key, views, present = f"view:{found.head.id}:{found.head.version}", {}, found.own if mine else {}
    for item in found.items:
        if item.kind is not Kind.JUDGEMENT:
            continue
        views[item.code] = _field(form, found, item, key, present.get(item.code, Said(None)), mine)
    facts = ["- " + called(c(item.title), _figure(item, found)) + (f" → {t('{points} points', points=worth)}" if (worth := points_of(item, found.figures[item.code])) is not None else "") for item in found.items if item.kind is Kind.FACT]
    st.markdown(f"**{t('Facts as they stand now')}**  \n:small[{t('They are frozen when the sheet is signed.')}]")
    st.markdown("\n".join(facts))
    remark = "" if mine else st.text_area(t("What is to be said besides"), **form.field(f"{key}:remark", ""))
    form.note()
    if st.button(t("Save my view") if mine else t("Sign and publish"), key=f"{key}:save", type="primary"):
        if mine:
            done = desk.perform(actions.view_self, actor, found.head.id, {code: one for code, one in views.items() if one.points is not None or one.text}, version=found.head.version)
        else:
            done = desk.perform_once(desk.form_key(f"appraisal_sign_{found.head.id}_{found.head.version}"), actions.sign, actor, found.head.id, views, remark=remark, version=found.head.version)
        if done:
            form.done()
            st.rerun()


def _field(form: Form, found: Sheet, item: Item, key: str, present: Said, mine: bool) -> Said:
    anchors = " · ".join(called(str(points), content(words)) for points, words in item.anchors)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    points = left.number_input(f"{content(item.title)} ({item.weight}%)", 0, 100, step=5, help=anchors or None, placeholder=plain("0 to 100"), **form.field(f"{key}:{item.code}", present.points))
    text = right.text_input(t("In words") if mine else t("Reason"), **form.field(f"{key}:{item.code}:text", present.text))
    beside = [_figure(item, found)]
    own = found.own.get(item.code)
    if not mine and own is not None and own.points is not None:
        beside.append(t("own view: {points}", points=own.points) + (f" · {escaped(own.text)}" if own.text else ""))
    if told := " · ".join(filter(None, beside)):
        st.caption(told)
    return Said(None if points is None else int(points), text)


def _answer(actor: Actor, found: Sheet) -> None:
    key = f"answer:{found.head.id}:{found.head.version}"
    form = Form(actor, "appraisal_answer", record=found.head.code, version=found.head.version)
    with st.container(border=True):
        st.markdown(t("You have until {day} to confirm or contest. If you contest, somebody else than the appraiser decides.", day=day(found.head.answer_by)))
        if not form.opened():
            return
        words = st.text_area(t("In words"), help=t("Needed if you contest: what, and why."), **form.field(f"{key}:words", ""))
        form.note()
        with st.container(horizontal=True):
            for label, deed, name in ((N_("Confirm"), actions.confirm, "confirm"), (N_("Contest"), actions.contest, "contest")):
                if st.button(t(label), key=f"{key}:{name}", type="primary" if name == "confirm" else "secondary") and desk.perform(deed, actor, found.head.id, words=words, version=found.head.version):
                    form.done()
                    st.rerun()


def _decide(actor: Actor, found: Sheet) -> None:
    form, key = Form(actor, "appraisal_decide", record=found.head.code, version=found.head.version), f"decide:{found.head.id}:{found.head.version}"
    with st.expander(t("Decide"), icon=":material/gavel:", expanded=True):
        if not form.opened():
            return
        judged = {one.code: one for one in found.items if one.kind is Kind.JUDGEMENT}
        chosen = st.multiselect(t("Which judgements change"), list(judged), format_func=lambda one: content(judged[one].title), placeholder=plain("None: it is upheld"), **form.field(f"{key}:items", [], judged))
        points = {
            one: int(st.number_input(content(judged[one].title), 0, 100, step=5, **form.field(f"{key}:{one}", found.views[one].points or 0 if one in found.views else 0))) for one in chosen
        }  # fmt: skip
        reason = st.text_area(t("Why"), **form.field(f"{key}:reason", ""))
        form.note()
        if st.button(t("Decide"), key=f"{key}:save", type="primary") and desk.perform(actions.decide, actor, found.head.id, reason=reason, points=points, version=found.head.version):
            form.done()
            st.rerun()


def _said(found: Sheet) -> None:
    if found.answer:
        st.markdown(labelled(N_("What the person said"), escaped(found.answer).replace("\n", "  \n"), strong=True))
    if found.decision:
        st.markdown(labelled(N_("Decision"), f"{escaped(found.decision)} ({c(found.decider)})", strong=True))
    if found.signed_at:
        st.caption(t("signed {time}", time=moment(found.signed_at)))


def _hand_over(actor: Actor, found: Sheet) -> None:
    with st.expander(t("Let somebody else write it"), icon=":material/swap_horiz:"):
        who = {one: content(name) for one, name in desk.ask(queries.appraisers, actor).items() if one not in (found.head.person_id, found.head.appraiser_id)}
        chosen = st.selectbox(t("Appraiser"), list(who), index=None, format_func=who.__getitem__, placeholder=plain("Choose somebody"), key=f"hand_over:{found.head.id}")
        if st.button(t("Hand over"), key=f"hand_over:{found.head.id}:save", disabled=chosen is None) and desk.perform(actions.hand_over, actor, found.head.id, appraiser_id=chosen, version=found.head.version):
            st.rerun()
