"""The library: articles from draft to edition, and their use."""

from core import db
from core.knowledge import actions
from core.knowledge.records import Article
from core.knowledge.rules import Applies, Kind, Outcome, Readers, Text
from tests.faults.stage import Stage, of

TEXT = Text(Kind.LESSON, "Two on each shift", "Calls were lost.", "A second person came.", "None is lost.", "Plan two.", Applies(phases=("execution", "closing")))
LESS = Text(Kind.LESSON, "Two on each shift", "Calls were lost.", "A third person came.", "None is lost.", "Plan three.", Applies(phases=("closing",)))


def version(made: int) -> int:
    with db.reading() as session:
        return session.get_one(Article, made).version


def submitted(s: Stage) -> int:
    return s.do(actions.write, "ming", TEXT, project_id=s.house.projects["hotline"], submit=True)


def approved(s: Stage) -> int:
    made = submitted(s)
    s.do(actions.approve, "lin", made, version=version(made))
    return made


@of(actions.write)
def an_article_is_written_and_handed_in(s):
    return s.ready(actions.write, "ming", TEXT, project_id=s.house.projects["hotline"], submit=True)


@of(actions.edit)
def a_draft_is_changed_and_found_by_other_words(s):
    made = s.do(actions.write, "ming", TEXT)
    return s.ready(actions.edit, "ming", made, LESS, readers=Readers.EVERYBODY, version=version(made))


@of(actions.submit)
def a_draft_is_handed_in(s):
    made = s.do(actions.write, "ming", TEXT)
    return s.ready(actions.submit, "ming", made, version=version(made))


@of(actions.approve)
def an_article_becomes_an_edition(s):
    made = submitted(s)
    return s.ready(actions.approve, "lin", made, version=version(made))


@of(actions.give_back)
def an_article_goes_back(s):
    made = submitted(s)
    return s.ready(actions.give_back, "lin", made, reason="No figure.", version=version(made))


@of(actions.retire)
def an_article_is_retired(s):
    made = approved(s)
    return s.ready(actions.retire, "lin", made, reason="Out of date.", version=version(made))


@of(actions.adopt)
def an_article_is_adopted(s):
    return s.ready(actions.adopt, "mo", approved(s), kind="project", subject_id=s.house.projects["hotline"])


@of(actions.judge)
def what_came_of_it_is_said(s):
    use = s.do(actions.adopt, "mo", approved(s), kind="project", subject_id=s.house.projects["hotline"])
    return s.ready(actions.judge, "mo", use, outcome=Outcome.WORKED, said="None is lost.")
