"""What a file is, judged by its bytes. Its name only settles what the bytes leave open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

import olefile

from ingest.extract.charset import declared_in_markup, decode_text
from ingest.extract.unread import BINARY_WORKBOOK, unread_type

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
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
EPUB = "application/epub+zip"
MAIL = "message/rfc822"
MSG = "application/vnd.ms-outlook"
TNEF = "application/ms-tnef"
SVG = "image/svg+xml"
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
    ".rtf": RTF, ".mht": MHTML, ".mhtml": MHTML, ".eml": MAIL, ".msg": MSG, ".zip": ZIP, ".epub": EPUB,
    ".xlsx": XLSX, ".xlsm": XLSX, ".xltx": XLSX, ".xltm": XLSX, ".xls": XLS, ".xlt": XLS,
    ".odt": ODT, ".ott": ODT, ".odp": ODP, ".otp": ODP, ".ods": ODS, ".ots": ODS,
    ".svg": SVG, ".fodt": ODT, ".fodp": ODP, ".fods": ODS,
}  # fmt: skip

# Main parts of documents, templates, slide shows and their macro-enabled variants.
_WORD_PART = re.compile(rb"(?:wordprocessingml\.(?:document|template)|ms-word\.\w+\.macroEnabled\w*)\.main\+xml")
_SLIDE_PART = re.compile(
    rb"(?:presentationml\.(?:presentation|slideshow|template)|ms-powerpoint\.\w+\.macroEnabled)\.main\+xml"
)
_SHEET_PART = re.compile(
    rb"(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template)\.macroEnabled)\.main\+xml"
)
_BINARY_SHEET_PART = b"ms-excel.sheet.binary.macroEnabled.main"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_FLAT_ODF = re.compile(
    rf"""office:mimetype=["']({re.escape(_OPEN_DOCUMENT)}(?:text|presentation|spreadsheet))\b"""
)
_OLE_STREAMS = (
    ("__properties_version1.0", MSG), ("workbook", XLS), ("book", XLS), ("visiodocument", "application/vnd.visio"),
    ("quill", "application/x-mspublisher"), ("contents", "application/vnd.ms-works"),
)  # fmt: skip
_OLD_SHEETS = tuple(
    bytes.fromhex(start) for start in ("09000400", "09020600", "09040600", "09080600", "09080800", "09081000")
)
_WORD_2 = b"\xdb\xa5\x2d\x00"
_WINMAIL = b"\x78\x9f\x3e\x22"
_HEADER = re.compile(r"[!-9;-~]+:(?:[ \t]*(?=\S)[^\n]*\n?|[ \t]*\n(?=[!-9;-~]+:))(?:[ \t]+[^\n]*\n?)*")
_MAIL_NAMES = re.compile(
    r"^(from|to|date|subject|received|mime-version|message-id|return-path|content-type|x-[\w-]+):", re.I | re.M
)
_MAIL_ONLY = frozenset(["received", "mime-version", "message-id", "return-path"])
_HTML_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|p|h[1-6]|frameset|ul|ol|font|center)\b[^<>]*>",
    re.IGNORECASE,
)
_SVG = re.compile(
    r"(?:<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE\s+svg\b[^\[>]*(?:\[[^\]]*\]\s*)?>|\s+)*<(?:\w+:)?svg\b", re.DOTALL
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
    # Before PDF, whose mark may stand anywhere in the head: an archive may begin with a PDF.
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_type(data, claimed)
    if data.startswith(olefile.MAGIC):
        return _ole_type(data, claimed)
    if b"%PDF-" in data[:_HEAD]:
        return PDF
    if data.lstrip()[:5] == b"{\\rtf":
        return RTF
    if data.startswith(_OLD_SHEETS):
        return XLS
    if data.startswith(_WORD_2):
        return DOC
    if data.startswith(_WINMAIL):
        return TNEF
    return unread_type(data) or _text_type(data, claimed)


def _ole_type(data: bytes, claimed: str | None) -> str:
    """Office files are told by their streams, encrypted ones by their package."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].casefold() for entry in ole.listdir()}
    except Exception:  # noqa: BLE001 - a damaged directory makes olefile raise anything; the bytes still tell
        names = {n for n in ("worddocument", "powerpoint document", "workbook") if _wide(n) in data.lower()}
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
    found = next((kind for stream, kind in _OLE_STREAMS if stream in names), None)
    return found or (claimed if claimed in (DOC, PPT) else OLE)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _zip_type(data: bytes, claimed: str | None) -> str:
    """The type of the package's main part; by the local file names where its directory is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _package_type(package, claimed)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, NotImplementedError):
        pass
    except (OverflowError, AttributeError, IndexError, TypeError, UnicodeError):
        pass
    # The central directory may lie or be cut off: local headers carry the names too.
    word, slides = data.find(b"word/document"), data.find(b"ppt/presentation")
    if word >= 0 or slides >= 0:
        return DOCX if slides < 0 or 0 <= word < slides else PPTX
    return claimed if claimed in (DOCX, PPTX, XLSX, ODT, ODP, ODS, EPUB) else ZIP


def _package_type(package: zipfile.ZipFile, claimed: str | None) -> str:
    names = {name.replace("\\", "/").lstrip("/").lower() for name in package.namelist()}
    parts = _part(package, "[Content_Types].xml")
    for pattern, kind in ((_WORD_PART, DOCX), (_SLIDE_PART, PPTX), (_SHEET_PART, XLSX)):
        if pattern.search(parts):
            return kind
    if _BINARY_SHEET_PART in parts:
        return BINARY_WORKBOOK
    declared = _part(package, "mimetype").strip().decode("ascii", "replace").removesuffix("-template")
    if declared in (ODT, ODP, ODS, EPUB):
        return declared
    if declared == f"{_OPEN_DOCUMENT}text-master" or (claimed in (ODT, ODP, ODS) and "content.xml" in names):
        return claimed if claimed in (ODP, ODS) else ODT
    if declared.startswith(_OPEN_DOCUMENT):
        return f"{_OPEN_DOCUMENT}unread"
    if "meta-inf/container.xml" in names and (claimed == EPUB or any(name.endswith(".opf") for name in names)):
        return EPUB
    if names & {"index/document.iwa", "index.zip", "index.apxl", "index.xml.gz"}:
        return "application/vnd.apple.iwork"
    for part, kind in (("word/document", DOCX), ("ppt/presentation", PPTX), ("xl/workbook.xml", XLSX)):
        if any(name.startswith(part) for name in names):
            return kind
    return claimed if claimed in (DOCX, PPTX, XLSX) and "[content_types].xml" in names else ZIP


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """A part of a package, at most 1 MiB of it; empty where it cannot be read."""
    try:
        with package.open(name) as part:
            return part.read(_PARTS_LIST_LIMIT)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, EOFError, zlib.error):
        return b""
    except (NotImplementedError, OverflowError, AttributeError, IndexError, TypeError, UnicodeError):
        return b""


