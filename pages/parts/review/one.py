"""One review: judging it, who is asked, the facts, and once it is closed what it came to."""

import streamlit as st

from core.access import Actor
from core.config import settings
from core.people import queries as people
from core.projects import queries as projects
from core.review import actions, queries
from core.review.queries import View
from core.review.rules import OTHERS, SCORES, Group, Outcome, State, kept
from core.satisfaction.surveys.rules import path
from core.words import N_, Language
from pages.parts import comments
from pages.parts.desk import ask, ask_kept, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.kit import badge_text, confirm, nothing, row
from pages.parts.review import charts, facts
from pages.parts.review.project import BADGES, TOPICS
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import c, content, day, escaped, labelled, number, percent, plain, several, t


def draw(actor: Actor, code: str) -> None:
    """The whole page of one review."""
    view: View = ask_kept(TOPICS, queries.review, actor, code)
    one = view.row
    st.title(f"{t(one.point.label)} · {c(one.project_name)}", anchor=False)
    total = f" · **{t('total {score} of 5', score=number(kept(one.total), 2))}**" if one.total is not None else ""
    st.markdown(f"{badge_text(BADGES[one.state], one.state.label)} **{one.code}** · {t('{answered} of {invited} have answered', answered=one.answered, invited=one.invited)}{total}")
    if view.facts:
        lead(t("All reviews of {project}", project=one.project), "Reviews.py", icon=":material/timeline:", project=one.project)
    if view.mine is not None:
        _judge(actor, view, view.mine)
    if view.leads and one.state is State.OPEN:
        _lead(actor, view)
    if view.outcome is not None:
        _outcome(view, view.outcome)
    elif one.state is State.OPEN and view.mine is None:
        nothing(N_("Answers are being collected. Nobody sees one before the review is closed."), ":material/lock:")
    if view.facts:
        with st.expander(t("Facts"), icon=":material/fact_check:", expanded=one.state is State.OPEN):
            facts.draw(view.facts, view.facts_on, view.withheld)
    if view.leads:
        comments.timeline(actor, queries.KIND, one.id)


def _judge(actor: Actor, view: View, group: Group) -> None:
    one, key = view.row, f"review:{view.row.id}"
    form = Form(actor, "review_answer", record=one.code)
    with st.container(border=True):
        st.subheader(t("Your judgement"), anchor=False)
        words = t("You judge your own work as its manager; it stands beside what the others say.") if group is Group.SELF else t("You are asked as {group}. Your answers are kept without your name; a group with fewer than {floor} answers is never shown.", group=plain(group.label), floor=view.instrument.floor)
        st.caption(words)
        if not form.opened():
            return
        st.caption(t("1 not at all, 5 completely. Leave out what you cannot judge."))
        scores: dict[str, int] = {}
        texts: dict[str, str] = {}
        for dimension in view.instrument.dimensions:
            asked = [question for question in dimension.questions if group in question.groups]
            if not asked:
                continue
            st.markdown(f"**{c(dimension.name)}**")
            for question in asked:
                score = st.segmented_control(escaped(content(question.text)), list(SCORES), **form.field(f"{key}:q:{question.code}", None))
                if score is not None:
                    scores[question.code] = int(score)
            texts[dimension.code] = st.text_input(t("Why, with an example"), placeholder=plain("Write so that nobody can be recognised"), **form.field(f"{key}:t:{dimension.code}", ""))
        texts[""] = st.text_area(t("What should be done differently next time?"), height=90, **form.field(f"{key}:t:", ""))
        form.note()
        if st.button(t("Send my judgement"), key=f"{key}:send", type="primary", icon=":material/send:") and perform_once(
            form_key(f"review-{one.id}-rate"), actions.rate, actor, one.id, group=group, scores=scores, texts=texts
        ) is not None:
            form.done()
            st.toast(plain("Thank you. Your answers have arrived."))
            st.rerun()


def _lead(actor: Actor, view: View) -> None:
    one = view.row
    with st.container(border=True):
        st.subheader(t("Who is invited to judge"), anchor=False)
        for group in Group:
            invited, answered = view.counts.get(group, (0, 0))
            few = f" :orange-badge[{t('too few to be shown, at least {floor} must answer', floor=view.instrument.floor)}]" if group is not Group.SELF and invited < view.instrument.floor else ""
            st.markdown(f"**{t(group.label)}** {t('{answered} of {invited} have answered', answered=answered, invited=invited)}{few}")
            named = [of for of in view.invited if of.group is group]
            if named:
                with st.expander(several(escaped(of.name if isinstance(of.name, str) else content(of.name)) for of in named[:4]) + (" …" if len(named) > 4 else "")):
                    for of in named:
                        _invited(actor, of)
        left, right = st.columns(2)
        with left:
            _colleagues(actor, view)
        with right:
            _customers(actor, view)
        silent = [group for group in OTHERS if view.counts.get(group, (0, 0))[1] < view.instrument.floor]
        warning = t("Groups that will not count: {groups}. Their weight goes to the others.", groups=several(plain(group.label) for group in silent)) if silent else ""
        if warning:
            st.caption(warning)
        confirm(
            f"review:{one.id}:close", N_("Close the review"), N_("Nobody can answer any more then, and groups that reach the floor can be seen. A closed review stays as it is."), N_("Close it now"),
            lambda: perform(actions.close, actor, one.id, version=view.version) and st.rerun(), icon=":material/lock:", primary=True,
        )  # fmt: skip


