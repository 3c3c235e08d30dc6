"""The page Service analysis: what narrows it, the headline, and one part at a time; everything stands in the address."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.access import Actor, Permission
from core.service.analysis import queries, rules
from core.service.analysis.queries import Analysis, Asked, Choices
from core.service.analysis.rules import Stage, Sums
from core.service.rules import TOPIC
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import lead, on_phone
from pages.parts.service_analysis import charts, forecast, modes, said, tuning
from pages.parts.sketch import draw as draw_chart
from pages.parts.whole import whole
from pages.parts.words import NOTHING, c, content, escaped, moment, number, percent, plain, t

SPANS = {13: N_("Last 13 weeks"), 26: N_("Last 26 weeks"), 52: N_("Last 52 weeks"), 156: N_("Last 3 years")}
FIELDS = (("channel", N_("Channel")), ("problem_class", N_("Problem class")), ("customer_class", N_("Customer type")))
BARS = 12


def draw(actor: Actor) -> None:
    """The whole page."""
    known = desk.ask_kept(("projects", "reference", TOPIC), queries.choices, actor)
    asked = _asked(known)
    if actor.may(Permission.REQUEST_IMPORT):
        lead(t("Import tickets of another system"), "Request_import.py", icon=":material/move_to_inbox:")
    found = desk.ask_kept((TOPIC, "requests"), queries.analysis, actor, asked)
    if found.late:
        st.info(t("{count} requests have changed and are being counted; the figures follow within minutes.", count=found.late), icon=":material/hourglass_top:")
    if not found.whole.n and not any(one.n for one in found.ages):
        kit.nothing(N_("No request was reported in this period. Choose a longer one, or fewer filters."))
        return
    _headline(found)

    def channels(found: Analysis, known: Choices) -> None:
        _channels(found, known)
        modes.draw(found, known)
        tuning.draw(actor, asked, known)

    parts: Mapping[str, tuple[str, Callable[[Analysis, Choices], None]]] = {
        "flow": (N_("Backlog"), _flow), "times": (N_("Times"), _times), "channels": (N_("Channels"), channels), "causes": (N_("Causes"), _causes),
        "hands": (N_("Hand-overs"), _hands), "journey": (N_("Journey"), _journey), "forecast": (N_("Demand forecast"), lambda _found, known: forecast.draw(actor, asked, known)),
    }  # fmt: skip
    part = _part(parts)
    parts[part][1](found, known)
    st.caption(t("As of {at}. Times are calendar hours, day and night, as the customer lives them; deadlines are counted in the time that was promised.", at=moment(found.at)))


def _part(parts: Mapping[str, tuple[str, object]]) -> str:
    wanted = st.query_params.get("part", "")
    usual = wanted if wanted in parts else next(iter(parts))

    @whole
    def keep() -> None:
        st.query_params["part"] = st.session_state["service_analysis:part"]

    return str(st.segmented_control(
        t("Part"), list(parts), format_func=lambda one: t(parts[one][0]), default=usual, key="service_analysis:part", on_change=keep, label_visibility="collapsed", required=True,
    ))  # fmt: skip


def _said(name: str) -> str:
    return st.query_params.get(name, "")[:60]


def _asked(known: Choices) -> Asked:
    """What is asked for, picked above and kept in the address."""
    weeks = int(_said("weeks")) if _said("weeks") in {str(one) for one in SPANS} else queries.USUAL
    options = {"project": known.projects, "department": known.departments, "channel": known.channels, "problem_class": known.classes, "customer_class": known.customers}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("weeks", t("Period"), {str(one): plain(name) for one, name in SPANS.items()}, str(queries.USUAL), width=150)
        if len(known.projects) > 1:
            _choice("project", t("Project"), {"": plain("All projects")} | {code: f"{code} · {content(name)}" for code, name in known.projects.items()}, "")
        if len(known.departments) > 1:
            _choice("department", t("Department"), {"": plain("All departments")} | {code: content(name) for code, name in known.departments.items()}, "", width=150)
        for name, label in FIELDS:
            _choice(name, t(label), {"": plain("All")} | {code: content(entry) for code, entry in options[name].items()}, "", width=130)
    return Asked(weeks, **{name: _said(name) if _said(name) in options[name] else "" for name in options})


def _choice(name: str, label: str, options: Mapping[str, str], usual: str, *, width: int = 190) -> None:
    """A picker whose choice stands in the address, in codes."""
    key, present = f"service_analysis:{name}", _said(name) or usual

    @whole
    def keep() -> None:
        st.query_params.pop(name, None)
        if (now := st.session_state[key]) != usual:
            st.query_params[name] = now

    if st.session_state.get(key) != present and present in options:
        st.session_state[key] = present
    st.selectbox(label, list(options), format_func=lambda code: options.get(code) or code, key=key, on_change=keep, width=width)


def _headline(found: Analysis) -> None:
    whole = found.whole
    resolve = rules.spread(whole.bins.get(rules.RESOLUTION, {}))
    shown = [
        (N_("Requests"), number(whole.n, 0), plain("{count} open now", count=number(sum(one.n for one in found.ages), 0))),
        (N_("Resolved in time"), *_share(rules.in_time(whole, "resolve"))),
        (N_("Median to resolve"), said.time(resolve.median) if resolve.median is not None else plain("too few"), plain("n {n}", n=number(resolve.n, 0))),
        (N_("First-contact resolution"), *_share(rules.share(whole.once, whole.resolved))),
        (N_("Came back"), *_share(rules.share(whole.reopened, whole.resolved))),
    ]
    with st.container(horizontal=True, gap="small"):
        for name, value, more in shown:
            with st.container(width=150, gap=None):
                st.caption(t(name))
                st.markdown(f"#### {escaped(value)}")
                st.caption(escaped(more))


def _share(one: rules.Share) -> tuple[str, str]:
    return said.share(one), plain("n {n}", n=number(one.n, 0)) + (f" · {said.between(one)}" if one.low is not None else "")


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """A table of words and numbers; the first column is words."""
    rule = ["---"] + ["--:"] * (len(heads) - 1)
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


# --- parts -----------------------------------------------------------------------------------------------------------


def _flow(found: Analysis, known: Choices) -> None:
    draw_chart(charts.flow(found.flow))
    st.caption(t("Orange: came in. Green: resolved. Blue: open at the end of the week. The running week is not over yet."))
    st.markdown(f"**{t('Open requests by age')}**")
    if any(one.n for one in found.ages):
        draw_chart(charts.ages(found.ages))
        late = sum(one.late for one in found.ages)
        st.caption(t("Red: overdue, {late} of {n}.", late=number(late, 0), n=number(sum(one.n for one in found.ages), 0)))
    else:
        st.caption(t("Nothing is open."))


def _times(found: Analysis, known: Choices) -> None:
    for name, title in ((rules.RESPONSE, N_("From report to response")), (rules.RESOLUTION, N_("From report to resolution"))):
        bins = {place: count for place, count in found.whole.bins.get(name, {}).items() if count > 0}
        spread = rules.spread(bins)
        st.markdown(f"**{t(title)}**")
        if spread.median is None:
            st.caption(t("Too few records to tell: there are {n}, at least {least} are needed.", n=spread.n, least=rules.LEAST))
            continue
        draw_chart(charts.times(bins, spread))
        st.caption(t("Median {median}, nine of ten within {p90}; {n} requests.", median=said.spread(spread), p90=said.time(spread.p90), n=number(spread.n, 0)))
    lines = [
        [t(label), escaped(said.share(one)), *([] if on_phone() else [escaped(said.between(one))]), number(one.n, 0)]
        for clock, label in (("acknowledge", N_("Acknowledged to the customer")), ("respond", N_("Responded to")), ("resolve", N_("Resolved")))
        for one in (rules.in_time(found.whole, clock),)
    ]
    _table([t("Clock"), t("Within the target"), *([] if on_phone() else [t("95 % interval")]), t("Records")], lines)


def _channels(found: Analysis, known: Choices) -> None:
    st.caption(t("The same promise holds whatever the channel: what differs here is worth a question. Medians stand with the interval that holds them for sure."))
    for title, sums, names in ((N_("Channel"), found.channels, known.channels), (N_("Problem class"), found.classes, known.classes), (N_("Customer type"), found.customers, known.customers)):
        _compared(title, sums, names)


def _compared(title: str, sums: Mapping[str, Sums], names: Mapping[str, Mapping[str, str]]) -> None:
    wide = not on_phone()
    heads = [t(title), t("Requests"), *([t("Responded in time")] if wide else []), t("Resolved in time"), t("Median to resolve"), *([t("90 of 100"), t("First contact"), t("Came back")] if wide else [])]
    lines = []
    for code, one in sorted(sums.items(), key=lambda pair: (-pair[1].n, pair[0])):
        if not one.n:
            continue
        resolve = rules.spread(one.bins.get(rules.RESOLUTION, {}))
        lines.append([
            _name(names, code), number(one.n, 0), *([escaped(said.share(rules.in_time(one, "respond")))] if wide else []), escaped(said.share(rules.in_time(one, "resolve"))),
            escaped(said.spread(resolve) if wide else said.time(resolve.median) if resolve.median is not None else plain("too few")),
            *([escaped(said.time(resolve.p90)), escaped(said.share(rules.share(one.once, one.resolved))), escaped(said.share(rules.share(one.reopened, one.resolved)))] if wide else []),
        ])  # fmt: skip
    if lines:
        _table(heads, lines)


def _name(names: Mapping[str, Mapping[str, str]], code: str) -> str:
    return c(names[code]) if code in names else escaped(code) if code else t("not classified")


def _causes(found: Analysis, known: Choices) -> None:
    for title, sums, names, none in (
        (N_("Problem types"), found.types, known.types, N_("No request of this period has a problem type yet.")),
        (N_("Root causes"), found.causes, known.causes, N_("No cause has been written for requests of this period yet.")),
    ):
        st.markdown(f"**{t(title)}**")
        ranked = rules.pareto({code: one for code, one in sums.items() if one.n > 0})
        if not ranked:
            st.caption(t(none))
            continue
        draw_chart(charts.pareto(ranked[:BARS], {code: content(name) for code, name in names.items()}))
        vital = next(place for place, one in enumerate(ranked, 1) if one.cumulated >= 80)
        st.caption(t("{vital} of {all} make 80 % of {n} requests.", vital=vital, all=len(ranked), n=number(sum(one.n for one in ranked), 0)))


def _hands(found: Analysis, known: Choices) -> None:
    whole = found.whole
    handed, mean = rules.share(whole.handed, whole.n), whole.handovers / whole.n if whole.n >= rules.LEAST else None
    st.caption(t("Whoever receives a request first stays responsible to the customer until it is closed. Each time it is passed on, it waits until somebody begins: that wait stands in the ledger below, by whom it was waiting for."))
    _table(
        [t("Index"), t("Value"), t("Records")],
        [
            [t("Requests that were passed on"), escaped(said.share(handed)), number(whole.n, 0)],
            [t("Hand-overs of a request, mean"), escaped(number(mean, 2)) if mean is not None else t("too few"), number(whole.n, 0)],
            [t("Working hours waited after hand-overs"), number(found.waits / 3600, 1), number(sum(one.taken for one in found.holders), 0)],
        ],
    )  # fmt: skip
    st.markdown(f"**{t('Waiting by holder')}**")
    if not found.holders:
        st.caption(t("Nobody was handed a request in this period."))
        return
    wide = not on_phone()
    heads = [t("Holder"), t("Taken over"), t("Waited together"), *([t("Mean wait"), t("Longest wait")] if wide else []), t("Waiting now")]
    _table(heads, [
        [
            c(one.name), number(one.taken, 0), escaped(said.time(one.waited) if one.waited else NOTHING),
            *([escaped(said.time(one.waited / one.began) if one.began >= rules.LEAST else plain("too few")), escaped(said.time(one.longest) if one.longest else NOTHING)] if wide else []),
            number(one.waiting, 0),
        ]
        for one in found.holders
    ])  # fmt: skip
    st.caption(t("Waiting is counted in the organisation's working time."))


def _journey(found: Analysis, known: Choices) -> None:
    whole = found.whole
    seconds = {stage.value: whole.seconds.get(stage.value, 0) for stage in Stage}
    everything = sum(seconds.values())
    if not everything:
        st.caption(t("No request of this period has come far enough to tell."))
        return
    waiting = sum(value for stage, value in seconds.items() if Stage(stage).waits)
    worst = max((stage for stage in Stage if stage.waits), key=lambda stage: seconds[stage.value])
    st.markdown(t("**{share}** of the time between report and archive is waiting. The longest stretch of it: **{stage}**.", share=percent(waiting / everything), stage=plain(worst.label)))
    draw_chart(charts.stream(seconds))
    st.caption(t("Green: somebody works on it. Orange: it waits. Stretches that have not ended yet do not count."))
    clocks = {Stage.ACKNOWLEDGE: "acknowledge", Stage.RESPOND: "respond", Stage.WORK: "resolve"}
    wide, lines = not on_phone(), []
    for stage in Stage:
        spread = rules.spread({place: count for place, count in whole.bins.get(stage.value, {}).items() if count > 0})
        if not spread.n:
            continue
        kept, judged = whole.kept.get(clocks[stage], (0, 0)) if stage in clocks else (0, 0)
        late = said.share(rules.share(judged - kept, judged)) if stage in clocks else NOTHING
        pain = " :orange[:material/flag:]" if stage is worst else ""
        lines.append([
            t(stage.label) + pain, number(spread.n, 0), escaped(said.time(spread.median) if spread.median is not None else plain("too few")),
            *([escaped(said.time(spread.p90))] if wide else []), escaped(late),
        ])  # fmt: skip
    _table([t("Stage of the journey"), t("Requests"), t("Median"), *([t("90 of 100")] if wide else []), t("Too late")], lines)
    content_ = rules.share(whole.content, whole.asked)
    if whole.asked:
        st.caption(t("Customers asked afterwards who were content: {share} (n {n}).", share=said.share(content_), n=number(whole.asked, 0)))
    else:
        st.caption(t("No customer of this period was asked afterwards yet."))
