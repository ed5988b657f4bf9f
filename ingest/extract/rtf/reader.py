"""Rich Text Format, which many a file named .doc is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.formula import set_in
from ingest.extract.msoffice.ooxml.numbering import LEVELS
from ingest.extract.msoffice.pages import Block, Collector, build_page, clean
from ingest.extract.msoffice.symbols import symbol
from ingest.extract.pictures import description
from ingest.extract.remarks import comment
from ingest.extract.rtf import fields
from ingest.extract.rtf.fields import Field
from ingest.extract.rtf.formulas import Formula
from ingest.extract.rtf.lists import OLD_WORDS, TABLE_WORDS, CharacterStyles, Lists, OldNumber
from ingest.extract.rtf.tables import TableInHand
from ingest.extract.runs import Aside, Run, Shift, written

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SKIPPED = frozenset(
    ["bkmkend", "bkmkstart", "colortbl", "datastore", "do", "falt", "filetbl", "generator", "info", "latentstyles",
     "mmathPict", "mmathPr", "nonesttables", "object", "panose", "pgdsctbl",
     "pict", "revtbl", "rsidtbl", "shpinst", "tc", "themedata", "xe", "xmlnstbl"]
)  # fmt: skip
_EDGES = frozenset(["footer", "footerf", "footerl", "footerr", "header", "headerf", "headerl", "headerr"])
_KEPT_THOUGH_OPTIONAL = frozenset(["pntext", "listtext", "nesttableprops", "ffl"])
_SIGNS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip
_TABLES = {
    "listtable": "lists", "listoverridetable": "lists", "stylesheet": "styles", "pn": "pn",
}  # fmt: skip
"""Groups that hold rules instead of text."""
_TEXTS_OF_RULES = frozenset(["leveltext", "pntxta", "pntxtb"])
_OF_PARAGRAPHS = frozenset(["dropcapt", "ilvl", "ls", "outlinelevel", "pard"])
_BREAKS = frozenset(["par", "sect", "page", "cell", "row"])
_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODEPAGES = {936: "gb18030", 10000: "mac_roman", 65001: "utf-8"}
_SYSTEMS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_SHIFTS: dict[str, Shift] = {"super": "raised", "sub": "lowered", "nosupersub": ""}
_HEIGHTS: dict[str, Shift] = {"up": "raised", "dn": "lowered"}
_ASIDES: dict[str, Aside] = {"strike": "struck", "striked": "struck", "deleted": "struck", "v": "hidden"}
_HALF_POINTS = 6
"""How far ``\\up`` and ``\\dn`` go where they do not say."""
_SHIFTED_BY = 4
_LEVELS = 6
_LONGEST_DROP_CAP = 2


_Note = Literal["", "footnote", "annotation", "atnauthor", "fldinst", "box", "sn", "sv", "edge"]
_NOTES: dict[str, _Note] = {
    "footnote": "footnote", "annotation": "annotation", "atnauthor": "atnauthor", "fldinst": "fldinst",
    "shptxt": "box", "dptxbxtext": "box", "sn": "sn", "sv": "sv",
}  # fmt: skip
_IN_SHAPES = ("box", "sn", "sv")
"""Found though the shapes and pictures that hold them are passed over."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the closing brace. ``unicode_skip`` characters follow each \\u as its substitute.

    ``note`` says what a group that stands apart from the text is: a footnote, a comment, the name of the next
    comment's author, a field's instruction, the text of a box, or name and value of a shape's property.
    ``edge`` is true in headers, footers and what is drawn for programs that know no shapes, ``option`` in an entry
    of a form field's list, ``label`` in what stands before an item of a list. ``rules`` names what a group of
    rules is about, and ``style`` the character style that it defines.
    """

    skipped: bool = False
    edge: bool = False
    option: bool = False
    formula: bool = False
    label: bool = False
    fonts: bool = False
    nested: bool = False
    rules: str = ""
    style: int | None = None
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
    """One page: RTF knows no others before it is printed. Headers and footers stand at its end.

    Raises ExtractionError empty where there is neither text nor an embedded object.
    """
    page = build_page(1, _Reader().read(data.decode("latin-1")))
    if not page.text and b"\\objdata" not in data:
        raise ExtractionError("empty", "The file holds no text.")
    notes = () if page.text else ("The document holds no text.",)
    return Extraction(media_type="application/rtf", pages=(page,), extractor="workshop-search rtf", notes=notes)


class _Reader:
    def __init__(self) -> None:
        self._group = _Group()
        self._stack: list[tuple[_Group, list[Run]]] = []
        self._charset = "cp1252"
        self._font_charsets: dict[int, str] = {}
        self._font = 0
        self._begins = False
        self._optional = False
        self._substitutes = 0
        self._bytes = bytearray()
        self._runs: list[Run] = []
        self._notes: list[str] = []
        self._author = ""
        self._table = TableInHand()
        self._collector = Collector()
        self._field = Field()
        self._formula = Formula()
        self._is_answered = False
        self._property = ""
        self._boxes: list[str] = []
        self._edges: dict[str, None] = {}
        self._drop_cap = ""
        self._is_drop_cap = False
        self._level = 0
        self._lists = Lists()
        self._styles = CharacterStyles()
        self._item: tuple[int, int] = (0, 0)
        self._old_number: OldNumber | None = None
        self._is_labelled = False

    def read(self, text: str) -> list[Block]:
        at = 0
        while (match := _TOKEN.match(text, at)) is not None:
            at = match.end()
            word, number, code, symbol, brace, plain = match.groups()
            begins, self._begins = self._begins, False
            if word == "bin":  # so many bytes of a picture, whatever they look like
                at += max(int(number or 0), 0)
            elif code:
                self._byte(bytes.fromhex(code))
            elif plain:
                self._byte(plain.encode("latin-1", "replace"))
            elif brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif symbol == "*":
                self._optional = begins
            elif symbol:
                self._symbol(symbol)
        while self._stack:
            self._brace("}")
        self._end_paragraph()
        self._table.finish(self._collector)
        self._collector.add(self._drop_cap)
        for edge in self._edges:
            self._collector.add(edge, "boilerplate")
        return self._collector.blocks

    def _brace(self, brace: str) -> None:
        self._decode()
        self._substitutes = 0
        if brace == "{":
            self._stack.append((self._group, self._runs))
            if self._group.formula:
                self._formula.enter()
        elif self._stack:
            inside = self._group
            self._group, runs = self._stack.pop()
            if inside.rules == "styles" and inside.style is not None and self._group.style is None:
                self._styles.define(inside.style, inside.shift, inside.asides)
            if self._group.formula:
                self._formula.leave()
            elif inside.formula:
                before = self._runs[-1].text if self._runs else ""
                self._emit(set_in(before, self._formula.linear()))
            if inside.note and inside.note != self._group.note:
                text = _text(self._runs)
                self._runs = runs
                self._take_note(inside.note, text)
        self._begins, self._optional = brace == "{", False

    def _take_note(self, kind: _Note, text: str) -> None:
        """A group that stands apart from the text has ended."""
        if kind == "fldinst":
            shown = self._field.shown(text)
            self._is_answered = bool(shown)
            self._emit(shown)
        elif kind == "edge":
            self._edges[text] = None
        elif kind == "box":
            self._boxes.append(text)
        elif kind == "sn":
            self._property = text
        elif kind == "sv":
            self._boxes.extend([description(text)] if self._property == "wzDescription" else [])
        elif kind == "atnauthor":
            self._author = text
        elif kind == "annotation":
            self._notes.append(comment(text, self._author))
            self._author = ""
        else:
            self._notes.append(text)

    def _symbol(self, symbol: str) -> None:
        if symbol in "\r\n":
            self._break("par")
        else:
            self._emit(_SYMBOLS.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if self._group.formula and word[0] == "m":
            self._formula.word(word)
        elif word in _TABLES and not (self._group.skipped or self._group.note):
            self._decode()
            self._group = replace(self._group, skipped=True, rules=_TABLES[word], shift="", asides=frozenset())
            self._old_number = OldNumber() if word == "pn" else self._old_number
        elif self._group.rules and self._is_rule(word, number):
            pass
        elif word == "cs" and number is not None:
            self._style(number)
        elif word in _NOTES and self._begins_note(word):
            self._decode()
            group = replace(self._group, note=_NOTES[word], shift="", asides=frozenset())
            self._group = replace(group, skipped=False) if group.note in _IN_SHAPES else group
            self._runs = []
            self._field = Field() if word == "fldinst" else self._field
        elif word == "moMath":
            self._formula, self._group = Formula(), replace(self._group, formula=True)
        elif word in _EDGES and not self._group.note:
            self._decode()
            self._group = replace(self._group, note="edge", edge=True, shift="", asides=frozenset())
            self._runs = []
        elif word == "shprslt":
            self._group = replace(self._group, skipped=True, edge=True)
        elif word in _SKIPPED or (optional and word not in _KEPT_THOUGH_OPTIONAL):
            self._decode()
            self._group = replace(self._group, skipped=True)
        elif word == "fldrslt":
            self._group = replace(self._group, skipped=self._group.skipped or self._is_answered)
        elif word == "ffl":
            self._field.options.append("")
            self._group = replace(self._group, option=True)
        elif word in fields.NUMBERS and number is not None:
            self._field.numbers[word] = number
        elif word == "fonttbl":
            self._group = replace(self._group, skipped=True, fonts=True)
        elif word in ("listtext", "pntext"):
            self._group = replace(self._group, label=True)
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
        elif word in _SYSTEMS:
            self._charset = _SYSTEMS[word]
        elif word in _OF_PARAGRAPHS and not (self._group.skipped or self._group.note):
            self._paragraph_word(word, number)
        elif not (self._group.nested or self._group.skipped):
            self._table.word(word, number)

    def _is_rule(self, word: str, number: int | None) -> bool:
        """Take in a word of a table of lists or of a paragraph's own rule; tells whether it is one."""
        if word in _TEXTS_OF_RULES:
            self._group = replace(self._group, rules=word)
        elif self._group.rules == "lists" and word in TABLE_WORDS:
            self._lists.word(word, number)
        elif self._group.rules == "pn" and word in OLD_WORDS and self._old_number is not None:
            self._old_number.word(word, number)
        else:
            return False
        return True

    def _rule_text(self, text: str) -> None:
        """Text of a rule: what stands around a number."""
        kind, rule = self._group.rules, self._old_number
        if kind == "leveltext":
            self._lists.template(text)
        elif kind == "pntxta" and rule is not None:
            rule.after += text
        elif kind == "pntxtb" and rule is not None:
            rule.before += text

    def _style(self, number: int) -> None:
        """A character style: defined, or the one that text is set in."""
        if self._group.rules == "styles":
            self._group = replace(self._group, style=number)
        elif (found := self._styles.get(number)) is not None:
            self._decode()
            self._group = replace(self._group, shift=found[0], asides=self._group.asides | found[1])

    def _begins_note(self, word: str) -> bool:
        """Whether a group of its own begins: in a shape its text and properties, elsewhere no notes in notes."""
        if self._group.edge:
            return False
        return not self._group.note or (_NOTES[word] in ("sn", "sv", "box") and self._group.note != "fldinst")

    def _paragraph_word(self, word: str, number: int | None) -> None:
        """A word on how the paragraph is set."""
        if word == "outlinelevel" and number is not None:
            self._level = number + 1 if 0 <= number < _LEVELS else 0
        elif word == "dropcapt":
            self._is_drop_cap = number != 0
        elif word in ("ls", "ilvl"):
            value = max(number or 0, 0)
            self._item = (value, self._item[1]) if word == "ls" else (self._item[0], min(value, LEVELS - 1))
        elif word == "pard":
            self._level, self._is_drop_cap = 0, False
            self._item, self._old_number = (0, 0), None
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
        boxes, self._boxes = self._boxes, []
        self._runs, self._notes = [], []
        label = self._label() if text else ""
        if self._is_drop_cap and len(text) <= _LONGEST_DROP_CAP:
            self._drop_cap += text
            text = ""
        elif text:
            text, self._drop_cap = f"{label} {self._drop_cap}{text}".strip(), ""
        if not (text or notes or boxes):
            return
        if self._table.open:
            self._table.add(Block("\n".join(filter(None, [text, *boxes])), notes=notes))
        else:
            self._table.finish(self._collector)
            self._collector.add(text, "heading" if self._level else None, self._level, notes=notes)
            for box in boxes:
                self._collector.add(box)

    def _label(self) -> str:
        """What stands before the paragraph that ends: "" where the file holds it, or where there is none."""
        labelled, self._is_labelled = self._is_labelled, False
        label = ""
        if self._item[0]:
            label = self._lists.label(*self._item)
        elif self._old_number is not None:
            label = self._lists.old_label(self._old_number)
        else:
            self._lists.interrupted()
        return "" if labelled else label

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
        code = number % 0x10000
        if 0xF000 <= code < 0xF100:  # a sign of a font of signs
            self._emit("•" if self._group.label else symbol("Symbol", code))
        elif self._group.rules in _TEXTS_OF_RULES:
            self._rule_text(chr(code))
        else:
            self._emit(chr(code))
        self._substitutes = self._group.unicode_skip

    def _byte(self, raw: bytes) -> None:
        if self._substitutes:
            used = min(self._substitutes, len(raw))
            self._substitutes -= used
            raw = raw[used:]
        if self._group.rules in _TEXTS_OF_RULES:
            self._rule_text(raw.decode("cp1252", "replace"))
        elif not self._group.skipped or self._group.option:
            self._bytes += raw

    def _emit(self, text: str) -> None:
        self._decode()
        if self._group.option:
            if self._field.options:  # none where another field begins within an entry
                self._field.options[-1] += text
        elif self._group.formula:
            self._formula.text(text)
        elif not self._group.skipped and text:
            self._is_labelled = self._is_labelled or (self._group.label and bool(text.strip()))
            self._runs.append(Run(text, self._group.shift, aside=self._group.aside))

    def _decode(self) -> None:
        """Bytes are gathered until the charset may change, for a character may take two of them."""
        if self._bytes:
            text = self._bytes.decode(self._group.charset or self._charset, "replace")
            self._bytes = bytearray()
            self._emit(text.replace("\ufffd", "•") if self._group.label else text)


def _text(runs: list[Run]) -> str:
    """The runs as clean text. Characters beyond the first plane come as two surrogates."""
    whole = written(runs).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(re.sub(r"[ \t]+", " ", whole.replace("\0", "")))


def _known(charset: str) -> str | None:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return None
