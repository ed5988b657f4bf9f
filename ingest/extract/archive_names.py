"""Names of files in archives that do not say their charset: that of the machine on which the archive was made.

Names are too short for a statistical guess. A charset is taken where it makes words of its own language of them.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"[\x00-@\[-`{-\x7f]+")
_LATIN_WORD = re.compile(r"(?=[^\W\d_]*[A-Za-z])(?:[A-Za-z]|[À-ÖØ-öø-ÿ](?![À-ÖØ-öø-ÿ]{2}))+")
_CYRILLIC_WORD = re.compile("№?(?:[А-ЯЁІЇЄҐ]?[а-яёіїєґ]+|[А-ЯЁІЇЄҐ]+)")
_JAPANESE = re.compile("[A-Za-z々〆ぁ-ゖァ-ヺー・\u3000一-鿿！-～（）「」]+")
_KOREAN = re.compile("[A-Za-z가-힣]+")
_COMMON_CHINESE = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe])+")
_COMMON_TAIWANESE = re.compile(rb"(?:[\xa4-\xc6][\x40-\x7e\xa1-\xfe])+")
_PLAIN = re.compile(rb"[\x00-\x3f]|(?<![\xa4-\xff])[\x40-\x7f]")
_STRANGE = re.compile(rb"[^\x00-\x7f]")


def charset_of_names(names: list[bytes]) -> str:
    """The charset that names beyond ASCII are written in; cp437, which ZIP prescribes, where none fits."""
    stems = [name.rpartition(b".")[0] or name for name in names if _STRANGE.search(name)]
    if not stems or _fits(names, "utf-8"):
        return "utf-8" if stems else "cp437"
    raw = b"\n".join(stems)
    for charset in ("cp437", "cp1252"):
        if _words_are(raw, charset, _LATIN_WORD):
            return charset
    for charset, words in (
        ("cp866", _CYRILLIC_WORD), ("cp1251", _CYRILLIC_WORD), ("cp932", _JAPANESE), ("euc_kr", _KOREAN),
    ):  # fmt: skip
        if _words_are(raw, charset, words):
            return charset
    for charset, common in (("gb18030", _COMMON_CHINESE), ("big5", _COMMON_TAIWANESE)):
        if _fits(stems, charset) and common.fullmatch(_PLAIN.sub(b"", raw)):
            return charset
    return "cp437"


def _fits(names: list[bytes], charset: str) -> bool:
    try:
        b"\n".join(names).decode(charset)
    except UnicodeError:
        return False
    return True


def _words_are(raw: bytes, charset: str, word: re.Pattern[str]) -> bool:
    """Whether every stretch with characters beyond ASCII is a word of that language."""
    try:
        text = raw.decode(charset)
    except UnicodeError:
        return False
    return all(word.fullmatch(part) for part in _PARTS.split(text) if not part.isascii())
