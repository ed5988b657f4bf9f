"""Rich Text Format, which many a file named .doc is: the text with its paragraphs, table rows and footnotes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SKIPPED = frozenset(
    ["bkmkend", "bkmkstart", "colortbl", "datastore", "falt", "filetbl", "fldinst", "footer", "footerf",
     "footerl", "footerr", "generator", "header", "headerf", "headerl", "headerr", "info", "latentstyles",
     "listoverridetable", "listtable", "mmathPr", "nonesttables", "object", "panose", "pgdsctbl", "pict",
     "revtbl", "rsidtbl", "stylesheet", "tc", "themedata", "xe", "xmlnstbl"]
)  # fmt: skip
_KEPT_THOUGH_OPTIONAL = frozenset(["shptxt", "pntext", "listtext", "nesttableprops"])
_BREAKS = {
    "par": "\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "nestrow": "\n", "cell": " | ",
    "nestcell": " | ", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODEPAGES = {936: "gb18030", 10000: "mac_roman", 65001: "utf-8"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the closing brace. ``unicode_skip`` characters follow each \\u as its substitute."""

    skipped: bool = False
    fonts: bool = False
    charset: str | None = None
    unicode_skip: int = 1


def extract(data: bytes) -> Extraction:
    """One page: RTF knows no others before it is printed. Headers and footers are left out."""
    text = _Reader().read(data.decode("latin-1"))
    if not text:
        raise ExtractionError("empty", "The file holds no text.")
    return Extraction(media_type="application/rtf", pages=(Page(1, text),), extractor="workshop-search rtf")


class _Reader:
    def __init__(self) -> None:
        self._group = _Group()
        self._stack: list[_Group] = []
        self._charset = "cp1252"
        self._font_charsets: dict[int, str] = {}
        self._font = 0
        self._optional = False
        self._substitutes = 0
        self._bytes = bytearray()
        self._parts: list[str] = []

    def read(self, text: str) -> str:
        for match in _TOKEN.finditer(text):
            word, number, code, symbol, brace, plain = match.groups()
            if code:
                self._byte(bytes.fromhex(code))
            elif plain:
                self._byte(plain.encode("latin-1", "replace"))
            elif brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif symbol:
                self._symbol(symbol)
        self._decode()
        # Characters beyond the first plane come as two surrogates.
        whole = "".join(self._parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        lines = (re.sub(r"[ \t]+", " ", line.replace("\0", "")).strip(" |") for line in whole.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _brace(self, brace: str) -> None:
        self._decode()
        self._substitutes = 0
        if brace == "{":
            self._stack.append(self._group)
        elif self._stack:
            self._group = self._stack.pop()
        self._optional = False

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._optional = True
        else:
            self._emit(_SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if word in _SKIPPED or (optional and word not in _KEPT_THOUGH_OPTIONAL):
            self._decode()
            self._group = replace(self._group, skipped=True)
        elif word == "fonttbl":
            self._group = replace(self._group, skipped=True, fonts=True)
        elif word in _BREAKS:
            self._emit(_BREAKS[word])
        elif word == "u" and number is not None:
            self._unicode(number)
        elif number is not None:
            self._number(word, number)

    def _number(self, word: str, number: int) -> None:
        if word == "uc":
            self._group = replace(self._group, unicode_skip=min(max(number, 0), 16))
        elif word == "ansicpg":
            self._charset = _known(_CODEPAGES.get(number, f"cp{number}")) or self._charset
        elif word == "f" and self._group.fonts:
            self._font = number
        elif word == "fcharset" and self._group.fonts and number in _CHARSETS:
            self._font_charsets[self._font] = _CHARSETS[number]
        elif word == "f":
            self._decode()
            self._group = replace(self._group, charset=self._font_charsets.get(number))

    def _unicode(self, number: int) -> None:
        self._decode()
        self._emit(chr(number % 0x10000))
        self._substitutes = self._group.unicode_skip

    def _byte(self, raw: bytes) -> None:
        if self._substitutes:
            used = min(self._substitutes, len(raw))
            self._substitutes -= used
            raw = raw[used:]
        if not self._group.skipped:
            self._bytes += raw

    def _emit(self, text: str) -> None:
        self._decode()
        if not self._group.skipped:
            self._parts.append(text)

    def _decode(self) -> None:
        """Bytes are gathered until the charset may change, for a character may take two of them."""
        if self._bytes:
            self._parts.append(self._bytes.decode(self._group.charset or self._charset, "replace"))
            self._bytes = bytearray()


def _known(charset: str) -> str | None:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return None
