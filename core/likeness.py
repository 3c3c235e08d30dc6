"""How alike two texts are, in any script: words of letters, pairs of characters where there are no blanks. Pure."""

import itertools
import re
import unicodedata
import zlib
from collections.abc import Collection

MOST_GRAMS = 24
_WORDS = re.compile(r"[a-z0-9]+|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_IDLE = frozenset("a an and at for from in is it my no not of on or our the to we with you your i am are be has have".split())


def pieces(text: str) -> list[str]:
    """Words in small letters and pairs of neighbouring Chinese characters, each once, in their order."""
    found: dict[str, None] = {}
    for run in _WORDS.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            if run not in _IDLE:
                found[run] = None
        elif len(run) == 1:
            found[run] = None
        else:
            for first, second in itertools.pairwise(run):
                found[first + second] = None
    return list(found)


def grams(text: str, most: int = MOST_GRAMS) -> list[int]:
    """The pieces as numbers (31 bits), at most `most`: what is kept and looked up."""
    return list(dict.fromkeys(zlib.crc32(one.encode()) & 0x7FFFFFFF for one in pieces(text)[:most]))


def likeness(a: Collection[object], b: Collection[object]) -> float:
    """Twice what both have by what each has (Dice): 0 to 1."""
    first, second = set(a), set(b)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
