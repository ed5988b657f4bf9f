"""The text of one paragraph of a .docx, and what floats from it: text boxes, charts, diagrams, notes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.extract.formula import linear, set_in
from ingest.extract.msoffice.eq_field import field_text
from ingest.extract.msoffice.ooxml.drawingml import DGM, MC, A, branch
from ingest.extract.msoffice.ooxml.opc import Element
from ingest.extract.msoffice.ooxml.word_styles import Setting, Styles, W, number, switched_on, value
from ingest.extract.msoffice.symbols import symbol
from ingest.extract.pictures import description
from ingest.extract.runs import Run, written

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MAX_DEPTH = 120

_LITERAL = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
# Text that is not part of the document as it reads now: moved away by a revision, instructions, properties.
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "moveFrom",
        "delInstrText",
        "rPr",
        "pPr",
        "sdtPr",
        "sdtEndPr",
        "fldData",
    )
) | {f"{_M}rPr", f"{_V}imagedata"}
_FLOATS = frozenset({f"{W}txbxContent", f"{DGM}relIds"})


def _field_shown(character: Element) -> str:
    """What a form field of the older kind shows without a text of its own: a choice, or a box that is ticked."""
    box, choice = character.find(f"{W}ffData/{W}checkBox"), character.find(f"{W}ffData/{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        return "\u2612" if switched_on(box.find(f"{W}default") if state is None else state) else "\u2610"
    if choice is None:
        return ""
    options = [item.get(f"{W}val", "") for item in choice.iterchildren(f"{W}listEntry")]
    chosen = number(value(choice, f"{W}result") or value(choice, f"{W}default")) or 0
    return options[chosen] if 0 <= chosen < len(options) else ""


@dataclass(slots=True)
class Inline:
    """What was found in a paragraph. ``floats`` are containers whose text stands apart from the paragraph's,
    ``descriptions`` what is said of its pictures.

    ``base`` is how the paragraph's style sets characters, ``setting`` how the run in hand is set.
    """

    styles: Styles
    base: Setting = field(default_factory=Setting)
    setting: Setting = field(default_factory=Setting)
    note: bool = False
    runs: list[Run] = field(default_factory=list)
    floats: list[Element] = field(default_factory=list)
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    inline_notes: list[Element] = field(default_factory=list)
    pictures: int = 0
    undescribed: int = 0
    descriptions: list[str] = field(default_factory=list)
    instruction: str = ""

    @property
    def text(self) -> str:
        """The paragraph's running text, what is struck or hidden in it between marks."""
        return written(self.runs)

    def _put(self, text: str) -> None:
        self.runs.append(Run(text, self.setting.shift or "", self.note, self.setting.aside))

    def read(self, node: Element, depth: int = 0) -> None:
        """Take in everything below ``node``."""
        for child in node:
            self._node(child, depth)

    def _node(self, node: Element, depth: int) -> None:
        tag = node.tag
        if tag in (f"{W}t", f"{W}delText", f"{_M}t", f"{A}t"):
            self._put(node.text or "")
        elif tag == f"{W}r":
            self._run(node, depth)
        elif tag in _LITERAL:
            self._put(_LITERAL[tag])
        elif tag in _SKIPPED or not isinstance(tag, str):
            return
        elif tag == f"{W}fldChar":
            self._put(_field_shown(node))
            self._field(node.get(f"{W}fldCharType", ""))
        elif tag == f"{W}instrText":
            self.instruction += node.text or ""
        elif tag == f"{W}sym":
            self._put(symbol(node.get(f"{W}font", ""), node.get(f"{W}char", "")))
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"):
            self.footnotes.append((tag[len(W) : -len("Reference")], node.get(f"{W}id", "")))
            self.note = node.get(f"{W}customMarkFollows") in ("1", "true", "on")
        elif tag in (f"{W}footnote", f"{W}endnote"):
            self.inline_notes.append(node)
        elif tag in _FLOATS or (tag.endswith("}chart") and not len(node)):
            self.floats.append(node)
        else:
            self._container(node, depth)

    def _field(self, mark: str) -> None:
        """A field begins, comes to its result, or ends; one without a result may show its instruction."""
        if mark == "end" and (shown := field_text(self.instruction)):
            before = next((run.text for run in reversed(self.runs) if run.text), "")
            self._put(set_in(before, shown))
        self.instruction = ""

    def _run(self, node: Element, depth: int) -> None:
        around = self.setting
        self.setting = self.styles.run_setting(node, self.base)
        if around.struck and not self.setting.aside:
            self.setting = replace(self.setting, struck=True)
        self.read(node, depth + 1) if depth <= MAX_DEPTH else self._put("".join(node.itertext(f"{W}t")))
        self.setting, self.note = around, False

    def _deleted(self, node: Element, depth: int) -> None:
        """Text that a tracked change deletes."""
        around = self.setting
        self.setting = replace(around, struck=True)
        self.read(node, depth + 1)
        self.setting = around

    def _container(self, node: Element, depth: int) -> None:
        tag = node.tag
        if depth > MAX_DEPTH:  # deeper than any program writes: take the bare text and go no further
            self._put("".join(text.text or "" for text in node.iter(f"{W}t")))
        elif tag == f"{MC}AlternateContent":
            chosen = branch(node)
            if chosen is not None:
                self.read(chosen, depth + 1)
        elif tag == f"{W}del" or (tag == f"{_AML}annotation" and node.get(f"{W}type") == "Word.Deletion"):
            self._deleted(node, depth)
        elif tag == f"{_M}oMath":
            self._put(set_in(self.runs[-1].text if self.runs else "", linear(node)))
        elif tag == f"{W}ruby":
            self._ruby(node, depth)
        else:
            self._note_shape(node)
            self.read(node, depth + 1)

    def _ruby(self, node: Element, depth: int) -> None:
        """A word and how it is read: "東京 (とうきょう)"."""
        first = len(self.runs)
        for base in node.iterchildren(f"{W}rubyBase"):
            self.read(base, depth + 1)
        self.runs[first:] = [run._replace(reading=" ") for run in self.runs[first:]]
        reading = "".join(text.text or "" for guide in node.iterchildren(f"{W}rt") for text in guide.iter(f"{W}t"))
        self.runs.append(Run("", aside=self.setting.aside, reading=reading))

    def _describe(self, told: str | None, *, is_picture: bool) -> None:
        self.descriptions.append(description(told))
        self.pictures += is_picture
        self.undescribed += is_picture and not told

    def _note_shape(self, node: Element) -> None:
        if node.tag == f"{_V}textpath":
            self._put(node.get("string", ""))
        elif node.tag in (f"{_WP}inline", f"{_WP}anchor"):
            properties = node.find(f"{_WP}docPr")
            told = None if properties is None else properties.get("descr") or properties.get("title")
            is_picture = next(node.iter("{*}pic"), None) is not None
            # Shapes that hold text say of themselves what that text says.
            if is_picture or next(node.iter("{*}chart", f"{DGM}relIds"), None) is not None:
                self._describe(told, is_picture=is_picture)
        elif node.tag == f"{_V}shape" and node.find(f"{_V}imagedata") is not None:
            self._describe(node.get("alt"), is_picture=True)
