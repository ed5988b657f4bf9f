"""What things are called on the pages: kinds, formats, passages and where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.web.catalog_view import CatalogView
from corpus.model import Document, Kind, Passage
from search.features.citation.location import location, unit_of
from search.features.notebook.export import ExportName

KIND_NAMES: Mapping[Kind, str] = {
    "recommendation": "Recommendation",
    "talk": "Talk",
    "session": "Session",
    "fact": "About the workshop",
    "paper": "Document",
}

EXPORT_FORMATS: Sequence[tuple[ExportName, str]] = (
    ("docx", "Word"),
    ("markdown", "Markdown"),
    ("csv", "CSV for Excel"),
    ("bibtex", "BibTeX"),
    ("ris", "RIS"),
    ("csl-json", "CSL-JSON"),
)
"""The files that passages are exported as."""

_FORMATS = {
    "application/pdf": "PDF",
    "text/html": "Web page",
    "text/plain": "Text",
    "application/msword": "Word (.doc)",
    "application/vnd.ms-powerpoint": "PowerPoint (.ppt)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/rtf": "Rich text",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.ms-excel": "Excel (.xls)",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument slides",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument sheet",
    "application/epub+zip": "EPUB",
    "application/vnd.ms-outlook": "Mail (.msg)",
    "application/ms-tnef": "Mail (winmail.dat)",
    "image/svg+xml": "Drawing (.svg)",
    "application/zip": "Archive (.zip)",
    "message/rfc822": "Mail",
    "application/octet-stream": "Unknown type",
}
_SHORT = 90
STRONG_MATCH = 0.8
"""The confidence of a strong match. Of the judged questions at .8 to .9, 93 % had their answer."""


@dataclass(frozen=True, slots=True)
class Breadcrumb:
    """One step of the path to a passage, and its address."""

    text: str
    href: str | None = None


def match_label(answerable: bool, confidence: float) -> str:
    """How well the documents answer a question, in words."""
    if not answerable:
        return "Nothing close"
    return "Strong match" if confidence >= STRONG_MATCH else "Possible match"


def format_name(media_type: str) -> str:
    """The everyday name of a media type."""
    return _FORMATS.get(media_type, media_type)


def address(path: str, given: Mapping[str, object] | Iterable[tuple[str, object]] = (), fragment: str = "") -> str:
    """``path`` (already quoted) with a query string of the parameters that are not empty."""
    pairs = given.items() if isinstance(given, Mapping) else given
    query = urlencode([(name, value) for name, value in pairs if value not in (None, "", False)])
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def sentence_list(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def shorten(text: str, most: int = _SHORT) -> str:
    """The beginning of ``text`` on one line, cut between words after at most ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


def passage_title(passage: Passage, document: Document) -> str:
    """The title of a passage in a list."""
    if passage.kind == "recommendation":
        return f"Recommendation to {sentence_list(passage.addressees)}" if passage.addressees else "Recommendation"
    if passage.kind == "talk" and passage.talk:
        return passage.talk
    if passage.kind == "session" and passage.session:
        return passage.session
    if passage.kind == "fact" and len(passage.heading_path) > 1:
        return passage.heading_path[-1]
    return document.title or shorten(passage.text)


def page_name(passage: Passage, document: Document) -> str | None:
    """Its page, slide or section, shortened; None for a document of one section without a heading."""
    if label := location(passage, document):
        return shorten(label)
    return f"{unit_of(document)} {passage.page}" if document.pages > 1 else None


def breadcrumbs(passage: Passage, document: Document, catalog: CatalogView) -> list[Breadcrumb]:
    """The path to a passage: workshop › session › talk, or workshop › group of recommendations; then the page."""
    crumbs: list[Breadcrumb] = []
    slug = passage.workshop
    if slug:
        home = f"/workshops/{quote(slug)}"
        crumbs.append(Breadcrumb(catalog.title(slug), home))
        if passage.kind == "recommendation" and len(passage.heading_path) > 1:
            crumbs.append(Breadcrumb(passage.heading_path[-1], f"{home}#recommendations"))
        if passage.session:
            crumbs.append(
                Breadcrumb(catalog.session(slug, passage.session), catalog.session_address(slug, passage.session))
            )
        if passage.talk and passage.kind != "talk":
            crumbs.append(Breadcrumb(passage.talk))
        if passage.kind == "fact" and len(passage.heading_path) > 1:
            crumbs.append(Breadcrumb(passage.heading_path[-1]))
    if passage.kind == "paper":
        crumbs.append(Breadcrumb(document.title, f"/documents/{quote(document.id)}"))
    if label := page_name(passage, document):
        # Keeps "page" and its number on one line.
        crumbs.append(Breadcrumb(label.replace(" ", "\u00a0") if len(label) < 12 else label))
    return crumbs


def reading_address(passage: Passage) -> str:
    """The passage in its document."""
    return address(f"/documents/{quote(passage.document_id)}", {"passage": passage.id}, "here")


def original_address(document: Document, page: int) -> str | None:
    """The address the document came from, at this page if it is a PDF; None if it is not on the web."""
    at = f"#page={page}" if document.media_type == "application/pdf" else ""
    if document.url and document.url.split(":", 1)[0].lower() in ("http", "https"):
        return document.url + ("" if "#" in document.url else at)
    return None


def file_address(document: Document, page: int) -> str:
    """The stored original file, at this page if it is a PDF."""
    at = f"#page={page}" if document.media_type == "application/pdf" else ""
    return f"/v1/documents/{quote(document.id)}/file{at}"
