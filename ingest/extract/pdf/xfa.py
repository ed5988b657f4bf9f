"""Forms in XFA, the XML that only Adobe's programs show: every other reader shows a page that says "Please wait".

The template says what is printed, in reading order, and the data what was filled in. Both are XML of their own in
the file; they are parsed without entities, document types or network.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw
from lxml import etree

from ingest.extract.runs import composed

_MOST_PACKETS = 64
_LARGEST = 16 << 20
_MOST_LINES = 100_000
_DEEPEST = 200
_SPACES = re.compile(r"\s+")
_PLACEHOLDER = re.compile(r"please\s+wait|adobe\s+reader|adobe\s+acrobat", re.IGNORECASE)
_LONGEST_PLACEHOLDER = 2500
_XHTML = "{http://www.w3.org/1999/xhtml}"
_PARAGRAPHS = frozenset(["p", "br", "div", "li", "text"])
_TICKED = {"1": "checked", "0": ""}
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")


def is_placeholder(text: str) -> bool:
    """Whether a page's text is but the one that XFA forms show where they are not understood."""
    return len(text) < _LONGEST_PLACEHOLDER and _PLACEHOLDER.search(text) is not None


def read(document: Any) -> list[str]:
    """The lines of an XFA form: what is printed, and fields as "label: value". Empty where there are none."""
    packets = _packets(document)
    template, data = packets.get("template"), packets.get("datasets")
    values = _Values(data)
    lines = [] if template is None else list(_printed(template, values))
    lines += values.left()
    return list(filter(None, lines[:_MOST_LINES]))


def _packets(document: Any) -> dict[str, Any]:
    """The roots of the form's XML by name. A packet that is no XML is left out."""
    found: dict[str, Any] = {}
    for index in range(min(max(raw.FPDF_GetXFAPacketCount(document), 0), _MOST_PACKETS)):
        content = _content(document, index)
        if not content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            continue
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            continue
        # A form that is written as one packet holds the others.
        for element in () if root is None else (root, *root):
            if isinstance(element.tag, str):
                found.setdefault(_name(element), element)
    return found


def _content(document: Any, index: int) -> bytes:
    size = ctypes.c_ulong()
    if not raw.FPDF_GetXFAPacketContent(document, index, None, 0, size) or not 0 < size.value <= _LARGEST:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
    return buffer.raw


class _Values:
    """What was filled in, by the names of fields, each taken once and in order."""

    def __init__(self, datasets: Any) -> None:
        self._by_name: dict[str, deque[int]] = defaultdict(deque)
        self._leaves: list[tuple[str, str] | None] = []
        if datasets is None:
            return
        walk = etree.iterwalk(datasets, events=("start",))
        for _, element in walk:
            rich = len(element) and str(element[0].tag).startswith(_XHTML)
            if (rich or not len(element)) and (text := _text(element)):
                self._by_name[_name(element)].append(len(self._leaves))
                self._leaves.append((_name(element), text))
            if rich:
                walk.skip_subtree()

    def take(self, name: str) -> str:
        """The next value of this name, empty where there is none left."""
        queue = self._by_name.get(name)
        if not queue:
            return ""
        at = queue.popleft()
        leaf, self._leaves[at] = self._leaves[at], None
        return leaf[1] if leaf else ""

    def left(self) -> list[str]:
        """What no field of the template took: rows of repeated parts."""
        return [f"{name}: {text}" for name, text in filter(None, self._leaves)]


def _printed(element: Any, values: _Values, depth: int = 0) -> Iterator[str]:
    """Printed text and fields below an element, in the order of the template."""
    for child in element:
        name = _name(child)
        if name == "draw":
            yield _text(child.find("{*}value"))
        elif name == "field":
            yield _field(child, values)
        elif name == "exclGroup":
            label = _text(child.find("{*}caption"))
            value = values.take(child.get("name", ""))
            chosen = next(
                (_text(f.find("{*}caption")) for f in child.iterchildren("{*}field") if _holds(f, value)), ""
            )
            value = chosen or value
            yield f"{label}: {value}" if label and value else value or label
        elif isinstance(child.tag, str) and depth < _DEEPEST:
            yield from _printed(child, values, depth + 1)


def _field(field: Any, values: _Values) -> str:
    label = _text(field.find("{*}caption")).rstrip(" :")
    value = values.take(field.get("name", "")) or _text(field.find("{*}value"))
    shown = {code: label for label, code in _items(field)}
    value = shown.get(value, value)
    if field.find("{*}ui/{*}checkButton") is not None:
        value = _TICKED.get(value, value)
    if field.find("{*}ui/{*}passwordEdit") is not None:
        value = ""
    return f"{label}: {value}" if label and value else label or value


def _items(field: Any) -> Iterator[tuple[str, str]]:
    """Of a list its options as (shown, stored)."""
    lists = [[_tidy("".join(item.itertext())) for item in items] for items in field.iterchildren("{*}items")]
    if len(lists) == 2:
        yield from zip(*lists, strict=False)


def _holds(field: Any, value: str) -> bool:
    return bool(value) and any(
        _tidy("".join(item.itertext())) == value for items in field.iterchildren("{*}items") for item in items
    )


def _text(element: Any) -> str:
    """The text below an element in one line; what is set in paragraphs stays apart."""
    if element is None:
        return ""
    parts = []
    for event, item in etree.iterwalk(element, events=("start", "end")):
        if event == "end" and _name(item) in _PARAGRAPHS:
            parts.append(" ")
        parts.append((item.text if event == "start" else item.tail if item is not element else None) or "")
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    return composed(_UNWANTED.sub("", _SPACES.sub(" ", text))).strip()


def _name(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
