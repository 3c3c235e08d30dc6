"""Words: whole sentences, in every language, with nothing left in English on the screen.

What a glossary settles is checked where a machine can: the marks of a language, its script, and the words that give
away a text carried over from the other side. The rest is reading.
"""

import ast
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

from core.words import Language, extract
from core.words.extract import MARKS, ROOT, TRANSLATED, Key, kept, messages

SAID = messages()
ONE_AND_MANY = {key if isinstance(key, str) else key[0]: key if isinstance(key, str) else key[1] for key in SAID}
HAN = "\u3400-\u9fff"

SCRIPTS = (
    "项項 专專 质質 储儲 录錄 号號 检檢 点點 评評 标標 则則 满滿 总總 权權 档檔 级級 数數 关關 问問 题題 决決 适適 证證 据據 备備 优優 抽抽 "
    "样樣 冲衝 订訂 废廢 阅閱 认認 诉訴 发發 复複 员員 组組 织織 务務 驾駕 驶駛 舱艙 轮輪 场場 记記 纪紀 测測 计計 设設 语語 简簡 导導 "
    "账帳 户戶 码碼 会會 话話 选選 择擇 应應 该該 请請 说說 读讀 写寫 输輸 错錯 误誤 没沒 无無 为為 与與 从從 个個 们們 这這 还還 对對 "
    "开開 结結 启啟 动動 规規 划劃 执執 监監 类類 页頁 图圖 片片 压壓 缩縮 损損 坏壞 单單 终終 较較 严嚴 虚虛 热熱 趋趨 势勢 门門 阈閾 "
    "间間 区區 断斷 条條 连連 链鏈 两兩 双雙 节節 假假 将將 让讓 书書 买買 卖賣 现現 实實 际際 态態 变變 验驗 审審 计計 历歷 载載 资資 "
    "讯訊 网網 邮郵 脑腦 机機 电電 视視 听聽 显顯 隐隱 锁鎖 销銷 钟鐘 时時 长長 旧舊 处處 满滿 属屬 层層 构構 极極 样樣 签簽 筛篩 调調 "
    "谢謝 讲講 许許 论論 访訪 词詞 试試 译譯 违違 约約 离離 缺缺 邻鄰 铁鐵 链鏈 闭閉 队隊 阶階 随隨 难難 顺順 预預 领領 频頻 颜顏 风風 "
    "饭飯 马馬 鱼魚 鸟鳥 龙龍 后後 经經 过過 达達 迟遲 进進 远遠 运運 连連 释釋 针針 错錯 销銷 镇鎮 独獨 确確 称稱 积積 稳穩 穷窮 "
    "竞競 笔筆 纯純 级級 线線 练練 组組 细細 给給 统統 继繼 续續 维維 综綜 绿綠 缓緩 编編 缘緣 罗羅 罚罰 职職 联聯 肃肅 胜勝 脱脫 范範 "
    "荐薦 获獲 营營 补補 装裝 见見 观觀 觉覺 触觸 警警 负負 责責 败敗 货貨 购購 贯貫 费費 贺賀 赔賠 赖賴 赞贊 车車 转轉 软軟 辅輔 辑輯"
)
SIMPLIFIED_ONLY = {pair[0] for pair in SCRIPTS.split() if pair[0] != pair[1]}
TRADITIONAL_ONLY = {pair[1] for pair in SCRIPTS.split() if pair[0] != pair[1]}

CARRIED_OVER = {
    Language.SIMPLIFIED: "专案 品质 储存 登入 登出 资讯 使用者 预设 列印 汇入 汇出 范本 送出 帐号 搜寻 设定 稽核 查核 评核 检核 缺失 佐证 字元 视窗 "
    "栏位 活页簿 储存格 连结 透过 客诉 教育训练 同仁",
    Language.TRADITIONAL: "質量 保存 登錄 信息 用戶 默認 打印 導入 導出 模板 提交 賬號 搜索 設置 整改 合同 加載 鏈接 屏幕 文件 字段 字符 數據庫 審計 "
    "檢查 問題點 證據 單元格 工作簿 投訴 法定節假日 添加 刷新",
}  # fmt: skip
"""Words of the other side; the glossary says what takes their place."""


