"""Deeds on themes: what a text is about, and the key words that say it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.errors import Stale
from core.projects.queries import reach
from core.reference.queries import table, table_for_choice
from core.satisfaction.answers.records import SurveyAnswer, SurveyText, SurveyTextTheme
from core.satisfaction.answers.rules import themed
from core.satisfaction.tally.actions import count
from core.satisfaction.tally.rules import Cell
from core.satisfaction.themes import queries, rules
from core.satisfaction.themes.records import ThemeWords
from core.satisfaction.themes.rules import THEMES, Words

NEWEST = 2000
"""Texts that changed key words sort anew at once; older ones keep the themes they have."""


def assign(session: Session, actor: Actor, text_id: int, *, themes: Collection[str], version: int) -> int:
    """Say what a text is about; key words change nothing of it afterwards. Returns its id. Refuses NotATheme, Stale, NotFound."""
    text, answer, project = queries.text_for_update(session, text_id)
    require(actor, Permission.SURVEY_SEND, reach(project))
    if text.version != version:
        raise Stale()
    present = {row.theme: row for row in queries.theme_rows(session, [text.id])}
    offered = {one.code for one in table_for_choice(session, THEMES).offered()} | set(present)
    for theme in themes:
        if theme not in offered:
            raise rules.NotATheme(value=theme[:40])
    text.by_hand = True
    _sorted(session, text, answer, set(themes))
    touch(session, "surveys")
    note(session, actor, "survey:sort", "survey", answer.survey_id, code=answer.code, project_id=text.project_id, before=sorted(present), after=sorted(themes))
    return text.id


def _sorted(session: Session, text: SurveyText, answer: SurveyAnswer, wanted: set[str]) -> None:
    """Give a text these themes and none other; the sums follow, as long as its answer counts."""
    present = {row.theme: row for row in queries.theme_rows(session, [text.id])}
    for theme in present.keys() - wanted:
        session.delete(present[theme])
    fresh, gone = sorted(wanted - present.keys()), sorted(present.keys() - wanted)
    session.add_all(SurveyTextTheme(text_id=text.id, theme=theme) for theme in fresh)
    facts = {"low": answer.low, "project_id": answer.project_id, "on": answer.answered_on, "channel": answer.channel, "source": answer.source}
    if answer.withdrawn_at is None:
        count(session, themed(fresh, **facts), out=themed(gone, **facts))  # type: ignore[arg-type]


def edit(session: Session, actor: Actor, theme: str, *, words: Words, version: int) -> int:
    """Change the key words of a theme and sort the newest texts anew; returns the row's id. What somebody said of a text stays. Refuses NotATheme, TooManyWords, TooLong, Stale."""
    require(actor, Permission.SURVEY_DESIGN, ANYWHERE)
    if theme not in {one.code for one in table_for_choice(session, THEMES).offered()}:
        raise rules.NotATheme(value=theme[:40])
    row = queries.words_for_update(session, theme)
    if (row.version if row else 0) != version:
        raise Stale()
    before = dict(row.words) if row else dict(queries.shipped().get(theme, {}))
    clean = rules.cleaned(words)
    if row is None:
        row = ThemeWords(theme=theme, words=clean, changed_at=now(), by_id=actor.id)
        session.add(row)
    else:
        row.words, row.changed_at, row.by_id = clean, now(), actor.id
    session.flush()  # house: what is sorted next is sorted by these words
    moved = _again(session, theme, clean)
    touch(session, queries.TOPIC)
    touch(session, "surveys")
    note(session, actor, "survey_theme:edit", "survey_theme", row.id, code=theme, before=before, after=clean, moved=moved)
    return row.id


def _again(session: Session, theme: str, words: Words) -> int:
    """Sort the newest texts into one theme anew, or out of it; how many moved."""
    texts = queries.newest_by_words(session, NEWEST)
    if theme not in table(session, THEMES).names:
        return 0
    has = {row.text_id: row for row in queries.theme_rows(session, [text.id for text, _ in texts]) if row.theme == theme}
    into: list[Cell] = []
    out: list[Cell] = []
    for text, answer in texts:
        wanted = bool(rules.found(text.body, {theme: words}, {theme}))
        if wanted == (text.id in has):
            continue
        facts = {"low": answer.low, "project_id": answer.project_id, "on": answer.answered_on, "channel": answer.channel, "source": answer.source}
        if wanted:
            session.add(SurveyTextTheme(text_id=text.id, theme=theme))
            into += themed([theme], **facts)  # type: ignore[arg-type]
        else:
            session.delete(has[text.id])
            out += themed([theme], **facts)  # type: ignore[arg-type]
    count(session, into, out=out)
    return len(into) + len(out)
