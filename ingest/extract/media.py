"""What a file is, judged by its bytes. Its name only settles what the bytes leave open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

import olefile

from ingest.extract.charset import decode_text

PDF = "application/pdf"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FLAT_OPC = "application/vnd.ms-word2006ml"
WORDML = "application/vnd.ms-wordml"
RTF = "application/rtf"
HTML = "text/html"
MHTML = "multipart/related"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
ENCRYPTED_OFFICE = "application/x-encrypted-ooxml"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

_BY_SUFFIX = {
    ".pdf": PDF, ".doc": DOC, ".dot": DOC, ".ppt": PPT, ".pps": PPT, ".pot": PPT,
    ".docx": DOCX, ".docm": DOCX, ".dotx": DOCX, ".dotm": DOCX,
    ".pptx": PPTX, ".pptm": PPTX, ".ppsx": PPTX, ".ppsm": PPTX, ".potx": PPTX, ".potm": PPTX,
    ".htm": HTML, ".html": HTML, ".xhtml": HTML, ".txt": TEXT, ".md": MARKDOWN, ".markdown": MARKDOWN,
    ".rtf": RTF, ".mht": MHTML, ".mhtml": MHTML,
}  # fmt: skip

# Main parts of documents, templates, slide shows and their macro-enabled variants.
_WORD_PART = re.compile(rb"(?:wordprocessingml\.(?:document|template)|ms-word\.\w+\.macroEnabled\w*)\.main\+xml")
_SLIDE_PART = re.compile(
    rb"(?:presentationml\.(?:presentation|slideshow|template)|ms-powerpoint\.\w+\.macroEnabled)\.main\+xml"
)
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|p|h[1-6]|frameset|ul|ol|font|center)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_HEAD = 1024
_PARTS_LIST_LIMIT = 1 << 20


def by_name(name: str | None) -> str | None:
    """The media type a file name claims, or None."""
    return _BY_SUFFIX.get(PurePath(name).suffix.lower()) if name else None


def detect(data: bytes, name: str | None = None) -> str:
    """The media type of ``data``. ``name`` is heeded only where the bytes fit several types."""
    if not data.strip(b"\0 \t\r\n"):
        return EMPTY
    claimed = by_name(name)
    if b"%PDF-" in data[:_HEAD]:
        return PDF
    if data.startswith(olefile.MAGIC):
        return _ole_type(data, claimed)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_type(data, claimed)
    if data.lstrip()[:5] == b"{\\rtf":
        return RTF
    return _text_type(data, claimed)


def _ole_type(data: bytes, claimed: str | None) -> str:
    """Word and PowerPoint files are told by their streams, encrypted Office files by their package."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].casefold() for entry in ole.listdir() if len(entry) == 1}
    except Exception:  # noqa: BLE001 - a damaged directory makes olefile raise anything; the bytes still tell
        names = {n for n in ("worddocument", "powerpoint document") if _wide(n) in data.lower()}
    if "encryptedpackage" in names:
        return ENCRYPTED_OFFICE
    word = "worddocument" in names
    slides = bool(names & {"powerpoint document", "pp40", "pp97_dualstorage"})
    if word and slides:
        return claimed if claimed in (DOC, PPT) else DOC
    if word:
        return DOC
    if slides:
        return PPT
    return claimed if claimed in (DOC, PPT) else OLE


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _zip_type(data: bytes, claimed: str | None) -> str:
    """The type of the package's main part; by the local file names where its directory is damaged."""
    parts = _parts_list(data)
    if _WORD_PART.search(parts):
        return DOCX
    if _SLIDE_PART.search(parts):
        return PPTX
    # The central directory may lie or be cut off: local headers carry the names too.
    word, slides = data.find(b"word/document"), data.find(b"ppt/presentation")
    if word >= 0 or slides >= 0:
        return DOCX if slides < 0 or 0 <= word < slides else PPTX
    return claimed if claimed in (DOCX, PPTX) else ZIP


def _parts_list(data: bytes) -> bytes:
    """``[Content_Types].xml`` of a package, at most 1 MiB of it; empty where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("[Content_Types].xml") as part:
            return part.read(_PARTS_LIST_LIMIT)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, EOFError, zlib.error):
        return b""
    except (NotImplementedError, OverflowError, AttributeError, IndexError, TypeError, UnicodeError):
        return b""


def _text_type(data: bytes, claimed: str | None) -> str:
    head = data[: 64 * _HEAD]
    text = decode_text(head).text
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") or start.startswith("<"):
        if "<w:wordDocument" in start[:8000] or "schemas.microsoft.com/office/word/2003/wordml" in start[:4000]:
            return WORDML
        if "<pkg:package" in start[:8000]:
            return FLAT_OPC
    if start[:200].lower().startswith("mime-version:") and "multipart/related" in start[:4000].lower():
        return MHTML
    if len(_CONTROLS.findall(text)) > len(text) // 200:
        return claimed if claimed in (PDF, HTML) else UNKNOWN
    if start[:15].lower().startswith(("<!doctype html", "<html")):
        return HTML
    if claimed in (TEXT, MARKDOWN):
        return claimed
    if claimed == HTML or len(_HTML_TAG.findall(start[:8000])) >= 2:
        return HTML
    return TEXT if claimed is None or claimed != RTF else RTF