def _text_type(data: bytes, claimed: str | None) -> str:
    head = data[: 64 * _HEAD]
    text = decode_text(head, declared_in_markup(head)).text
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") or start.startswith("<"):
        if "<w:wordDocument" in start[:8000] or "schemas.microsoft.com/office/word/2003/wordml" in start[:4000]:
            return WORDML
        if "<pkg:package" in start[:8000]:
            return FLAT_OPC
        if "<office:document" in start[:8000] and (flat := _FLAT_ODF.search(start[:16_000])):
            return flat[1]
        if "Excel.Sheet" in start[:1000] and "urn:schemas-microsoft-com:office:spreadsheet" in start[:8000]:
            return "application/vnd.ms-excel.xml"
        if _SVG.match(start):
            return SVG
    if mail := _mail_type(start, claimed):
        return mail
    if len(_CONTROLS.findall(text)) > len(text) // 200:
        return claimed if claimed in (PDF, HTML) else UNKNOWN
    if start[:15].lower().startswith(("<!doctype html", "<html")):
        return HTML
    if claimed in (TEXT, MARKDOWN):
        return claimed
    if claimed == HTML or len(_HTML_TAG.findall(start[:8000])) >= 2:
        return HTML
    return TEXT if claimed is None or claimed != RTF else RTF


def _mail_type(start: str, claimed: str | None) -> str | None:
    """A mail or a saved web page begins with a block of headers, some of which only mails have."""
    head = start[:200].partition("\n")
    if head[0].startswith("From ") and head[1]:  # the line that parts the mails of a mailbox
        start = start.partition("\n")[2]
    block = re.split(r"\r?\n\r?\n", start[:16_000], maxsplit=1)[0].replace("\r\n", "\n")
    if not _HEADER.match(block):
        return None
    names = {match[1].lower() for match in _MAIL_NAMES.finditer(block)}
    named = claimed in (MAIL, MHTML)
    if not (len(names) >= 2 and (names & _MAIL_ONLY or named)) and not (named and names):
        return None
    if "multipart/related" in block.lower() and (claimed == MHTML or not names & {"to", "received", "date"}):
        return MHTML
    saved = "snapshot-content-location:" in block.lower() or "<saved by" in block.lower()
    return MHTML if saved or claimed == MHTML else MAIL
