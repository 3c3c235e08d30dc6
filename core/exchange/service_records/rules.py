"""The rows of a foreign table as service records, with every fault named by its row. Pure.

The words are part of the file format, so they stand here and not in the message catalogues. The first of a language is
written; all are read, whatever their case, width and spaces.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from core.inspection.objects.rules import Fault, FaultyRecords, Line, Part
from core.words import N_, Content, Language

EN, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL
PROJECT, NUMBER, DATE, CUSTOMER, TYPE, HANDLER = "project", "number", "date", "customer", "type", "handler"
CHANNEL, DEMAND, RESULT, FEEDBACK, REFERENCE = (one.value for one in (Part.CHANNEL, Part.DEMAND, Part.RESULT, Part.FEEDBACK, Part.REFERENCE))
NEEDED = (PROJECT, NUMBER, DATE, CUSTOMER)
HEADINGS: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    PROJECT: {EN: ("Project", "Project code"), HANS: ("项目", "项目代码", "项目编号"), HANT: ("專案", "專案代碼", "專案編號")},
    NUMBER: {EN: ("Number", "No.", "Record number", "Case"), HANS: ("编号", "记录编号", "工单号"), HANT: ("編號", "紀錄編號", "工單號")},
    DATE: {EN: ("Date", "Day"), HANS: ("日期", "服务日期"), HANT: ("日期", "服務日期")},
    CUSTOMER: {EN: ("Customer", "Customer name"), HANS: ("客户", "客户名称"), HANT: ("客戶", "客戶名稱")},
    TYPE: {EN: ("Customer type", "Customer class"), HANS: ("客户类型", "客户类别"), HANT: ("客戶類型", "客戶類別")},
    HANDLER: {EN: ("Handled by", "Handler"), HANS: ("处理人", "经办人"), HANT: ("處理人", "經辦人")},
    CHANNEL: {EN: ("Channel",), HANS: ("渠道", "沟通渠道", "服务渠道"), HANT: ("管道", "溝通管道", "服務管道")},
    DEMAND: {EN: ("Customer's request", "Request", "Demand"), HANS: ("客户诉求", "诉求", "服务内容"), HANT: ("客戶訴求", "訴求", "服務內容")},
    RESULT: {EN: ("Result", "Outcome"), HANS: ("处理结果", "结果"), HANT: ("處理結果", "結果")},
    FEEDBACK: {EN: ("Customer's feedback", "Feedback"), HANS: ("客户反馈", "反馈"), HANT: ("客戶回饋", "回饋")},
    REFERENCE: {EN: ("Files", "File reference", "Attachment"), HANS: ("附件", "附件编号", "归档位置"), HANT: ("附件", "附件編號", "歸檔位置")},
}
ALSO = {"key": ("vip", "重要", "重要客户", "重要客戶"), "regular": ("ordinary", "普通"), "prospect": ("potential", "潜在", "潛在")}
"""What people write for the types that ship, beside their names."""
HEADING_ROWS = 10
"""A title may stand above the headings, but not a page of text."""
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_FIRST_OF_EXCEL = date(1899, 12, 30)

Cells = Sequence[object]


def normal(value: object) -> str:
    """One way of writing for the same heading or word."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text_of(value))).casefold()


def text_of(value: object) -> str:
    """A cell as text; a whole number without its decimals."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def day_of(value: object) -> date | None:
    """A day as spreadsheets and people write it, the year first; None if it is none. 3/4/2026 is refused as ambiguous."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 <= value < 100_000:  # Excel's own count of days
        return _FIRST_OF_EXCEL + timedelta(days=int(value))
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text_of(value)))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


_KNOWN = {normal(word): field for field, words in HEADINGS.items() for many in words.values() for word in many}


def lines(rows: Sequence[Cells], types: Mapping[str, Content], channels: Mapping[str, Content] | None = None) -> list[Line]:
    """The service records in `rows`; customer type and channel may stand as their code or their name. Refuses FaultyRecords with every fault."""
    for number, row in enumerate(rows[:HEADING_ROWS]):
        fields = [_KNOWN.get(normal(cell)) for cell in row]
        if NUMBER in fields and sum(one is not None for one in fields) > 1:
            return _read(rows, number, types, channels or {})
    raise FaultyRecords([Fault(0, N_("The headings of service records were not found. Download the empty table to see how they read."))])


def _read(rows: Sequence[Cells], head: int, types: Mapping[str, Content], channels: Mapping[str, Content]) -> list[Line]:
    faults = _heading_faults(rows[head], head + 1)
    columns = {_KNOWN[normal(cell)]: index for index, cell in reversed(list(enumerate(rows[head]))) if normal(cell) in _KNOWN}
    called = {normal(word): code for code, names in types.items() for word in (code, *names.values(), *ALSO.get(code, ()))}
    reached = {normal(word): code for code, names in channels.items() for word in (code, *names.values())}
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(text_of(cell) for cell in row):
            continue

        def cell(field: str, row: Cells = row) -> object:
            index = columns.get(field)
            return row[index] if index is not None and index < len(row) else None

        day = day_of(cell(DATE))
        if day is None and text_of(cell(DATE)):
            faults.append(Fault(number, N_("“{value}” is no date. Write it as 2026-04-30."), {"value": text_of(cell(DATE))[:40]}))
        type_, channel = text_of(cell(TYPE)), text_of(cell(CHANNEL))
        found.append(
            Line(
                number, text_of(cell(PROJECT)), text_of(cell(NUMBER)), day, text_of(cell(CUSTOMER)), called.get(normal(type_), type_), text_of(cell(HANDLER)),
                reached.get(normal(channel), channel), *(text_of(cell(one)) for one in (DEMAND, RESULT, FEEDBACK, REFERENCE)),
            )
        )  # fmt: skip
    if not found:
        faults.append(Fault(0, N_("There is no row below the headings.")))
    if faults:
        raise FaultyRecords(faults)
    return found


def _heading_faults(row: Cells, number: int) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for cell in row:
        field = _KNOWN.get(normal(cell))
        if not normal(cell):
            continue
        if field is None:
            faults.append(Fault(number, N_("The column “{column}” is not known."), {"column": text_of(cell)[:60]}))
        elif field in seen:
            faults.append(Fault(number, N_("The column “{column}” stands twice."), {"column": text_of(cell)[:60]}))
        else:
            seen.add(field)
    missing = [" / ".join(dict.fromkeys(words[0] for words in HEADINGS[field].values())) for field in NEEDED if field not in seen]
    return faults + [Fault(number, N_("The column “{column}” is missing."), {"column": one}) for one in missing]
