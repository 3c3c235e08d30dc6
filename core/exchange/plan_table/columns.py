"""The columns of a plan in a spreadsheet, and the words of their cells. Pure.

The words are part of the file format, so they stand here and not in the message catalogues. The first of a language is
written; all are read, whatever their case, width, blanks and signs.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from core.planning.rules.plan import Constraint
from core.planning.rules.sheet import Kind
from core.words import Language

EN, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL


class Field(StrEnum):
    """What a column tells of a row. The last ones are told by a plan and never read."""

    ROW = "row"
    WBS = "wbs"
    LEVEL = "level"
    NAME = "name"
    KIND = "kind"
    DURATION = "duration"
    BEFORE = "before"
    START = "start"
    FINISH = "finish"
    PERCENT = "percent"
    PEOPLE = "people"
    OWNER = "owner"
    DELIVERABLE = "deliverable"
    STANDARD = "standard"
    OBJECTIVE = "objective"
    COST = "cost"
    CONSTRAINT = "constraint"
    CONSTRAINT_AT = "constraint_at"
    DEADLINE = "deadline"
    ACTUAL_START = "actual_start"
    ACTUAL_FINISH = "actual_finish"
    SHORTEST = "shortest"
    LONGEST = "longest"
    PRIORITY = "priority"
    NOT_BEFORE = "not_before"
    SLACK = "slack"
    FREE_SLACK = "free_slack"
    CRITICAL = "critical"
    LATE_START = "late_start"
    LATE_FINISH = "late_finish"
    BASE_START = "base_start"
    BASE_FINISH = "base_finish"
    LATER = "later"


TOLD = frozenset({Field.SLACK, Field.FREE_SLACK, Field.CRITICAL, Field.LATE_START, Field.LATE_FINISH, Field.BASE_START, Field.BASE_FINISH, Field.LATER})
"""What follows from the rest: written, known again, never read."""
READ = tuple(field for field in Field if field not in TOLD)

HEADINGS: Mapping[Field, Mapping[Language, tuple[str, ...]]] = {
    Field.ROW: {EN: ("Row", "ID", "#", "Task ID", "Line", "Row number"), HANS: ("行", "行号", "标识号", "序号", "任务编号", "任务ID"), HANT: ("列", "列號", "識別碼", "序號", "任務編號")},
    Field.WBS: {EN: ("WBS", "Outline number", "WBS code", "WBS number", "No.", "Number"), HANS: ("WBS", "WBS编号", "WBS编码", "大纲数字", "大纲编号", "编号"), HANT: ("WBS", "WBS編號", "大綱編號", "編號")},
    Field.LEVEL: {EN: ("Outline level", "Level", "Indent"), HANS: ("大纲级别", "级别", "层级", "任务级别"), HANT: ("大綱階層", "層級", "階層", "大綱層級")},
    Field.NAME: {EN: ("Task", "Task name", "Name", "Activity", "Title", "Work package", "Summary"), HANS: ("任务", "任务名称", "名称", "活动", "活动名称", "工作内容", "工作项", "事项", "工作包"), HANT: ("任務", "任務名稱", "名稱", "活動", "工作內容", "工作項目", "工作包")},
    Field.KIND: {EN: ("Kind", "Type", "Milestone"), HANS: ("类型", "任务类型", "里程碑", "是否里程碑"), HANT: ("類型", "任務類型", "里程碑")},
    Field.DURATION: {EN: ("Duration", "Days", "Work days", "Planned duration"), HANS: ("工期", "天数", "工作日", "持续时间", "历时", "计划工期"), HANT: ("工期", "天數", "工作天", "期間", "歷時")},
    Field.BEFORE: {EN: ("Waits for", "Predecessors", "Predecessor", "Depends on", "Dependencies"), HANS: ("前置任务", "前置", "紧前任务", "前导任务", "依赖", "紧前工作"), HANT: ("前置任務", "前置", "先行任務", "前置作業", "相依")},
    Field.START: {EN: ("Start", "Start date", "Start time", "Begin", "Planned start", "From"), HANS: ("开始", "开始时间", "开始日期", "计划开始", "计划开始时间", "计划开始日期", "起始日期"), HANT: ("開始", "開始時間", "開始日期", "計畫開始", "計畫開始日期", "起始日期")},
    Field.FINISH: {EN: ("Finish", "Finish date", "Finish time", "End", "End date", "Due", "Due date", "Planned finish", "To"), HANS: ("完成", "完成时间", "完成日期", "结束时间", "结束日期", "计划完成", "计划完成时间", "计划完成日期", "截止时间"), HANT: ("完成", "完成時間", "完成日期", "結束時間", "結束日期", "計畫完成", "計畫完成日期")},
    Field.PERCENT: {EN: ("Done %", "% Complete", "Percent complete", "Progress", "% Done", "Done"), HANS: ("完成%", "完成百分比", "%完成", "进度", "完成率", "完成度", "完成进度"), HANT: ("完成%", "完成百分比", "%完成", "進度", "完成率", "完成度")},
    Field.PEOPLE: {EN: ("People", "Resource names", "Resources", "Assigned to", "Assignee", "Assignees"), HANS: ("人员", "资源名称", "资源", "参与人", "执行人", "成员"), HANT: ("人員", "資源名稱", "資源", "參與人", "執行人", "成員")},
    Field.OWNER: {EN: ("Answers for it", "Owner", "Responsible", "Accountable", "Contact"), HANS: ("负责人", "责任人", "联系人"), HANT: ("負責人", "責任人", "連絡人", "聯絡人")},
    Field.DELIVERABLE: {EN: ("Deliverable", "Deliverables", "Output"), HANS: ("交付物", "交付成果", "成果", "输出"), HANT: ("交付項目", "交付物", "成果", "產出")},
    Field.STANDARD: {EN: ("Quality standard", "Acceptance criteria", "Standard"), HANS: ("质量标准", "验收标准", "标准"), HANT: ("品質標準", "驗收標準", "標準")},
    Field.OBJECTIVE: {EN: ("Objective", "Goal"), HANS: ("目标",), HANT: ("目標",)},
    Field.COST: {EN: ("Cost", "Fixed cost", "Budget"), HANS: ("成本", "费用", "预算", "固定成本"), HANT: ("成本", "費用", "預算", "固定成本")},
    Field.CONSTRAINT: {EN: ("Constraint", "Constraint type"), HANS: ("限制条件", "限制类型", "限制", "约束类型"), HANT: ("限制條件", "限制類型", "限制", "限制式類型")},
    Field.CONSTRAINT_AT: {EN: ("Constraint date",), HANS: ("限制日期", "约束日期"), HANT: ("限制日期", "限制式日期")},
    Field.DEADLINE: {EN: ("Deadline",), HANS: ("最后期限", "期限", "截止日期"), HANT: ("最後期限", "期限", "截止日期")},
    Field.ACTUAL_START: {EN: ("Really begun on", "Actual start"), HANS: ("实际开始", "实际开始时间", "实际开始日期"), HANT: ("實際開始", "實際開始時間", "實際開始日期")},
    Field.ACTUAL_FINISH: {EN: ("Really finished on", "Actual finish", "Actual end"), HANS: ("实际完成", "实际完成时间", "实际完成日期", "实际结束"), HANT: ("實際完成", "實際完成時間", "實際完成日期")},
    Field.SHORTEST: {EN: ("At best", "Optimistic duration"), HANS: ("最短", "乐观工期", "最短工期"), HANT: ("最短", "樂觀工期", "最短工期")},
    Field.LONGEST: {EN: ("At worst", "Pessimistic duration"), HANS: ("最长", "悲观工期", "最长工期"), HANT: ("最長", "悲觀工期", "最長工期")},
    Field.PRIORITY: {EN: ("Priority",), HANS: ("优先级",), HANT: ("優先順序", "優先級")},
    Field.NOT_BEFORE: {EN: ("Levelled to",), HANS: ("均衡后不早于",), HANT: ("平衡後不早於",)},
    Field.SLACK: {EN: ("Slack (days)", "Total slack", "Total float", "Slack"), HANS: ("总时差（天）", "总时差", "可宽延的总时间"), HANT: ("總時差（天）", "總時差", "總寬裕時間")},
    Field.FREE_SLACK: {EN: ("Free slack (days)", "Free slack", "Free float"), HANS: ("自由时差（天）", "自由时差", "可用可宽延时间"), HANT: ("自由時差（天）", "自由時差", "可用寬裕時間")},
    Field.CRITICAL: {EN: ("Critical path", "Critical"), HANS: ("关键路径", "关键"), HANT: ("關鍵路徑", "要徑", "關鍵")},
    Field.LATE_START: {EN: ("Latest start", "Late start"), HANS: ("最晚开始", "最晚开始时间"), HANT: ("最晚開始", "最晚開始時間")},
    Field.LATE_FINISH: {EN: ("Latest finish", "Late finish"), HANS: ("最晚完成", "最晚完成时间"), HANT: ("最晚完成", "最晚完成時間")},
    Field.BASE_START: {EN: ("Baseline start",), HANS: ("基线开始", "基线开始时间", "比较基准开始时间"), HANT: ("基準開始", "基準線開始", "比較基準開始時間")},
    Field.BASE_FINISH: {EN: ("Baseline finish",), HANS: ("基线完成", "基线完成时间", "比较基准完成时间"), HANT: ("基準完成", "基準線完成", "比較基準完成時間")},
    Field.LATER: {EN: ("Calendar days later",), HANS: ("推迟日历天数",), HANT: ("延後日曆天數",)},
}  # fmt: skip
EITHER = frozenset({"id", "no", "number", "编号", "編號", "序号", "序號", "任务编号", "任務編號"})
"""Headings that people use for the number of a row as well as for its place in the outline: the cells tell which."""

KINDS: Mapping[Kind, Mapping[Language, tuple[str, ...]]] = {
    Kind.TASK: {EN: ("Task",), HANS: ("任务",), HANT: ("任務",)},
    Kind.MILESTONE: {EN: ("Milestone",), HANS: ("里程碑",), HANT: ("里程碑",)},
    Kind.GATE: {EN: ("Gate",), HANS: ("关口", "评审点"), HANT: ("關卡", "審查點")},
}
CONSTRAINTS: Mapping[Constraint, Mapping[Language, tuple[str, ...]]] = {
    Constraint.AS_SOON_AS_POSSIBLE: {EN: ("As soon as possible", "ASAP"), HANS: ("越早越好",), HANT: ("越早越好", "儘快")},
    Constraint.AS_LATE_AS_POSSIBLE: {EN: ("As late as possible", "ALAP"), HANS: ("越晚越好",), HANT: ("越晚越好", "儘可能延後")},
    Constraint.MUST_START_ON: {EN: ("Must start on", "MSO"), HANS: ("必须开始于",), HANT: ("必須開始於",)},
    Constraint.MUST_FINISH_ON: {EN: ("Must finish on", "MFO"), HANS: ("必须完成于",), HANT: ("必須完成於",)},
    Constraint.START_NO_EARLIER_THAN: {EN: ("Start no earlier than", "SNET"), HANS: ("不得早于…开始",), HANT: ("不得早於…開始",)},
    Constraint.START_NO_LATER_THAN: {EN: ("Start no later than", "SNLT"), HANS: ("不得晚于…开始",), HANT: ("不得晚於…開始",)},
    Constraint.FINISH_NO_EARLIER_THAN: {EN: ("Finish no earlier than", "FNET"), HANS: ("不得早于…完成",), HANT: ("不得早於…完成",)},
    Constraint.FINISH_NO_LATER_THAN: {EN: ("Finish no later than", "FNLT"), HANS: ("不得晚于…完成",), HANT: ("不得晚於…完成",)},
}
YES: Mapping[Language, tuple[str, ...]] = {EN: ("Yes", "y", "true", "1", "x"), HANS: ("是", "有"), HANT: ("是", "有")}
NO: Mapping[Language, tuple[str, ...]] = {EN: ("No", "n", "false", "0"), HANS: ("否", "无"), HANT: ("否", "無")}
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


def normal(text: str) -> str:
    """One way of writing for the same word: no case, width, blanks or signs; a percent sign is a word."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).replace("%", "percent")).casefold()


