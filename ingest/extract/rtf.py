"""Rich Text Format, which many a file named .doc is: the text with its paragraphs, tables and footnotes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.msoffice.pages import Block, Collector, build_page, clean
from ingest.extract.remarks import comment
from ingest.extract.rtf_tables import TableInHand
from ingest.extract.runs import Aside, Run, Shift, written

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SKIPPED = frozenset(
    ["bkmkend", "bkmkstart", "colortbl", "datastore", "falt", "filetbl", "fldinst", "footer", "footerf",
     "footerl", "footerr", "generator", "header", "headerf", "headerl", "headerr", "info", "latentstyles",
     "listoverridetable", "listtable", "mmathPr", "nonesttables", "object", "panose", "pgdsctbl", "pict",
     "revtbl", "rsidtbl", "stylesheet", "tc", "themedata", "xe", "xmlnstbl"]
)  # fmt: skip
_KEPT_THOUGH_OPTIONAL = frozenset(["shptxt", "pntext", "listtext", "nesttableprops", "annotation", "atnauthor"])
_SIGNS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip
_BREAKS = frozenset(["par", "sect", "page", "cell", "row"])
_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODEPAGES = {936: "gb18030", 10000: "mac_roman", 65001: "utf-8"}
_SHIFTS: dict[str, Shift] = {"super": "raised", "sub": "lowered", "nosupersub": ""}
_HEIGHTS: dict[str, Shift] = {"up": "raised", "dn": "lowered"}
_ASIDES: dict[str, Aside] = {"strike": "struck", "striked": "struck", "deleted": "struck", "v": "hidden"}
_HALF_POINTS = 6
"""How far ``\\up`` and ``\\dn`` go where they do not say."""
_SHIFTED_BY = 4


_Note = Literal["", "footnote", "annotation", "atnauthor"]
_NOTES: dict[str, _Note] = {"footnote": "footnote", "annotation": "annotation", "atnauthor": "atnauthor"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the closing brace. ``unicode_skip`` characters follow each \\u as its substitute.

    ``note`` says what a group that stands apart from the text is: a footnote, a comment, or the name of the next
    comment's author.
    """

    skipped: bool = False
    fonts: bool = False
    nested: bool = False
    note: _Note = ""
    charset: str | None = None
    unicode_skip: int = 1
    shift: Shift = ""
    asides: frozenset[str] = frozenset()

    @property
    def aside(self) -> Aside | None:
        found = {_ASIDES[word] for word in self.asides}
        return "hidden" if "hidden" in found else "struck" if found else None


def extract(data: bytes) -> Extraction:
    """One page: RTF knows no others before it is printed. Headers and footers are left out."""
    page = build_page(1, _Reader().read(data.decode("latin-1")))
    if not page.text:
        raise ExtractionError("empty", "The file holds no text.")
    return Extraction(media_type="application/rtf", pages=(page,), extractor="workshop-search rtf")


class _Reader:
    def __init__(self) -> None:
        self._group = _Group()
        self._stack: list[tuple[_Group, list[Run]]] = []
        self._charset = "cp1252"
        self._font_charsets: dict[int, str] = {}
        self._font = 0
        self._optional = False
        self._substitutes = 0
        self._bytes = bytearray()
        self._runs: list[Run] = []
        self._notes: list[str] = []
        self._author = ""
        self._table = TableInHand()
        self._collector = Collector()

    def read(self, text: str) -> list[Block]:
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
        while self._stack:
            self._brace("}")
        self._end_paragraph()
        self._table.finish(self._collector)
        return self._collector.blocks

    def _brace(self, brace: str) -> None:
        self._decode()
        self._substitutes = 0
        if brace == "{":
            self._stack.append((self._group, self._runs))
        elif self._stack:
            inside = self._group
            self._group, runs = self._stack.pop()
            if inside.note and not self._group.note:
                self._take_note(inside.note)
                self._runs = runs
        self._optional = False

    def _take_note(self, kind: _Note) -> None:
        """A group that stands apart from the text has ended."""
        text = _text(self._runs)
        if kind == "atnauthor":
            self._author = text
        elif kind == "annotation":
            self._notes.append(comment(text, self._author))
            self._author = ""
        else:
            self._notes.append(text)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._optional = True
        elif symbol in "\r\n":
            self._break("par")
        else:
            self._emit(_SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if word in _SKIPPED or (optional and word not in _KEPT_THOUGH_OPTIONAL):
            self._decode()
            self._group = replace(self._group, skipped=True)
        elif word == "fonttbl":
            self._group = replace(self._group, skipped=True, fonts=True)
        elif word in _NOTES and not self._group.note:
            self._decode()
            self._group = replace(self._group, note=_NOTES[word], shift="", asides=frozenset())
            self._runs = []
        elif word == "nesttableprops":
            self._group = replace(self._group, nested=True)
        elif word in _SIGNS:
            self._emit(_SIGNS[word])
        elif word in _BREAKS:
            self._break(word)
        elif word == "u" and number is not None:
            self._unicode(number)
        elif word in _ASIDES or word in _SHIFTS or word in _HEIGHTS or word == "plain":
            self._set(word, number)
        elif number is not None and word in ("uc", "ansicpg", "f", "fcharset"):
            self._number(word, number)
        elif not (self._group.nested or self._group.skipped):
            self._table.word(word, number)

    def _set(self, word: str, number: int | None) -> None:
        """A word that says how characters are set."""
        self._decode()
        group = self._group
        if word == "plain":
            group = replace(group, shift="", asides=frozenset())
        elif word in _SHIFTS:
            group = replace(group, shift="" if number == 0 else _SHIFTS[word])
        elif word in _HEIGHTS:
            height = _HALF_POINTS if number is None else number
            group = replace(group, shift=_HEIGHTS[word] if height >= _SHIFTED_BY else "")
        else:
            group = replace(group, asides=group.asides - {word} if number == 0 else group.asides | {word})
        self._group = group

    def _break(self, word: str) -> None:
        """The end of a paragraph, a cell or a row. Within a note it is but the end of a line."""
        self._decode()
        if self._group.skipped:
            return
        if self._group.note:
            self._emit("\n")
            return
        self._table.open = self._table.open or word in ("cell", "row")
        self._end_paragraph()
        if word == "cell":
            self._table.end_cell()
        elif word == "row":
            self._table.end_row()

    def _end_paragraph(self) -> None:
        self._decode()
        text, notes = _text(self._runs), tuple(self._notes)
        self._runs, self._notes = [], []
        if not text and not notes:
            return
        if self._table.open:
            self._table.add(Block(text, notes=notes))
        else:
            self._table.finish(self._collector)
            self._collector.add(text, notes=notes)

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
        if not self._group.skipped and text:
            self._runs.append(Run(text, self._group.shift, aside=self._group.aside))

    def _decode(self) -> None:
        """Bytes are gathered until the charset may change, for a character may take two of them."""
        if self._bytes:
            text = self._bytes.decode(self._group.charset or self._charset, "replace")
            self._bytes = bytearray()
            self._emit(text)


def _text(runs: list[Run]) -> str:
    """The runs as clean text. Characters beyond the first plane come as two surrogates."""
    whole = written(runs).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(re.sub(r"[ \t]+", " ", whole.replace("\0", "")))


def _known(charset: str) -> str | None:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return None
