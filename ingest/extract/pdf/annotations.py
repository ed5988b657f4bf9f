"""Text that stands on a PDF page beside its content: values of form fields, notes and comments.

pdfium gives neither with the page's text. A field is written as ``label: value``, from the top of the page to its
end; its label is its tooltip, else what is printed beside it. A comment says whose it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from corpus.model import SpanRole
from ingest.extract.pdf.places import Box, clean, painted, printed_after, printed_before, string
from ingest.extract.remarks import comment
from ingest.extract.runs import one_line

_MOST_ON_PAGE = 5_000
_MOST_LABELLED = 500
"""Fields of a page whose printed label is looked for: it takes a look at all characters of the page."""
_LONGEST_LABEL = 120
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
_ROW = 6.0
_COMMENTS = frozenset(
    [raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE,
     raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_POLYLINE, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE,
     raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_CARET,
     raw.FPDF_ANNOT_INK, raw.FPDF_ANNOT_FILEATTACHMENT]
)  # fmt: skip
_TYPED = frozenset([raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX])
_TICKED = frozenset([raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON])
_TAGS = re.compile(r"<(?:/p|br)\b[^<>]*>|(<[^<>]*>)", re.IGNORECASE)
_NAMES_NOTHING = re.compile(
    r"(?:text|textfield|field|fill|undefined|untitled|check|check ?box|group|radio|radio ?button|button|dropdown"
    r"|combo ?box|list ?box|choice|box|toggle|f|c)?[\W\d_]*",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(r"(?:on|off|yes|true|checked|x|choice[\W\d_]*|[\W\d_]*|[a-z])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Beside:
    """A field's value (no role), or a note or comment. ``role`` is "hidden" where a viewer does not show it."""

    text: str
    role: SpanRole | None = None


class _Item(NamedTuple):
    """An annotation that is open, and where it stands."""

    handle: Any
    kind: int
    box: Box


class AnnotationReader:
    """Reads the annotations of a document's pages. ``form`` is pdfium's handle of its form, None for none.

    ``skipped`` counts annotations beyond the limit of a page, ``fields`` the fields that were read.
    ``strikes`` is true where the page last read has words that are struck out.
    """

    def __init__(self, form: Any) -> None:
        self._form = form
        self.skipped = 0
        self.fields = 0
        self.strikes = False

    def read(self, page: Any, textpage: Any) -> list[Beside]:
        """What stands beside the content of an open page: its fields from top to bottom, then its comments."""
        count = raw.FPDFPage_GetAnnotCount(page)
        self.strikes = False
        if count <= 0:
            return []
        self.skipped += max(0, count - _MOST_ON_PAGE)
        items = [item for n in range(min(count, _MOST_ON_PAGE)) if (item := _opened(page, n)) is not None]
        self.strikes = any(item.kind == raw.FPDF_ANNOT_STRIKEOUT for item in items)
        try:
            fields = [item for item in items if item.kind == raw.FPDF_ANNOT_WIDGET]
            fields.sort(key=lambda item: (-round((item.box.top + item.box.bottom) / 2 / _ROW), item.box.left))
            boxes = [item.box for item in fields]
            found = list(dict.fromkeys(made for item in fields if (made := self._field(item, boxes, textpage))))
            self.fields += len(found)
            found += [made for item in items if (made := _remark(item, textpage))]
        finally:
            for item in items:
                raw.FPDFPage_CloseAnnot(item.handle)
        return found

    def _field(self, item: _Item, boxes: list[Box], textpage: Any) -> Beside | None:
        """A field as "label: value"; None where nothing is typed, chosen or ticked, or where it is a password."""
        kind = raw.FPDFAnnot_GetFormFieldType(self._form, item.handle) if self._form else -1
        if kind < 0:
            return _stray_field(item, textpage)
        labelled = len(boxes) <= _MOST_LABELLED
        stated = self._ask(raw.FPDFAnnot_GetFormFieldAlternateName, item)
        if kind in _TYPED:
            value = self._chosen(item) or self._ask(raw.FPDFAnnot_GetFormFieldValue, item)
            secret = raw.FPDFAnnot_GetFormFieldFlags(self._form, item.handle) & _PASSWORD
            if (
                not value
                or (secret and kind == raw.FPDF_FORMFIELD_TEXTFIELD)
                or painted(textpage, item.box, value)
            ):
                return None
            label = stated or (printed_before(textpage, item.box, boxes) if labelled else "") or self._name(item)
        elif kind in _TICKED and raw.FPDFAnnot_IsChecked(self._form, item.handle):
            beside = printed_after(textpage, item.box, boxes) if labelled else ""
            export = self._ask(raw.FPDFAnnot_GetFormFieldExportValue, item)
            told = "" if _NO_VALUE.fullmatch(export) else export
            if kind == raw.FPDF_FORMFIELD_RADIOBUTTON:
                label, value = stated or self._name(item), beside or told or "selected"
            else:
                label, value = stated or beside or self._name(item), told or "checked"
        else:
            return None
        label = one_line(label)[:_LONGEST_LABEL].rstrip(" :.")
        text = f"{label}: {value}" if label and label != value else value
        return Beside(text, "hidden" if raw.FPDFAnnot_GetFlags(item.handle) & _HIDDEN else None)

    def _chosen(self, item: _Item) -> str:
        """The options of a list that are chosen, as they are shown."""
        count = min(max(raw.FPDFAnnot_GetOptionCount(self._form, item.handle), 0), _MOST_ON_PAGE)
        chosen = [n for n in range(count) if raw.FPDFAnnot_IsOptionSelected(self._form, item.handle, n)]
        labels = (
            string(lambda *into: raw.FPDFAnnot_GetOptionLabel(self._form, item.handle, n, *into))  # noqa: B023
            for n in chosen
        )
        return ", ".join(filter(None, map(one_line, labels)))

    def _name(self, item: _Item) -> str:
        """The field's own name where it is made of words: "speaker_name" is "speaker name", "Text7" is none."""
        name = self._ask(raw.FPDFAnnot_GetFormFieldName, item).rsplit(".", 1)[-1]
        words = one_line(_CAMEL.sub(" ", name.split("[")[0].replace("_", " ").replace("-", " ")))
        return "" if _NAMES_NOTHING.fullmatch(words) else words

    def _ask(self, function: Callable[..., int], item: _Item) -> str:
        return string(lambda *into: function(self._form, item.handle, *into))


