"""From bytes to text: byte-order mark, what was declared, UTF-8, then a statistical guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer
import webencodings

from ingest.extract.alphabets import charset_by_alphabet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SUPERSETS = {"gbk": "gb18030", "x-user-defined": "cp1252"}
"""Codecs by which browsers read what such labels declare."""
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_.-]{2,40})["']""")
_SAMPLE = 64 << 10
_ESCAPE_TO_JAPANESE = re.compile(rb"\x1b\$[@B]")
_SHARE_OF_KANA = 0.1
_WITH_NARROW_KANA = ("cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213")

_HIGH = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""What cp1252 makes of the bytes that go on a character in UTF-8."""
_STRANGE = re.compile("[^\x00-\x7f]")
_FEWEST = 3
_TWICE = re.compile(rf"â[€\x80]{_HIGH}|[ÂÃÐÑ]{_HIGH}")
"""A character in UTF-8 that was taken for cp1252 or Latin-1 and encoded again."""
_SURELY_TWICE = re.compile(
    rf"â[€\x80]{_HIGH}|Â[°£½¼¾²³µ±§©®·¿¡]|(?:[ÐÑ]{_HIGH}){{3,}}|(?<=[a-zß-ÿ])Ã{_HIGH}|Ã{_HIGH}(?=[a-zß-ÿÃ])"
)
"""The same in places where no language has such letters side by side."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` and the charset it was read in; ``lossy`` when some bytes did not fit it."""

    text: str
    charset: str
    lossy: bool = False


def declared_in_markup(data: bytes) -> str | None:
    """The charset an HTML or XML head declares within its first 4 KiB."""
    head = data[:4096]
    match = _XML.search(head) or _META.search(head)
    return match.group(1).decode("ascii") if match else None


def decode_text(data: bytes, *declared: str | None) -> Decoded:
    """Decode ``data``. ``declared`` charsets (of a header, of the markup) are tried in turn, none is trusted.

    Bytes that are valid UTF-8 and hold more than ASCII are UTF-8 whatever was declared: it cannot be chance.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], marked)
    if charset := _wide_without_mark(data):
        return _lenient(data, charset)
    if _ESCAPE_TO_JAPANESE.search(data[:_SAMPLE]) and (text := _strict(data, "iso2022_jp")):
        return Decoded(text, "iso2022_jp")
    if text := _strict(data, "utf-8"):
        return Decoded(_read_once(text), "utf-8")
    names = [known for name in declared if name and (known := _known(name)) and not known.startswith("utf-16")]
    for name in names:
        if text := _strict(data, name):
            return Decoded(text, name)
    if "utf-8" in names and data.decode("utf-8", "replace").count("\ufffd") <= max(3, len(data) // 1000):
        return _lenient(data, "utf-8")
    if not names and (text := _strict(data, "euc_jp")) and _is_japanese(text[:_SAMPLE]):
        return Decoded(text, "euc_jp")
    guess = None if names else charset_by_alphabet(data[:_SAMPLE]) or _guess(data[:_SAMPLE])
    return _lenient(data, guess or next((name for name in names if name != "utf-8"), "cp1252"))


def _read_once(text: str) -> str:
    """The text, those places mended that somebody encoded twice: "CafÃ©" is "Café".

    It is mended where half of what is no ASCII stands in such places: a single one may be meant.
    """
    if text.isascii() or not any(sign in text for sign in ("Ã", "â€", "â\x80", "Ð")):
        return text
    sure = sum(len(place) // 2 for place in _SURELY_TWICE.findall(text))
    if sure < _FEWEST or sure < len(_STRANGE.findall(text)) / 4:
        return text
    return _TWICE.sub(lambda match: _mended(match[0]), text)


def _mended(garbled: str) -> str:
    raw = b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in garbled)
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return garbled


def _is_japanese(text: str) -> bool:
    """Whether hiragana, which every Japanese sentence has, is a good part of what is no ASCII.

    Bytes that are valid EUC-JP may be Chinese or Korean too, and then hardly any of them are hiragana.
    """
    strange = [character for character in text if character > "\x7f"]
    return sum("\u3041" <= character <= "\u3096" for character in strange) > _SHARE_OF_KANA * len(strange) > 0


def _is_narrow_kana(text: str) -> bool:
    """Whether half-width katakana, in which nobody writes a text, are a good part of what is no ASCII."""
    strange = [character for character in text if character > "\x7f"]
    return sum("\uff61" <= character <= "\uff9f" for character in strange) > _SHARE_OF_KANA * len(strange)


def _guess(sample: bytes) -> str | None:
    """The likeliest charset; among equals the one most such files are in."""
    matches = charset_normalizer.from_bytes(sample)
    best = matches.best()
    if best is None:
        return None
    for match in matches:
        if best.encoding in _WITH_NARROW_KANA and _is_narrow_kana(str(best)):
            best = match
            continue
        as_good = match.chaos <= best.chaos + 0.01 and match.coherence >= best.coherence - 0.05
        if as_good and "cp1252" in (match.encoding, *match.could_be_from_charset):
            return "cp1252"
    return best.encoding


def _known(name: str) -> str | None:
    """The codec that a label stands for, as browsers read it: "latin1" is cp1252. Other names are Python's own."""
    label = webencodings.lookup(name)
    if label is not None:
        codec: str = label.codec_info.name
        return _SUPERSETS.get(codec, codec)
    try:
        return codecs.lookup(name.strip()).name
    except LookupError:
        return None


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        # The last character may be cut in two when only a head of the file is looked at.
        return _cut(data, charset) if charset == "utf-8" and len(data) >= 4096 else None


def _cut(data: bytes, charset: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(charset)().decode(data) or None
    except UnicodeError:
        return None


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly Latin text shows as a zero in every other byte."""
    head = data[:2000]
    if len(head) < 8:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.2:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.2 else None


def _lenient(data: bytes, charset: str) -> Decoded:
    try:
        text = data.decode(charset, "replace")
    except LookupError:
        text, charset = data.decode("cp1252", "replace"), "cp1252"
    return Decoded(text, charset, "\ufffd" in text)
