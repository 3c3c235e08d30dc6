"""One clause: how it stands, and the newest records behind each piece of its evidence, as far as the viewer sees them."""

from collections.abc import Mapping

import streamlit as st

from core.access import Actor
from core.insight.clauses import queries
from core.insight.clauses.proofs import EVIDENCE
from core.insight.clauses.queries import Behind, Found, Map
from core.insight.clauses.rules import NOTHING as UNHELD
from core.insight.clauses.rules import Standing
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import BY_FILE, lead, link, on_phone
from pages.parts.words import NOTHING, c, content, day, escaped, labelled, number, plain, t


def draw(actor: Actor, found: Map, standing: Standing, project: str, *, back: Mapping[str, str]) -> None:
    """The clause with its evidence. `back` is what the address of the map says."""
    clause, known = standing.clause, queries.names()
    lead(t("All clauses"), "Clauses.py", icon=":material/arrow_back:", **back)
    st.subheader(f"{clause.number} · {c(clause.term)}", anchor=False)
    st.markdown(kit.badge_text(f"clause_{standing.state}", standing.state.label))
    lines = [
        labelled(N_("Document"), c(known.documents[clause.document.value])),
        labelled(N_("Section"), escaped(f"{clause.section} {content(known.chapters[clause.section])}")),
        labelled(N_("Room"), c(known.modules[clause.module])),
        labelled(N_("Looked at"), escaped(_looked_at(found, project))),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    door = BY_FILE.get(f"{clause.page}.py")
    if door is not None and actor.may(door.permission):
        lead(t("Open the page {page}", page=plain(door.title)), door.file, icon=door.icon)
    if not clause.evidence:
        st.info(t("The application keeps no record yet that could prove this clause. It counts as not covered, whatever is done outside of it."), icon=":material/info:")
        return
    for name in clause.evidence:
        _evidence(actor, found, name, project)


def _looked_at(found: Map, project: str) -> str:
    if project:
        return f"{project} · {content(found.projects[0].name)}"
    return t("{count} projects", count=len(found.projects))


def _evidence(actor: Actor, found: Map, name: str, project: str) -> None:
    """What was found of a piece of evidence, in how many projects, and the newest of it."""
    held, evidence = found.held.get(name, UNHELD), EVIDENCE[name]
    with st.container(border=True):
        st.markdown(f"{'●' if held.count else '○'} **{t(evidence.label)}**")
        told = [labelled(N_("Records"), number(held.count, 0)), labelled(N_("Latest"), day(held.latest) if held.latest else NOTHING)]
        if evidence.source.project is None:
            told.append(t("Records of the organisation"))
        elif not project:
            told.append(t("in {holds} of {total} projects", holds=held.projects.bit_count(), total=len(found.projects)))
        st.markdown(f":gray[{' · '.join(told)}]")
        if held.count:
            _newest(actor, desk.ask(queries.newest, actor, name, project))


def _newest(actor: Actor, behind: Behind) -> None:
    if behind.hidden or not behind.found:
        st.caption(t("The records themselves are for those who may open their page."))
        return
    source = EVIDENCE[behind.evidence].source
    door = BY_FILE[f"{source.page}.py"]
    bound, wide, opens = source.project is not None, not on_phone(), actor.may(door.permission)
    heads = [t("Newest records"), t("Code"), *([t("Project")] if bound and wide else []), *([t("Day")] if source.on is not None else [])]
    lines = [
        [_title(one), _code(one, behind, opens=opens), *([escaped(one.project)] if bound and wide else []), *([day(one.on)] if source.on is not None else [])]
        for one in behind.found
    ]
    rule = ["---"] * len(heads)
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


def _title(one: Found) -> str:
    told = content(one.title) if isinstance(one.title, dict) else str(one.title or "")
    return escaped(" ".join(told.split())[:90]) or NOTHING


def _code(one: Found, behind: Behind, *, opens: bool) -> str:
    source = EVIDENCE[behind.evidence].source
    if not opens:
        return escaped(one.code)
    query = ({source.parameter: one.code} if source.parameter else {}) | ({"part": source.part} if source.part else {})
    return f"[{escaped(one.code)}]({link(f'{source.page}.py', **query)})"
