"""The messages that the code marks, for the catalogues: `python -m core.words.extract` (`make words`).

Adds new messages to every catalogue, keeps translations, drops what no line of code says any more, and prints what
lacks a translation. Marked is the literal first argument of N_, t and plain, and the first two of tn. A catalogue
carries no date and no name, so that a run that finds nothing new changes nothing.
"""

import ast
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from core.words import CATALOGUES, Language

ROOT = Path(__file__).parents[2]
MARKS = {"N_": 1, "t": 1, "plain": 1, "tn": 2}
TRANSLATED = (Language.SIMPLIFIED, Language.TRADITIONAL)

Key = str | tuple[str, str]
"""A message, or the two forms of a counted one."""

HEADER = """\
# Service Cockpit in {name}. Terms and register: data/words/GLOSSARY.md. Messages are added by `make words`.
msgid ""
msgstr ""
"Project-Id-Version: Service Cockpit\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def messages() -> dict[Key, list[str]]:
    """Every marked message (a pair for a counted one) with the files that say it."""
    found: dict[Key, list[str]] = {}
    for path in sorted([ROOT / "Home.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("core/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            literals = [one.value for one in node.args[: MARKS.get(name, 0)] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if not literals or len(literals) < MARKS[name]:
                continue
            key = (literals[0], literals[1]) if name == "tn" else literals[0]
            files = found.setdefault(key, [])
            here = path.relative_to(ROOT).as_posix()
            if here not in files:
                files.append(here)
    return found


def path_of(language: Language) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def kept(language: Language) -> dict[str, str]:
    """The catalogue as it stands: message (the singular of a counted one) -> translation, empty if it lacks one."""
    path = path_of(language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return {_single(one.id): _single(one.string) for one in read if one.id}


def _single(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]  # Chinese has one form


def written(language: Language, said: dict[Key, list[str]], translations: dict[str, str]) -> bytes:
    """The catalogue file for the messages `said`, in the one form that this module writes."""
    catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for key, files in said.items():
        text = translations.get(_single(key), "")
        catalogue.add(key, (text,) if isinstance(key, tuple) else text, locations=[(one, 0) for one in files])
    body = BytesIO()
    write_po(body, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=0)
    return HEADER.format(name=language.own_name, language=language.value).encode() + body.getvalue()


def main() -> int:
    """Bring every catalogue up to date; 1 if a translation is missing."""
    lacking = 0
    said = messages()
    for language in TRANSLATED:
        translations = kept(language)
        path, data = path_of(language), written(language, said, translations)
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for key in said:
            if not translations.get(_single(key)):
                lacking += 1
                print(f"{language}: {_single(key)}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
