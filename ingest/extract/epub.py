"""EPUB: the chapters of a book in reading order, each read as the page of HTML that it is."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from urllib.parse import unquote

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.html import reader as html_reader
from ingest.extract.msoffice.ooxml.opc import Element, Package
from ingest.extract.msoffice.pages import MAX_CHARACTERS, sensible_title

MEDIA_TYPE = "application/epub+zip"
MAX_CHAPTERS = 5_000
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FONT_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def extract(data: bytes) -> Extraction:
    """Raises ExtractionError: empty, encrypted, damaged, too-large, output-limit."""
    package = Package.open(data)
    _refuse_protected(package)
    root, folder = _root(package)
    title = sensible_title(root.findtext(f"{_OPF}metadata/{_DC}title") or root.findtext(f".//{_DC}title"))
    names = _chapters(root, folder)
    pages: list[Page] = []
    size = 0
    for name, is_contents in names:
        chapter = _chapter(package, name)
        text = "\n\n".join(page.text for page in chapter)
        size += len(text)
        if size > MAX_CHARACTERS:
            raise ExtractionError("output-limit", "The book holds more text than 64 MiB.")
        if text.strip():
            pages.append(_joined(chapter, len(pages) + 1, contents=is_contents))
    if not pages:
        raise ExtractionError("empty", "The book holds no text.")
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=tuple(pages),
        extractor="epub, chapters as HTML",
        title=title,
        notes=tuple(dict.fromkeys(package.notes)),
    )


def _refuse_protected(package: Package) -> None:
    """A shop's copy protection; fonts alone may be disguised in any book."""
    if package.has("META-INF/rights.xml") and package.has("META-INF/encryption.xml"):
        raise ExtractionError("encrypted", "The book is copy-protected. Take in a copy without protection.")
    root = package.optional("META-INF/encryption.xml")
    for method in () if root is None else root.iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"):
        if method.get("Algorithm") not in _FONT_ONLY:
            raise ExtractionError("encrypted", "The book is copy-protected. Take in a copy without protection.")


def _root(package: Package) -> tuple[Element, str]:
    """The package document and the folder it lies in."""
    container = package.optional("META-INF/container.xml")
    named = None if container is None else next(container.iter(f"{_CONTAINER}rootfile"), None)
    name = named.get("full-path", "") if named is not None else ""
    if not package.has(name):
        name = next((real for real in package.names.values() if real.lower().endswith(".opf")), "")
    if not name:
        raise ExtractionError("damaged", "The book has no list of its chapters.")
    return package.xml(name), posixpath.dirname(name)


def _chapters(root: Element, folder: str) -> list[tuple[str, bool]]:
    """The parts of the book in reading order, and whether each is the table of contents."""
    items = {item.get("id", ""): item for item in root.iter(f"{_OPF}item")}
    order = [reference.get("idref", "") for reference in root.iter(f"{_OPF}itemref")]
    chosen = [items[name] for name in order if name in items] or list(items.values())
    found: dict[str, bool] = {}
    for item in chosen:
        if item.get("media-type") in _PAGES:
            path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
            found.setdefault(path.lstrip("/"), "nav" in item.get("properties", "").split())
    if len(found) > MAX_CHAPTERS:
        raise ExtractionError("too-large", f"The book has {len(found)} chapters, more than {MAX_CHAPTERS}.")
    return list(found.items())


def _chapter(package: Package, name: str) -> tuple[Page, ...]:
    try:
        return html_reader.extract(package.read(name)).pages
    except ExtractionError as error:
        if error.code == "too-large":
            raise
        if error.code != "empty":
            package.notes.append(f"{error} It was left out.")
        return ()


def _joined(sections: tuple[Page, ...], number: int, *, contents: bool) -> Page:
    """A chapter as one page, labelled with its first heading. A book has no menus around its text."""
    texts: list[str] = []
    spans: list[Span] = []
    length = 0
    for section in sections:
        if texts:
            length += 2
        spans += [
            Span(span.start + length, span.end + length, span.role, span.level)
            for span in section.spans
            if span.role != "boilerplate"
        ]
        texts.append(section.text)
        length += len(section.text)
    label = next((section.label for section in sections if section.label), None)
    whole = (Span(0, length, "contents"), *spans) if contents else tuple(spans)
    return replace(sections[0], number=number, text="\n\n".join(texts), label=label, spans=whole)
