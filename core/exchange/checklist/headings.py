"""The words of a checklist workbook: sheet titles, headings and coded values in three languages. Pure.

They are part of the file format, so they stand here and not in the message catalogues: a workbook written last
year is read after a catalogue was reworded. The first word of a language is the one that is written; all are read,
whatever their case, width and spaces.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.inspection.rules import Combining, Demand, Method, Veto, Weighting
from core.words import Language

Words = Mapping[Language, tuple[str, ...]]
EN, HANS, HANT = Language.ENGLISH, Language.SIMPLIFIED, Language.TRADITIONAL


class Page(StrEnum):
    """The sheets of the workbook."""

    ITEMS = "items"
    SETTINGS = "settings"
    GRADES = "grades"
    REASONS = "reasons"


class Field(StrEnum):
    """What a column or a line of settings holds."""

    CHECKPOINT_CODE = "checkpoint_code"
    CHECKPOINT = "checkpoint"
    CHECKPOINT_WEIGHT = "checkpoint_weight"
    COMPARED = "compared"
    REPEATED = "repeated"
    LEAST = "least"
    MOST = "most"
    COMBINING = "combining"
    CODE = "code"
    TEXT = "text"
    STANDARD = "standard"
    RULE = "rule"
    EVIDENCE = "evidence"
    METHOD = "method"
    LEVELS = "levels"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    UNIT = "unit"
    PER_FINDING = "per_finding"
    CAP = "cap"
    WEIGHT = "weight"
    VETO = "veto"
    EVIDENCE_REQUIRED = "evidence_required"
    DEMANDS = "demands"
    DEMANDS_AT = "demands_at"
    METRIC = "metric"
    POINTS = "points"
    MINUTES = "minutes"
    SETTING = "setting"
    VALUE = "value"
    WORDING = "wording"
    NAME = "name"
    DESCRIPTION = "description"
    WEIGHTING = "weighting"
    MIN_APPLICABLE = "min_applicable"
    VETO_CAP = "veto_cap"
    BONUS_CAP = "bonus_cap"
    WHOLE_MINUTES = "whole_minutes"
    FLOOR = "floor"


def _words(en: str, hans: str, hant: str) -> Words:
    """Words separated by bars, the one to write first."""
    return {EN: tuple(en.split("|")), HANS: tuple(hans.split("|")), HANT: tuple(hant.split("|"))}


PAGES: Mapping[Page, Words] = {
    Page.ITEMS: _words("Checklist|Items", "检查清单|检查表|检查考评表|评分表", "檢核表|檢查表|查核表|評分表"),
    Page.SETTINGS: _words("Settings", "设置|设定", "設定|設置"),
    Page.GRADES: _words("Grades|Bands", "等级", "等級"),
    Page.REASONS: _words("Reasons|Not applicable", "不适用原因|不适用", "不適用原因|不適用"),
}

HEADINGS: Mapping[Field, Words] = {
    Field.CHECKPOINT_CODE: _words("Checkpoint code|Section code", "检查点代码|检查点编号", "檢核點代碼|檢核點編號"),
    Field.CHECKPOINT: _words(
        "Checkpoint|Checkpoint name|Section", "检查点|检查点名称|检查项目|考评项目|一级指标|类别", "檢核點|檢核點名稱|檢查項目|查核項目|一級指標|類別"
    ),
    Field.CHECKPOINT_WEIGHT: _words(
        "Checkpoint weight|Section weight", "检查点权重|检查点分值|一级权重", "檢核點權重|檢核點配分|一級權重"
    ),
    Field.COMPARED: _words("Compared with measures|Compared with", "对照指标口径|对照口径", "對照衡量指標|對照指標"),
    Field.REPEATED: _words(
        "Repeated for each|Repeated for", "逐一检查对象|重复对象|逐份检查对象", "逐一查核對象|重複對象|逐份查核對象"
    ),
    Field.LEAST: _words("At least so many|Least", "最少份数|至少份数", "最少份數|至少份數"),
    Field.MOST: _words("At most so many|Most", "最多份数", "最多份數"),
    Field.COMBINING: _words("What counts of them|Combining", "合并方式|取值方式", "合併方式|取值方式"),
    Field.CODE: _words("Item code|Code", "指标代码|指标编号|代码|编号", "指標代碼|指標編號|代碼|編號"),
    Field.TEXT: _words("Item|Question", "指标|检查内容|考评内容|评分项|检查项|二级指标", "指標|檢查內容|查核內容|評分項目|二級指標"),
    Field.STANDARD: _words("Standard", "评价标准|检查标准|考评标准|标准", "評核標準|檢查標準|查核標準|標準"),
    Field.RULE: _words("Scoring rule|Rule", "得分规则|评分规则|评分标准|评分办法|扣分标准", "計分規則|評分規則|評分標準|評分方法|扣分標準"),
    Field.EVIDENCE: _words("Evidence", "证据|证明材料|佐证材料", "佐證|證據|佐證資料"),
    Field.METHOD: _words("Method|Scoring method", "评分方式|计分方式", "評分方式|計分方式"),
    Field.LEVELS: _words("Levels", "分档|分档说明|档次", "分級|分級說明"),
    Field.MINIMUM: _words("No points at|Minimum", "零分对应值|最小值|下限", "零分對應值|最小值|下限"),
    Field.MAXIMUM: _words("Full points at|Maximum", "满分对应值|最大值|上限", "滿分對應值|最大值|上限"),
    Field.UNIT: _words("Unit", "单位|计量单位", "單位|計量單位"),
    Field.PER_FINDING: _words("Points per finding", "每处扣分|每项扣分|每件扣分", "每處扣分|每項扣分|每件扣分"),
    Field.CAP: _words("Deduction cap|Cap", "扣分上限", "扣分上限"),
    Field.WEIGHT: _words("Item weight|Weight", "指标权重|权重|分值", "指標權重|權重|配分"),
    Field.VETO: _words("Veto", "否决|否决项|一票否决", "否決|否決項|一票否決"),
    Field.EVIDENCE_REQUIRED: _words("Evidence required", "必须附证据|须附证据", "必須附佐證|須附佐證"),
    Field.DEMANDS: _words("Demanded when points are lost|Demanded", "失分时须|失分要求", "失分時須|失分要求"),
    Field.DEMANDS_AT: _words(
        "Demanded at or below (%)|Demanded at or below", "要求触发线（%）|要求触发线", "要求觸發線（%）|要求觸發線"
    ),
    Field.METRIC: _words("Measured by|Measure", "实测指标口径|实测口径", "實測衡量指標|實測指標"),
    Field.POINTS: _words("Points by value (value=percent)|Points by value", "实测值得分（值=百分比）|实测值得分", "實測值得分（值=百分比）|實測值得分"),
    Field.MINUTES: _words("Planned minutes|Minutes", "计划用时（分钟）|计划分钟|用时", "計畫用時（分鐘）|計畫分鐘|用時"),
    Field.SETTING: _words("Setting", "设置项", "設定項目"),
    Field.VALUE: _words("Value", "值", "值"),
    Field.WORDING: _words("Text", "文字|文本", "文字"),
    Field.NAME: _words("Name", "名称", "名稱"),
    Field.DESCRIPTION: _words("Description", "说明", "說明"),
    Field.WEIGHTING: _words("Weighting", "加权方式", "加權方式"),
    Field.MIN_APPLICABLE: _words("Smallest applicable share", "最低适用比例", "最低適用比例"),
    Field.VETO_CAP: _words("Cap after a veto", "否决后上限", "否決後上限"),
    Field.BONUS_CAP: _words("Cap of bonus points|Bonus cap", "加分上限", "加分上限"),
    Field.WHOLE_MINUTES: _words("Planned minutes of the whole", "整表计划用时（分钟）", "整表計畫用時（分鐘）"),
    Field.FLOOR: _words("From", "起始分|下限", "起始分|下限"),
}

ITEM_FIELDS = tuple(Field)[: tuple(Field).index(Field.SETTING)]
SETTINGS_COLUMNS = (Field.SETTING, Field.VALUE, Field.WORDING)
SETTINGS_FIELDS = (Field.CODE, Field.NAME, Field.DESCRIPTION, Field.WEIGHTING, Field.MIN_APPLICABLE, Field.VETO_CAP, Field.BONUS_CAP, Field.WHOLE_MINUTES)
CHOICE_FIELDS = {Page.GRADES: (Field.CODE, Field.FLOOR, Field.NAME), Page.REASONS: (Field.CODE, Field.NAME)}
CONTENTS = frozenset(
    {Field.CHECKPOINT, Field.REPEATED, Field.TEXT, Field.STANDARD, Field.RULE, Field.EVIDENCE, Field.LEVELS, Field.UNIT, Field.NAME, Field.WORDING}
)
"""Fields with a column per language."""

OTHER_COLUMNS = frozenset(
    "no. no # number 序号 項次 序號 note notes remark remarks 备注 備註 说明 說明 score points 得分 评分 評分 打分 自评分 检查结果 查核結果 检查情况".split()
)
"""Headings of columns that do no harm and are left out."""

SUM_WORDS = frozenset("total sum 合计 总计 小计 合計 總計 小計".split())
"""What people head the row below their weights with."""

LANGUAGE_WORDS: Mapping[Language, tuple[str, ...]] = {
    EN: ("English", "en", "英文", "英语", "英語"),
    HANS: ("简体中文", "zh_Hans", "zh-CN", "Simplified Chinese", "简体", "简中", "簡體中文", "簡體"),
    HANT: ("繁體中文", "zh_Hant", "zh-TW", "Traditional Chinese", "繁體", "繁中", "正體中文", "繁体中文", "繁体"),
}

METHODS: Mapping[Method, Words] = {
    Method.LEVELS: _words("Levels|level", "分档|档次", "分級"),
    Method.NUMERIC: _words("Number|numeric", "数值|数字", "數值|數字"),
    Method.YES_NO: _words("Yes or no|yes_no|yes/no", "是非|是否|是/否", "是非|是否|是/否"),
    Method.DEDUCTION: _words("Deduction|Deduction per finding", "扣分|逐项扣分", "扣分|逐項扣分"),
    Method.SAMPLED: _words("Sample|sampled|Sample checked", "抽样|抽查", "抽樣|抽查"),
    Method.MEASURED: _words("Measured", "实测", "實測"),
    Method.BONUS: _words("Bonus|Bonus points", "加分|加分项", "加分|加分項"),
}
DEMANDS: Mapping[Demand, Words] = {
    Demand.NOTE: _words("Note|a note", "说明|文字说明|备注", "說明|文字說明|備註"),
    Demand.EVIDENCE: _words("Photo|evidence|Photo or file|a photo or file", "照片|照片或文件|证据", "照片|照片或檔案|佐證"),
    Demand.RECTIFICATION: _words("Rectification|Follow-up|a follow-up", "整改|整改单", "改善|矯正|改善單"),
}
VETOES: Mapping[Veto, Words] = {
    Veto.NONE: _words("None|No veto|no", "无|不否决|否", "無|不否決|否"),
    Veto.SECTION: _words("Checkpoint|section|Vetoes its checkpoint", "检查点否决|检查点", "檢核點否決|檢核點"),
    Veto.TOTAL: _words("Sheet|total|Vetoes the sheet", "整表否决|整表|总分否决", "整表否決|整表|總分否決"),
}
WEIGHTINGS: Mapping[Weighting, Words] = {
    Weighting.BY_SECTION: _words("By checkpoint|by_section", "按检查点加权|按检查点", "依檢核點加權|依檢核點"),
    Weighting.BY_ITEM: _words("By item|by_item", "按指标加权|按指标", "依指標加權|依指標"),
}
COMBININGS: Mapping[Combining, Words] = {
    Combining.MEAN: _words("Mean|average|The mean of all counts", "平均|平均值|取平均", "平均|平均值|取平均"),
    Combining.WORST: _words("Worst|lowest|The worst one counts", "最差|最低|取最低", "最差|最低|取最低"),
}
FLAGS: Mapping[bool, Words] = {
    True: _words("Yes|y|true|1|✓|√", "是|需要|必须|须", "是|需要|必須|須"),
    False: _words("No|n|false|0|-|×", "否|不需要|无", "否|不需要|無"),
}


@dataclass(frozen=True)
class Heading:
    """A recognised heading: its field, the language of its texts if it has any, and whether it named that language."""

    field: Field
    language: Language | None = None


def normal(text: str) -> str:
    """`text` for comparison: one width, one case, no blanks, no marks of a required column."""
    return re.sub(r"[\s*:_\-－]+", "", unicodedata.normalize("NFKC", text)).casefold()


def word(words: Words, language: Language) -> str:
    """What is written in `language`."""
    return words[language][0]


def title(field: Field, language: Language, content: Language | None = None) -> str:
    """A column's heading in `language`; for texts with the language of the column's `content`."""
    text = word(HEADINGS[field], language)
    if content is None:
        return text
    return f"{text} ({content.own_name})" if language is EN else f"{text}（{content.own_name}）"


def page_of(name: str) -> Page | None:
    """The sheet that carries this title."""
    wanted = normal(name)
    return next((page for page, words in PAGES.items() if wanted in _all(words)), None)


def _all(words: Words) -> frozenset[str]:
    return frozenset(normal(one) for listed in words.values() for one in listed)


@cache
def _known(fields: tuple[Field, ...]) -> dict[str, Heading]:
    """Every way to write the headings of `fields`."""
    known: dict[str, Heading] = {}
    for field in fields:
        for language, listed in HEADINGS[field].items():
            for text in listed:
                heading = Heading(field, language if field in CONTENTS else None)
                known.setdefault(normal(text), heading)
                if field in CONTENTS:
                    for content, names in LANGUAGE_WORDS.items():
                        for name in names:
                            for form in (f"{text}({name})", f"{text}[{name}]", f"{text}{name}"):
                                known.setdefault(normal(form), Heading(field, content))
    return known


def heading(text: str, fields: Iterable[Field]) -> Heading | None:
    """The heading that `text` is, if it is one of `fields`."""
    return _known(tuple(fields)).get(normal(text))


def is_harmless(text: str) -> bool:
    """Whether a column of this heading may be left out without a word."""
    return normal(text) in {normal(one) for one in OTHER_COLUMNS}


def is_sum(texts: Iterable[str]) -> bool:
    """Whether a row that says no more than this sums up what stands above it."""
    return any(normal(text) in SUM_WORDS for text in texts)


Coded = Method | Demand | Veto | Weighting | Combining | bool


@cache
def _coded(kind: str) -> dict[str, Coded]:
    tables: dict[str, Mapping[Coded, Words]] = {"method": METHODS, "demand": DEMANDS, "veto": VETOES, "weighting": WEIGHTINGS, "combining": COMBININGS, "flag": FLAGS}  # type: ignore[dict-item]
    return {form: code for code, words in tables[kind].items() for form in _all(words)}


def method(text: str) -> Method | None:
    """The method that `text` names in any language."""
    return _coded("method").get(normal(text))  # type: ignore[return-value]


def demands(text: str) -> tuple[Demand, ...] | None:
    """What a cell demands, its words in any language separated by commas or the like; None if one is not known."""
    found = {_coded("demand").get(normal(one)) for one in re.split(r"[,;、，；+/\n]+", text) if one.strip()}
    return None if None in found else tuple(one for one in Demand if one in found)


def veto(text: str) -> Veto | None:
    """The veto that `text` names in any language."""
    return _coded("veto").get(normal(text))  # type: ignore[return-value]


def weighting(text: str) -> Weighting | None:
    """The weighting that `text` names in any language."""
    return _coded("weighting").get(normal(text))  # type: ignore[return-value]


def combining(text: str) -> Combining | None:
    """The way of combining that `text` names in any language."""
    return _coded("combining").get(normal(text))  # type: ignore[return-value]


def flag(text: str) -> bool | None:
    """Yes or no in any language."""
    return _coded("flag").get(normal(text))  # type: ignore[return-value]