def names(text: str) -> set[str]:
    """The placeholders of a message."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def translations() -> Iterator[tuple[Language, str, str]]:
    """Every translated message (the plural form of a counted one) with its translation, per language."""
    for language in TRANSLATED:
        for one, text in kept(language).items():
            if text:
                yield language, ONE_AND_MANY.get(one, one), text


def faults(found: list[str]) -> str:
    return "\n" + "\n".join(found)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_no_translation_is_left_over(language: Language) -> None:
    there = {one for one, text in kept(language).items() if text}
    assert there == set(ONE_AND_MANY), "run `make words`, then fill what it prints into data/words"


def test_extracting_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "words"
    shutil.copytree(extract.CATALOGUES, copy)
    monkeypatch.setattr(extract, "CATALOGUES", copy)
    before = {path: path.read_bytes() for path in copy.rglob("*.po")}
    assert len(before) == len(TRANSLATED)
    assert extract.main() == 0, "a translation is missing"
    assert capsys.readouterr().out == ""
    assert {path: path.read_bytes() for path in before} == before, "run `make words`"


def test_a_new_message_is_added_and_an_unused_one_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "words"
    shutil.copytree(extract.CATALOGUES, copy)
    monkeypatch.setattr(extract, "CATALOGUES", copy)
    said: dict[Key, list[str]] = {"Save": ["Home.py"], "Never said before": ["Home.py"], ("one leaf", "{count} leaves"): ["Home.py"]}
    monkeypatch.setattr(extract, "messages", lambda: said)
    assert extract.main() == 1
    assert "zh_Hans: Never said before" in capsys.readouterr().out
    assert kept(Language.TRADITIONAL) == {"Save": "儲存", "Never said before": "", "one leaf": ""}


def test_catalogues_carry_no_dummy_names_and_no_dates() -> None:
    for language in TRANSLATED:
        head = extract.path_of(language).read_text("utf-8").split("\n\n")[0]
        assert not re.search(r"AUTHOR|EMAIL|ORGANIZATION|YEAR|FULL NAME|Date|\d{4}", head), head


def test_a_translation_has_the_placeholders_of_its_message() -> None:
    assert not (wrong := [f"{language}: {message} -> {text}" for language, message, text in translations() if names(message) != names(text)]), faults(wrong)


def test_a_counted_message_names_its_count() -> None:
    for one, many in (key for key in SAID if isinstance(key, tuple)):
        assert names(one) <= names(many)
        assert "count" in names(many), many


def test_a_translation_keeps_the_marks_of_its_message() -> None:
    """Bold, line ends, the full stop: a label has none and a sentence has one."""

    def marks(text: str) -> tuple[int, bool, str]:
        return text.count("**"), text.rstrip("*").endswith((".", "。")), re.sub(r"\S.*\S|\S", "", text, flags=re.S)

    def meant(message: str) -> tuple[int, bool, str]:
        bold, stop, space = marks(message)
        return bold, stop and message != "No.", space  # "No." is a number's heading

    assert not (wrong := [f"{language}: {message} -> {text}" for language, message, text in translations() if meant(message) != marks(text)]), faults(wrong)


def test_nobody_is_shouted_at() -> None:
    said = [*ONE_AND_MANY, *ONE_AND_MANY.values(), *(text for _, _, text in translations())]
    assert not [text for text in said if re.search("[!！]", text)]


def test_chinese_has_its_own_punctuation() -> None:
    """Full-width marks, the quotation marks of each side, no space beside a Chinese character."""
    half = re.compile(rf"[{HAN}}}][,;:?()\"']|[,;:?()\"'][{HAN}{{]|[{HAN}] | [{HAN}]|\.\.\.")
    other = {Language.SIMPLIFIED: "「」『』", Language.TRADITIONAL: "“”‘’"}
    wrong = [
        f"{language}: {text}"
        for language, _, text in translations()
        if half.search(re.sub(r"\{\w+\}", "{}", text).replace("**", "").replace(" · ", "")) or any(mark in text for mark in other[language])
    ]
    assert not wrong, faults(wrong)


def test_each_side_has_its_own_script() -> None:
    foreign = {Language.SIMPLIFIED: TRADITIONAL_ONLY, Language.TRADITIONAL: SIMPLIFIED_ONLY}
    assert not SIMPLIFIED_ONLY & TRADITIONAL_ONLY
    wrong = [f"{language}: {text} ({''.join(sorted(found))})" for language, _, text in translations() if (found := foreign[language] & set(text.replace("里程碑", "")))]
    assert not wrong, faults(wrong)  # a milestone is written alike on both sides


def test_each_side_has_its_own_words() -> None:
    wrong = [f"{language}: {text} ({word})" for language, _, text in translations() for word in CARRIED_OVER[language].split() if word in text]
    assert not wrong, faults(wrong)


# --- the code ---------------------------------------------------------------------------------------------------------

FIRST = set(
    "badge button caption checkbox date_input download_button error expander file_uploader form_submit_button header info link_button "
    "markdown metric multiselect number_input page_link pills popover progress radio segmented_control select_slider selectbox slider spinner status "
    "subheader success tabs text text_area text_input time_input title toast toggle warning write".split()
)
"""Streamlit calls whose first argument the viewer reads (a column's heading too)."""
NAMED = {"alt", "help", "label", "page_title", "placeholder", "text", "title"}
"""Keyword arguments that the viewer reads; of Altair only the titles."""
OWN = {"nothing": (0,), "badge": (1,), "badge_text": (1,), "confirm": (1, 2, 3), "download": (0,), "labelled": (0,), "names": (0,)}
"""Our own parts, and which of their arguments are messages."""

PAGES = sorted([ROOT / "Home.py", *(ROOT / "pages").glob("**/*.py")])


def shown(node: ast.expr) -> Iterator[str]:
    """The literal text in an argument, a gap for everything computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "\0" for part in node.values)
    elif isinstance(node, ast.BinOp):
        yield from (*shown(node.left), *shown(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*shown(node.body), *shown(node.orelse))
    elif isinstance(node, ast.List | ast.Tuple):
        for one in node.elts:
            yield from shown(one)


def is_english(text: str) -> bool:
    """Whether words are left once Markdown's icons, colours, addresses and entities are taken away."""
    bare = re.sub(r":material/\w+:|:[\w-]+\[|\]\([^)]*\)?|\([/?][^)]*\)|&\w+;|</?\w+[^>]*>", " ", text)
    return bool(re.search(r"[A-Za-z]{2,}", bare))


def arguments(call: ast.Call) -> Iterator[ast.expr]:
    """What the viewer reads of a call."""
    spoken = ast.unparse(call.func)  # "st.button", "left.metric", "kit.nothing", "alt.Chart(frame).properties"
    root, name = re.split(r"\W", spoken)[0], spoken.rpartition(".")[2]
    if root in ("log", "logging"):
        return
    if name in OWN and root != "st":
        yield from (call.args[place] for place in OWN[name] if place < len(call.args))
    elif "." in spoken and (name in FIRST or name.endswith("Column")):
        yield from call.args[:1]
    read = {"title"} if root == "alt" else NAMED if root == "st" or name in FIRST else set()
    yield from (one.value for one in call.keywords if one.arg in read)


def test_pages_say_nothing_in_bare_english(capsys: pytest.CaptureFixture[str]) -> None:
    """A literal on the screen goes through t(), plain() or N_(); an exception wears `# house: reason` on its line."""
    bare, excused = [], []
    for path in PAGES:
        source = path.read_text("utf-8")
        lines = source.splitlines()
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            for argument in arguments(node):
                for text in shown(argument):
                    if is_english(text):
                        where = f"{path.relative_to(ROOT)}:{argument.lineno}: {text!r}"
                        (excused if "# house:" in lines[argument.lineno - 1] else bare).append(where)
    with capsys.disabled():
        for one in excused:
            print(f"\n  excused: {one}", end="")
    assert not bare, "say it with t(), plain() or N_():" + faults(bare)


def test_a_choice_of_many_has_a_placeholder_of_ours() -> None:
    """Without one Streamlit writes "Choose options" into it, in English."""
    wanting = []
    for path in PAGES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".multiselect") and "placeholder" not in {one.arg for one in node.keywords}:
                wanting.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wanting, faults(wanting)


