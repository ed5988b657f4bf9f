"""The charset of bytes in European languages and Hebrew: the one whose letters are those of one language."""

from __future__ import annotations

import re
from collections import Counter

_ALPHABETS = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúü", "pt": "áâãàçéêíóôõú", "it": "àèéìíòóùú",
    "nl": "áéëèïíóöü", "da": "åæøéüö", "sv": "åäöéü", "is": "áéíóúýæðöþ", "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîşţșț", "hr": "čćđšž",
    "tr": "çğıöşüâîû", "et": "äõöüšž", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "sq": "çë",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "el": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ", "he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
}  # fmt: skip
_CHARSETS = (
    "cp1252", "cp1250", "cp1251", "iso8859_2", "cp1257", "cp1254", "cp1255", "cp1253", "koi8_r", "koi8_u",
    "iso8859_5", "cp866", "iso8859_7", "mac_roman", "cp850", "cp852",
)  # fmt: skip
"""From the commonest to the rarest: of charsets that give the same letters the first is taken."""
_FEWEST = 3
_ENOUGH = 4 << 10
_STRANGE_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_CONTROL = re.compile("[\x80-\x9f]")
_MIXED = re.compile(r"[a-zA-Z](?=[Ͱ-ӿ])|[Ͱ-ӿ](?=[a-zA-Z])")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїє")
_FEWEST_VOWELS = 0.33
"""Share of vowels below which Cyrillic letters are no Cyrillic text: Hebrew bytes give all kinds of letters."""
_STRANGE_SHARE = 0.02
_CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_])(?<![A-ZÀ-ÞΑ-ΩА-ЯЀ-ЏİŚŁŻ])[À-ÞŒŠŽŸΑ-ΩА-ЯЀ-Џ](?=[^\W\d_])")
_SIGN_INSIDE = re.compile(r"(?<=[^\W\d_])[^\W\d_]*[^\x00-\x7f\w\s’‘´`\xad·\u2010-\u2015][^\W\d_]+")


def charset_by_alphabet(sample: bytes) -> str | None:
    """The charset in which nearly all letters beyond ASCII belong to one language, else None."""
    sample = b" ".join(_STRANGE_WORD.findall(sample))[:_ENOUGH]
    best: tuple[float, int] | None = None
    for rank, charset in enumerate(_CHARSETS):
        try:
            text = sample.decode(charset)
        except UnicodeError:
            continue
        strange = Counter(character for character in text.casefold() if character > "\x7f" and character.isalpha())
        count = sum(strange.values())
        if count < _FEWEST:
            continue
        if _is_unspeakable(strange, count):
            continue
        odd = sum(len(pattern.findall(text)) for pattern in (_CAPITAL_INSIDE, _SIGN_INSIDE, _MIXED, _CONTROL))
        odd += min(
            sum(times for character, times in strange.items() if character not in letters)
            for letters in _ALPHABETS.values()
        )
        if best is None or odd / count < best[0]:
            best = (odd / count, rank)
    return _CHARSETS[best[1]] if best is not None and best[0] <= _STRANGE_SHARE else None


def _is_unspeakable(letters: Counter[str], count: int) -> bool:
    cyrillic = sum(times for letter, times in letters.items() if "\u0400" <= letter <= "\u04ff")
    vowels = sum(times for letter, times in letters.items() if letter in _CYRILLIC_VOWELS)
    return cyrillic > count / 2 and vowels < _FEWEST_VOWELS * cyrillic