_FIELDS = {normal(word): field for field, words in HEADINGS.items() for many in words.values() for word in many} | {"": None}
_KINDS = {normal(word): kind for kind, words in KINDS.items() for many in words.values() for word in many}
_CONSTRAINTS = {normal(word): one for one, words in CONSTRAINTS.items() for many in words.values() for word in many}
_YES = {normal(word) for many in YES.values() for word in many}
_NO = {normal(word) for many in NO.values() for word in many}


def field_of(heading: str) -> Field | None:
    """The field that a heading names, whatever stands in brackets behind it; None if it names none."""
    text = unicodedata.normalize("NFKC", heading).strip()
    if text == "#":
        return Field.ROW
    return _FIELDS.get(normal(text)) or _FIELDS.get(normal(_BRACKETS.sub("", text)))


def unit_of(heading: str) -> str:
    """What stands in the brackets of a heading, such as “h” in “Duration (h)”; empty if nothing does."""
    found = _BRACKETS.search(unicodedata.normalize("NFKC", heading))
    return found[0][1:-1].strip().casefold() if found else ""


def kind_of(text: str) -> Kind | None:
    """The kind of row that a cell names; of a column that asks “Milestone?” its yes and no. None if it names none."""
    key = normal(text)
    return Kind.MILESTONE if key in _YES else Kind.TASK if key in _NO else _KINDS.get(key)


def constraint_of(text: str) -> Constraint | None:
    """The constraint that a cell names; None if it names none."""
    return _CONSTRAINTS.get(normal(text))