def test_no_message_is_glued_from_pieces() -> None:
    """What is marked is one literal with placeholders, or a variable; never an f-string or a sum."""
    glued = []
    for path in [*PAGES, *sorted((ROOT / "core").glob("**/*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                for one in node.args[: MARKS[node.func.id]]:
                    if isinstance(one, ast.JoinedStr | ast.BinOp) or (node.func.id == "N_" and not isinstance(one, ast.Constant)):
                        glued.append(f"{path.relative_to(ROOT)}:{one.lineno}")
    assert not glued, faults(glued)


def test_nothing_is_escaped_twice():
    """`t` and `tn` escape the texts they are given: an escaped one would show its backslashes."""
    found = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            if not isinstance(call.func, ast.Name) or call.func.id not in ("t", "tn"):
                continue
            inside = (node for given in call.keywords for node in ast.walk(given.value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
            found += [f"{path.name}:{node.lineno} {ast.unparse(node)}" for node in inside if node.func.id in ("t", "tn", "c", "escaped", "labelled")]
    assert found == [], "give t() the text itself (content(), plain()), which it escapes"


SPOKEN = ("t", "tn", "c", "plain", "content", "escaped", "labelled", "several", "weekday", "day", "moment", "short", "number")


def test_what_is_said_is_joined_by_the_viewers_marks():
    """A colon or comma between two texts is another one in Chinese: `called`, `labelled` and `several` know it."""
    found = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                for one, after in pairwise(node.values):
                    said = isinstance(one, ast.FormattedValue) and isinstance(one.value, ast.Call) and isinstance(one.value.func, ast.Name) and one.value.func.id in SPOKEN
                    if said and isinstance(after, ast.Constant) and str(after.value).startswith((": ", ", ", "; ")):
                        found.append(f"{path.name}:{node.lineno}")
    assert not found, "join with called(), labelled() or several():" + faults(found)
