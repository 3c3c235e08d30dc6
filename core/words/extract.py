"""The messages that the code marks, for the catalogues: `python -m core.words.extract` (`make words`).

Adds new messages to every catalogue, keeps translations, drops what no line of code says any more, and prints what
lacks a translation. Marked is the literal first argument of N_, t and plain, and the first two of tn.
"""

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from core.words import CATALOGUES, Language

ROOT = Path(__file__).parents[2]
MARKS = {"N_": 1, "t": 1, "plain": 1, "tn": 2}


def messages() -> dict[str | tuple[str, str], list[str]]:
    """Every marked message (a pair for a counted one) with the files that say it."""
    found: dict[str | tuple[str, str], list[str]] = {}
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


def main() -> int:
    """Bring every catalogue up to date; 1 if a translation is missing."""
    lacking = 0
    said = messages()
    for language in (Language.SIMPLIFIED, Language.TRADITIONAL):
        path = path_of(language)
        old = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as file:
                old = read_po(file, locale=language)
        new = Catalog(locale=language, project="Service Cockpit", charset="utf-8", fuzzy=False)
        for key, files in said.items():
            kept = old.get(key[0] if isinstance(key, tuple) else key)
            text = kept.string if kept else ""
            single = text[0] if isinstance(text, (tuple, list)) and text else text
            new.add(key, (single,) if isinstance(key, tuple) else single, locations=[(one, None) for one in files])
            if not single:
                lacking += 1
                print(f"{language}: {key}")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, sort_output=True, omit_header=False, include_lineno=False, width=0)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
