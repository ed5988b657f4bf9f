"""What conditions look like in other languages than English: digits, numbers and numbered things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from search.analysis.conditions.numerals import ROMAN, ordinal_value
from search.analysis.conditions.quantities import Numbered

_THINGS = {
    "session": "sesión séance sessão sesi sitzung",
    "article": "artículo artigo artikel pasal",
    "recommendation": "recomendación recommandation recomendação rekomendasi empfehlung",
    "chapter": "capítulo chapitre bab kapitel",
    "paragraph": "párrafo paragraphe parágrafo paragraf",
    "resolution": "resolución résolution resolução resolusi",
    "workshop": "atelier taller lokakarya",
    "table": "tabla tableau tabela tabel tabelle",
}
_THING_OF = {word: thing for thing, words in _THINGS.items() for word in words.split()}
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<thing>{'|'.join(_THING_OF)})\s(?:[^\W\d_]{{3,}}\s)?(?P<number>\d{{1,4}}|(?-i:{ROMAN}))\b"
    r"(?![.,]\d)",
    re.IGNORECASE,
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script that puts no spaces between words and numbers."""
_THAI = re.compile("[\u0e00-\u0e7f]")
_BUDDHIST = 543
"""What the Thai count of years is ahead."""


def words_for(thing: str) -> Iterable[str]:
    """What a numbered thing is called in other languages."""
    return _THINGS.get(thing, "").split()


def in_ascii_digits(text: str) -> str:
    """``text`` with the digits of all scripts as 0 to 9; every character keeps its place."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def spaced(text: str) -> str:
    """``text`` with a blank for each letter of a script without spaces: numbers and Latin words are left."""
    return text if text.isascii() else _UNSPACED.sub(" ", text)


def counts_buddhist_years(text: str) -> bool:
    """Whether 2549 in ``text`` is the year 2006."""
    return _THAI.search(text) is not None


def western_year(year: int) -> int:
    """The year that the Thai ``year`` is elsewhere."""
    return year - _BUDDHIST


def numbered_things_abroad(text: str) -> Iterator[Numbered]:
    """ "Sesión III", "sesi teknis IV", "artículo 5": what they are called in English, with their number."""
    for match in _NUMBERED.finditer(text):
        number = ordinal_value(match["number"])
        if number is not None:
            yield Numbered(*match.span(), _THING_OF[match["thing"].lower()], number)