def _invited(actor: Actor, of: queries.Invited) -> None:
    with row(f"invited:{of.id}"):
        name = escaped(of.name if isinstance(of.name, str) else content(of.name))
        mark = ":material/check:" if of.answered else ":material/hourglass_empty:"
        until = f" :small[{t('link until {day}', day=day(of.expires_at.date()))}]" if of.by_link and of.expires_at and not of.answered else ""
        st.markdown(f"{mark} {name}{until}")
        if not of.answered and of.group is not Group.SELF and st.button(t("Take the invitation back"), key=f"invited:{of.id}:back") and perform(actions.uninvite, actor, of.id) is not None:
            st.rerun()


def _colleagues(actor: Actor, view: View) -> None:
    one, key = view.row, f"review:{view.row.id}:invite"
    with st.popover(t("Invite colleagues"), icon=":material/person_add:"):
        asked = {content(of.name) for of in view.invited if not isinstance(of.name, str)}
        team = {id_ for id_, _, _ in ask(projects.team, actor, view.project_id)}
        options = [Group.TEAM.value, Group.MANAGEMENT.value]
        group = Group(st.segmented_control(t("As"), options, format_func=lambda of: t(Group(of).label), default=options[0], key=f"{key}:group", required=True))
        known = {of.id: content(of.name) for of in ask(people.people, actor) if content(of.name) not in asked and (group is not Group.TEAM or of.id in team)}
        chosen = st.multiselect(t("Who"), list(known), format_func=lambda of: known.get(of, ""), placeholder=plain("Choose people"), key=f"{key}:who:{group}")
        if st.button(t("Invite"), key=f"{key}:go", type="primary"):
            done = [perform(actions.invite, actor, one.id, person_id=id_, group=group) for id_ in chosen]
            if done and all(made is not None for made in done):
                st.rerun()


def _customers(actor: Actor, view: View) -> None:
    one, key = view.row, f"review:{view.row.id}:customer"
    with st.popover(t("Invite a customer by link"), icon=":material/link:"):
        name = st.text_input(t("Who is invited to judge"), placeholder=plain("The function, such as: head of purchasing"), key=f"{key}:name")
        languages = [of.value for of in Language]
        spoken = st.selectbox(t("Language"), languages, format_func=lambda of: Language(of).own_name, index=languages.index(Language.SIMPLIFIED.value), key=f"{key}:language")
        if st.button(t("Make the link"), key=f"{key}:go", type="primary") and (
            token := perform(actions.invite_customer, actor, one.id, name=name, language=Language(spoken))
        ) is not None:
            st.session_state[f"{key}:made"] = (name, token)
    made = st.session_state.pop(f"{key}:made", None)
    if made is not None:
        st.success(t("The link for {name}. It is shown this once and works once; send it yourself.", name=made[0]), icon=":material/key:")
        st.code(f"{settings().cockpit_url.split(',')[0].rstrip('/')}/{path(made[1])}", language=None, wrap_lines=True)


def _outcome(view: View, outcome: Outcome) -> None:
    if outcome.missing:
        lines = [f"- {labelled(of.group.label, t(of.lack.label))}" for of in outcome.missing if of.lack is not None]
        counted = [f"{plain(of.group.label)} {percent(float(of.share))}" for of in outcome.groups if of.share]
        st.warning(t("Not all groups count:") + "\n" + "\n".join(lines) + "\n\n" + (t("Weights were renormalised: {weights}.", weights=several(counted)) if counted else t("No group reaches the floor, so there is no total.")), icon=":material/balance:")
    columns = st.columns(4)
    for column, of in zip(columns, outcome.groups, strict=True):
        told = number(kept(of.score), 2) if of.score is not None else "–"
        help_ = t("{answered} of {invited} have answered", answered=of.answered, invited=of.invited) + (f"; {t(of.lack.label)}" if of.lack else "")
        column.metric(t(of.group.label), told, border=True, help=help_)
    shown = charts.groups_shown(outcome)
    if not shown:
        return
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{t('Who judges how')}** " + " ".join(f":small[:{BADGE[group]}-badge[{t(group.label)}]]" for group in shown))
        draw_chart(charts.radar(view.instrument, outcome))
    with right:
        chart = charts.gap(view.instrument, outcome)
        if chart is not None:
            st.markdown(f"**{t('Self beside others')}** :small[{t('diamond: self, circle: others together')}]")
            draw_chart(chart)
        elif Group.SELF not in shown:
            st.caption(t("The manager has not judged, so there is no gap to show."))
    path_chart = charts.path(view.instrument, view.path)
    if path_chart is not None:
        st.markdown(f"**{t('Path over the reviews')}** :small[{t(charts.READ_PATH)}]")
        draw_chart(path_chart)
    st.markdown(f"**{t('How the answers spread')}**")
    group = st.segmented_control(t("Group"), [of.value for of in shown], format_func=lambda of: t(Group(of).label), default=shown[0].value, key=f"spread:{view.row.id}", label_visibility="collapsed", required=True)
    spread = charts.spread(view.instrument, outcome, Group(group))
    if spread is not None:
        draw_chart(spread)
    _texts(outcome, Group(group))


BADGE = {Group.SELF: "orange", Group.TEAM: "green", Group.CUSTOMER: "blue", Group.MANAGEMENT: "violet"}


def _texts(outcome: Outcome, group: Group) -> None:
    found = [text for of, text in outcome.texts if of is group]
    if found:
        st.markdown(f"**{t('What was written')}**")
        for text in found:
            st.markdown("> " + escaped(text).replace("\n", "  \n> "))


