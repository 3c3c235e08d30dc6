"""What belongs to a project's archive, and how complete it is. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from core.errors import Refusal
from core.words import N_

TITLE_LIMIT, PLACE_LIMIT, WHY_LIMIT, MOST_ENTRIES, MOST_FILES = 160, 300, 300, 200, 20


class Class(StrEnum):
    DOCUMENTS = "documents"
    SYSTEM = "system"
    TRAINING = "training"
    FEEDBACK = "feedback"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        return {
            Class.DOCUMENTS: N_("Documents"), Class.SYSTEM: N_("System and configuration"), Class.TRAINING: N_("Training material"), Class.FEEDBACK: N_("Customer feedback"),
            Class.SUMMARY: N_("Summary report"),
        }[self]  # fmt: skip


class Part(StrEnum):
    REQUIREMENTS = "requirements"
    DESIGN = "design"
    TEST_REPORT = "test_report"
    MANUAL = "manual"
    SYSTEM = "system"
    CONFIGURATION = "configuration"
    TRAINING_PLAN = "training_plan"
    TRAINING_RECORD = "training_record"
    TRAINING_RESULT = "training_result"
    SATISFACTION = "satisfaction"
    SERVICE_REVIEW = "service_review"
    SUMMARY = "summary"

    @property
    def label(self) -> str:
        return {
            Part.REQUIREMENTS: N_("Requirements"), Part.DESIGN: N_("Design"), Part.TEST_REPORT: N_("Test report"), Part.MANUAL: N_("User manual"), Part.SYSTEM: N_("System"),
            Part.CONFIGURATION: N_("Configuration"), Part.TRAINING_PLAN: N_("Training plan"), Part.TRAINING_RECORD: N_("Training record"), Part.TRAINING_RESULT: N_("Training assessment"),
            Part.SATISFACTION: N_("Satisfaction report"), Part.SERVICE_REVIEW: N_("Service evaluation report"), Part.SUMMARY: N_("Summary report"),
        }[self]  # fmt: skip


PARTS: Mapping[Class, tuple[Part, ...]] = {
    Class.DOCUMENTS: (Part.REQUIREMENTS, Part.DESIGN, Part.TEST_REPORT, Part.MANUAL),
    Class.SYSTEM: (Part.SYSTEM, Part.CONFIGURATION),
    Class.TRAINING: (Part.TRAINING_PLAN, Part.TRAINING_RECORD, Part.TRAINING_RESULT),
    Class.FEEDBACK: (Part.SATISFACTION, Part.SERVICE_REVIEW),
    Class.SUMMARY: (Part.SUMMARY,),
}


class WhereMissing(Refusal):
    message = N_("Say where it is kept, or add its file, or say why the project has none.")


class TooManyEntries(Refusal):
    message = N_("An archive takes at most {limit} entries.")


class TooManyArchiveFiles(Refusal):
    message = N_("An entry of the archive takes at most {limit} files.")


def missing(filed: Collection[Part]) -> tuple[Part, ...]:
    """The parts without an entry, in their order."""
    return tuple(part for parts in PARTS.values() for part in parts if part not in filed)


def completeness(filed: Collection[Part]) -> Mapping[Class, tuple[int, int]]:
    """Of each class how many parts are there, out of how many."""
    return {one: (sum(part in filed for part in parts), len(parts)) for one, parts in PARTS.items()}
