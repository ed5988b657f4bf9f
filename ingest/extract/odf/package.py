"""What every OpenDocument file is made of: its parts, its names, its styles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.errors import ExtractionError
from ingest.extract.msoffice.ooxml.opc import MAX_PART, Element, Package, parse_xml
from ingest.extract.msoffice.pages import sensible_title
from ingest.extract.odf.forms import fields
from ingest.extract.runs import Shift

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
DC = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_HEIGHT = re.compile(r"\s*(super|sub|-?\d+(?:\.\d+)?%)")
_DEEPEST = 30
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]{0,1000}>")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a style says of its text; None where it says nothing."""

    shift: Shift | None = None
    struck: bool | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class Styles:
    """The styles of a document by family and name."""

    found: dict[tuple[str, str], Element] = field(default_factory=dict)
    lists: dict[str, Element] = field(default_factory=dict)
    outline: Element | None = None
    _effects: dict[tuple[str, str], Effect] = field(default_factory=dict)

    @classmethod
    def of(cls, *roots: Element | None) -> Styles:
        """Those of the given parts; a later one wins."""
        styles = cls()
        for root in roots:
            for element in () if root is None else root.iter(f"{STYLE}style", f"{TEXT}list-style"):
                name = element.get(f"{STYLE}name", "")
                if element.tag == f"{TEXT}list-style":
                    styles.lists[name] = element
                else:
                    styles.found[element.get(f"{STYLE}family", ""), name] = element
            if root is not None and styles.outline is None:
                styles.outline = next(root.iter(f"{TEXT}outline-style"), None)
        return styles

    def effect(self, family: str, name: str) -> Effect:
        """What a style says of its text, with what it inherits."""
        key = (family, name)
        if key not in self._effects:
            shift: Shift | None = None
            struck = hidden = None
            for style in self._line(family, name):
                properties = style.find(f"{STYLE}text-properties")
                if properties is None:
                    continue
                shift = _shift(properties.get(f"{STYLE}text-position")) if shift is None else shift
                struck = _is_struck(properties) if struck is None else struck
                shown = properties.get(f"{TEXT}display")
                hidden = (shown == "none") if hidden is None and shown is not None else hidden
            self._effects[key] = Effect(shift, struck, hidden)
        return self._effects[key]

    def of_paragraph(self, name: str, attribute: str) -> str | None:
        """The first value of an attribute on a paragraph style and those that it inherits from."""
        values = (style.get(attribute) for style in self._line("paragraph", name))
        return next((value for value in values if value is not None), None)

    def drawing_page(self, name: str) -> Element | None:
        """The properties of a slide's style."""
        style = self.found.get(("drawing-page", name))
        return None if style is None else style.find(f"{STYLE}drawing-page-properties")

    def _line(self, family: str, name: str) -> list[Element]:
        """A style and those it inherits from, nearest first."""
        line: list[Element] = []
        while len(line) < _DEEPEST and (style := self.found.get((family, name))) is not None:
            line.append(style)
            name = style.get(f"{STYLE}parent-style-name", "")
        return line


def _shift(value: str | None) -> Shift | None:
    match = _HEIGHT.match(value or "")
    if match is None:
        return None
    if match[1] in ("super", "sub"):
        return "raised" if match[1] == "super" else "lowered"
    height = float(match[1].rstrip("%"))
    return "raised" if height > 0 else "lowered" if height < 0 else ""


def _is_struck(properties: Element) -> bool | None:
    for attribute in ("text-line-through-style", "text-line-through-type"):
        if (value := properties.get(f"{STYLE}{attribute}")) is not None:
            return bool(value != "none")
    return None


@dataclass(slots=True)
class Document:
    """An opened OpenDocument file. ``body`` is the element that holds its text, slides or sheets,
    ``form_fields`` what stands in the fields of forms by their ids.
    """

    package: Package
    body: Element
    styles: Styles
    style_root: Element | None
    title: str | None
    form_fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, kind: str) -> Document:
        """``kind`` is "text", "presentation" or "spreadsheet".

        Raises ExtractionError: damaged, encrypted, too-large.
        """
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return cls._flat(data, kind)
        package = Package.open(data)
        manifest = package.optional("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter(_ENCRYPTED), None) is not None:
            raise ExtractionError("encrypted", "The document is encrypted with a password.")
        root = package.xml("content.xml")
        style_root = package.optional("styles.xml")
        body = root.find(f"{OFFICE}body/{OFFICE}{kind}")
        if body is None:
            raise ExtractionError("damaged", "The document has no body.")
        meta = package.optional("meta.xml")
        title = None if meta is None else meta.findtext(f"{OFFICE}meta/{DC}title")
        return cls(package, body, Styles.of(style_root, root), style_root, sensible_title(title), fields(body))

    @classmethod
    def _flat(cls, data: bytes, kind: str) -> Document:
        """A document kept in one XML file (.fodt, .fodp, .fods). Raises ExtractionError: damaged, too-large."""
        if len(data) > MAX_PART:
            raise ExtractionError("too-large", "The XML file is too large.")
        root, well_formed = parse_xml(data, "The file")
        body = root.find(f"{OFFICE}body/{OFFICE}{kind}")
        if body is None:
            raise ExtractionError("damaged", "The document has no body.")
        notes = [] if well_formed else ["The file is not well formed XML; what could be read of it was read."]
        title = root.findtext(f"{OFFICE}meta/{DC}title")
        return cls(Package(None, {}, notes), body, Styles.of(root), root, sensible_title(title), fields(body))

    def embedded(self, reference: str | None) -> Element | None:
        """The content of a document inside this one (a formula, chart or sheet) that is kept in a folder of it."""
        folder = (reference or "").removeprefix("./").strip("/")
        name = f"{folder}/content.xml"
        if not folder or ":" in folder or not self.package.has(name):
            return None
        try:
            # Formulas of older programs name a document type, which is not looked up and says nothing.
            return parse_xml(_DOCTYPE.sub(b"", self.package.read(name), count=1), name)[0]
        except ExtractionError as error:
            if error.code == "too-large":
                raise
            self.package.notes.append(f"{error} It was left out.")
            return None
