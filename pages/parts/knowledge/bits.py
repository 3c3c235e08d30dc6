"""What several places of the library say: states, what an article applies to, its text."""

from core.knowledge.queries import Listed
from core.knowledge.rules import PROBLEM_CLASSES, Applies, Outcome, State, Text
from core.projects.rules import KINDS, Stage
from core.words import N_
from pages.parts.codes import code_table
from pages.parts.kit import badge_text
from pages.parts.words import content, escaped, labelled, plain, several, t

BADGES = {State.DRAFT: "draft", State.SUBMITTED: "approval_submitted", State.APPROVED: "approval_approved", State.RETURNED: "approval_returned", State.RETIRED: "retired"}
OUTCOMES = {Outcome.OPEN: "pending", Outcome.WORKED: "effective", Outcome.NOT: "failed"}
PARTS = (("situation", N_("Situation")), ("action", N_("What was done")), ("result", N_("Result reached")), ("advice", N_("Advice for next time")))


def names(table: str) -> dict[str, str]:
    """The entries of a reference table in the viewer's language."""
    return {code: content(name) for code, name in code_table(table).names.items()}


def phases() -> dict[str, str]:
    """Stages a lesson may hold for, by code."""
    return {one.value: plain(one.label) for one in Stage if one is not Stage.CLOSED}


def state(one: Listed) -> str:
    """The state as a coloured word, with the edition where there is one."""
    edition = f" :small[{t('edition {number}', number=one.edition)}]" if one.edition > 1 else ""
    return badge_text(BADGES[one.state], one.state.label) + edition


def used(one: Listed) -> str:
    """How often it was adopted and what came of it, in one line; empty where it never was."""
    if not one.uses:
        return ""
    return t("adopted {count}×, worked {worked}×, did not {failed}×", count=one.uses, worked=one.worked, failed=one.failed)


def applies(of: Applies) -> str:
    """Whom it is for, as Markdown."""
    kinds, classes, stages = names(KINDS), names(PROBLEM_CLASSES), phases()
    parts = [
        labelled(label, escaped(several(known.get(code, code) for code in codes)))
        for label, codes, known in ((N_("Kinds of project"), of.kinds, kinds), (N_("Stages"), of.phases, stages), (N_("Problem classes"), of.classes, classes)) if codes
    ]  # fmt: skip
    return " · ".join(parts) if parts else t("Applies to all projects")


def said(text: Text) -> str:
    """The four parts of an article as Markdown."""
    return "\n\n".join(f"**{t(label)}**  \n" + escaped(getattr(text, name)).replace("\n", "  \n") for name, label in PARTS)


