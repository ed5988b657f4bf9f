"""A hardened reader of the zip packages that .docx and .pptx files are.

Sizes are checked before anything is inflated and again while inflating, for the directory of a zip may lie.
XML is parsed without entities, network or huge trees; a DOCTYPE, which the standard forbids, is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from corpus.errors import ExtractionError
from ingest.extract.msoffice.pages import sensible_title
from ingest.extract.zip_archive import ZIP_FAULTS

MAX_PARTS = 20_000
MAX_PART = 64 * 1024 * 1024
MAX_TOTAL = 192 * 1024 * 1024

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

Element = Any
"""An lxml element: the library carries no types."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: the last word of its type, and its target part or URL."""

    kind: str
    target: str
    external: bool


def parse_xml(data: bytes, name: str) -> tuple[Element, bool]:
    """The root element, and whether the XML was well formed. Raises ExtractionError when nothing can be read."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65536]:
        raise ExtractionError("damaged", f"{name} declares a document type, which Office files must not.")
    if b"purl.oclc.org" in data:  # the strict flavour of the standard: the same names in other namespaces
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
    well_formed = True
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError:
        well_formed = False
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except etree.XMLSyntaxError as error:
            raise ExtractionError("damaged", f"{name} is not XML.") from error
    if root is None:
        raise ExtractionError("damaged", f"{name} is not XML.")
    if root.getroottree().docinfo.internalDTD is not None:
        raise ExtractionError("damaged", f"{name} declares a document type, which Office files must not.")
    return root, well_formed


def _parser(*, recover: bool) -> Element:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


@dataclass(slots=True)
class Package:
    """The parts of a package. ``notes`` gathers what could not be read and was left out."""

    archive: zipfile.ZipFile | None
    names: dict[str, str]
    notes: list[str] = field(default_factory=list)
    roots: dict[str, Element] = field(default_factory=dict)
    spent: int = 0

    @classmethod
    def open(cls, data: bytes) -> Package:
        """Raises ExtractionError: damaged, encrypted, too-large."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            entries = archive.infolist()
        except ZIP_FAULTS as error:
            raise ExtractionError("damaged", "The file is cut off or its zip directory is broken.") from error
        if len(entries) > MAX_PARTS:
            raise ExtractionError("too-large", f"The package has {len(entries)} parts, more than {MAX_PARTS}.")
        xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
        if any(entry.file_size > MAX_PART for entry in xml) or sum(entry.file_size for entry in xml) > MAX_TOTAL:
            raise ExtractionError("too-large", "The package's XML is too large when unpacked.")
        if any(entry.flag_bits & 1 for entry in xml):
            raise ExtractionError("encrypted", "The package is encrypted.")
        names = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry.filename for entry in entries}
        return cls(archive, names)

    @classmethod
    def open_flat(cls, data: bytes) -> Package:
        """A package written as one XML file ("flat OPC"). Raises ExtractionError."""
        if len(data) > MAX_PART:
            raise ExtractionError("too-large", "The XML file is too large.")
        root, well_formed = parse_xml(data, "The file")
        roots: dict[str, Element] = {}
        for part in root.iter(f"{_FLAT}part"):
            content = part.find(f"{_FLAT}xmlData")
            if content is not None and len(content):
                roots[part.get(f"{_FLAT}name", "").lstrip("/").lower()] = content[0]
        notes = [] if well_formed else ["The file is not well formed XML; what could be read of it was read."]
        return cls(None, {name: name for name in roots}, notes, roots)

    def has(self, name: str) -> bool:
        """Whether there is a part of this name (names are compared without case)."""
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises ExtractionError: damaged, too-large."""
        entry = self.names.get(name.lower())
        if entry is None or self.archive is None:
            raise ExtractionError("damaged", f"The part {name} is missing.")
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(MAX_PART + 1)
        except ZIP_FAULTS as error:
            raise ExtractionError("damaged", f"The part {name} cannot be inflated.") from error
        self.spent += len(data)
        if len(data) > MAX_PART or self.spent > MAX_TOTAL:
            raise ExtractionError("too-large", "The package is too large when unpacked.")
        return data

    def xml(self, name: str) -> Element:
        """The root of an XML part. Raises ExtractionError; a part mended by the parser is noted."""
        if name.lower() in self.roots:
            return self.roots[name.lower()]
        root, well_formed = parse_xml(self.read(name), name)
        if not well_formed:
            self.notes.append(f"The part {name} is not well formed; what could be read of it was read.")
        return root

    def optional(self, name: str | None) -> Element | None:
        """Like ``xml``, but a part that cannot be read is noted and given up."""
        if name is None or not self.has(name):
            return None
        try:
            return self.xml(name)
        except ExtractionError as error:
            if error.code == "too-large":
                raise
            self.notes.append(f"{error} It was left out.")
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part by id; of the package itself where ``part`` is empty."""
        folder, base = posixpath.split(part)
        root = self.optional(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for item in () if root is None else root.iter(_REL):
            target, external = item.get("Target", ""), item.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target.replace("\\", "/"))))
                target = target.lstrip("/")
            found[item.get("Id", "")] = Relation(item.get("Type", "").rsplit("/", 1)[-1], target, external)
        return found

    def main_part(self, usual: str) -> str:
        """The part the package is about. Raises ExtractionError where there is none."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        if self.has(usual):
            return usual
        raise ExtractionError("damaged", f"The package has no {usual}.")

    def title(self) -> str | None:
        """The title among the document's properties."""
        root = self.optional("docProps/core.xml")
        if root is None:
            return None
        return sensible_title(root.findtext("{http://purl.org/dc/elements/1.1/}title"))
