"""Ways of service beside each other: how often each, how fast, how well; and how the share of self-service went."""

import streamlit as st

from core.service.analysis import rules
from core.service.analysis.queries import Analysis, Choices
from core.service.analysis.rules import Mode
from core.service.rules import SELF_SERVICE
from pages.parts.frame import on_phone
from pages.parts.service_analysis import charts, said
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import c, escaped, number, plain, t


def draw(found: Analysis, known: Choices) -> None:
    """Below the comparison of channels."""
    st.markdown(f"**{t('How requests were served')}**")
    said_ = sum(one.sums.n for one in found.modes)
    if not said_:
        st.caption(t("No resolved request of this period says how it was served yet. Whoever resolves one is asked: online, on site, by remote support, by self-service."))
        return
    st.caption(t("Of {all} resolved requests {n} say how they were served; only these count here.", all=number(found.whole.resolved, 0), n=number(said_, 0)))
    wide = not on_phone()
    heads = [t("Way of service"), t("Requests"), t("Share"), *([t("Resolved in time")] if wide else []), t("Median to resolve"), *([t("First contact"), t("Content afterwards")] if wide else [])]
    rule = ["---"] + ["--:"] * (len(heads) - 1)
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *(_line(one, known, wide) for one in found.modes))))
    _self_service(found)


def _line(one: Mode, known: Choices, wide: bool) -> list[str]:
    resolve = rules.spread(one.sums.bins.get(rules.RESOLUTION, {}))
    name = c(known.modes[one.code]) if one.code in known.modes else escaped(one.code)
    return [
        name, number(one.sums.n, 0), escaped(_part(one.share)), *([escaped(said.share(rules.in_time(one.sums, "resolve")))] if wide else []),
        escaped(said.spread(resolve) if wide else said.time(resolve.median) if resolve.median is not None else plain("too few")),
        *([escaped(said.share(rules.share(one.sums.once, one.sums.resolved))), escaped(_asked(one))] if wide else []),
    ]  # fmt: skip


def _part(one: rules.Share) -> str:
    return said.share(one) if one.low is None else f"{said.share(one)} ({said.between(one)})"


def _asked(one: Mode) -> str:
    """How many were content, of those who were asked afterwards."""
    return f"{said.share(rules.share(one.sums.content, one.sums.asked))} ({plain('n {n}', n=number(one.sums.asked, 0))})"


def _self_service(found: Analysis) -> None:
    part = next((one.share for one in found.modes if one.code == SELF_SERVICE), rules.share(0, sum(one.sums.n for one in found.modes)))
    if part.value is None:
        st.markdown(t("Share of self-service: too few records to tell, there are {n}.", n=number(part.n, 0)))
    else:
        st.markdown(t("Share of self-service: **{share}** (95 % interval {between}, n {n}).", share=said.share(part), between=said.between(part), n=number(part.n, 0)))
    told = [one for one in found.self_service if one.share.value is not None]
    if len(told) > 1:
        draw_chart(charts.trend(found.self_service))
        st.caption(t("By the weeks in which requests were reported, with the 95 % interval as a bar; weeks with fewer than {least} such requests are left out.", least=rules.LEAST))
    st.caption(t("Self-service is known here only where a colleague registered it or an import brought it: customers who help themselves and tell nobody are not counted, so the true share may be larger."))