def _opened(page: Any, index: int) -> _Item | None:
    handle = raw.FPDFPage_GetAnnot(page, index)
    if not handle:
        return None
    rectangle = raw.FS_RECTF()
    known = raw.FPDFAnnot_GetRect(handle, rectangle)
    left, right = sorted((rectangle.left, rectangle.right))
    bottom, top = sorted((rectangle.bottom, rectangle.top))
    box = Box(left, bottom, right, top) if known else Box(0, 0, 0, 0)
    return _Item(handle, raw.FPDFAnnot_GetSubtype(handle), box)


def _stray_field(item: _Item, textpage: Any) -> Beside | None:
    """A field that the document's form does not list, by what it says of itself."""
    value = _value(item, b"V") if _value(item, b"FT") in ("Tx", "Ch") else ""
    if not value or painted(textpage, item.box, value):
        return None
    label = one_line(_value(item, b"TU") or _value(item, b"T"))[:_LONGEST_LABEL].rstrip(" :.")
    return Beside(f"{label}: {value}" if label else value)


def _remark(item: _Item, textpage: Any) -> Beside | None:
    """A note that stands on the page, or a comment; None for other annotations and those without words."""
    if item.kind != raw.FPDF_ANNOT_FREETEXT and item.kind not in _COMMENTS:
        return None
    text = _value(item, b"Contents") or _plain(_value(item, b"RC"))
    # "Accepted set by …" is the state of another comment.
    if not text or raw.FPDFAnnot_HasKey(item.handle, b"StateModel") or painted(textpage, item.box, text):
        return None
    hidden = raw.FPDFAnnot_GetFlags(item.handle) & _HIDDEN
    if item.kind == raw.FPDF_ANNOT_FREETEXT:
        # What a "typewriter" writes fills in a form that has no fields.
        typed = _value(item, b"IT") == "FreeTextTypeWriter"
        return Beside(text if typed else f"Note: {text}", "hidden" if hidden else None if typed else "notes")
    return Beside(comment(text, _value(item, b"T")), "hidden" if hidden else "notes")


def _value(item: _Item, key: bytes) -> str:
    return string(lambda *into: raw.FPDFAnnot_GetStringValue(item.handle, key, *into))


def _plain(markup: str) -> str:
    """The text of a comment that is written as XHTML alone."""
    return clean(html.unescape(_TAGS.sub(lambda match: "" if match[1] else "\n", markup)))
