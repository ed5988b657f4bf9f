"""Which extractor reads which media type, and the version its results are cached under.

The parent process imports this module too, so extractors are named here and imported only where they run.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract import media
from ingest.extract.attachments import stamped
from ingest.extract.unread import refusal


@dataclass(frozen=True, slots=True)
class Reader:
    """A module with ``extract(data) -> Extraction``.

    ``libraries`` are the distributions its output depends on; ``revision`` is raised with every change of our
    own code that changes what comes out. ``inside`` is a module with ``files_inside(data) -> Attachments``, for
    formats whose reader does not find files inside by itself.
    """

    module: str
    libraries: tuple[str, ...]
    revision: int
    inside: str | None = None


_IN_PDF = "ingest.extract.inside.pdf"
_IN_OFFICE = "ingest.extract.inside.office"
_PDF = Reader("ingest.extract.pdf.reader", ("pypdfium2", "pypdf", "lxml"), 7, _IN_PDF)
_DOC = Reader("ingest.extract.msoffice.doc.reader", ("olefile",), 8, _IN_OFFICE)
_PPT = Reader("ingest.extract.msoffice.ppt.reader", ("olefile",), 8, _IN_OFFICE)
_DOCX = Reader("ingest.extract.msoffice.ooxml.docx", ("lxml", "trafilatura"), 8, _IN_OFFICE)
_PPTX = Reader("ingest.extract.msoffice.ooxml.pptx", ("lxml",), 8, _IN_OFFICE)
_HTML = Reader("ingest.extract.html.reader", ("trafilatura", "lxml"), 7)
_RTF = Reader("ingest.extract.rtf.reader", ("lxml", "olefile"), 7, "ingest.extract.inside.rtf")
_TEXT = Reader("ingest.extract.text", ("charset-normalizer",), 7)
_MAIL = Reader("ingest.extract.mail.eml", ("trafilatura", "lxml"), 4)
_MHTML = Reader("ingest.extract.mail.mht", ("trafilatura", "lxml"), 4)
_MSG = Reader("ingest.extract.mail.msg", ("olefile", "trafilatura", "lxml"), 4)
_WINMAIL = Reader("ingest.extract.mail.winmail", ("trafilatura", "lxml"), 1)
_SVG = Reader("ingest.extract.html.svg", ("lxml",), 1)
_ODT = Reader("ingest.extract.odf.odt", ("lxml",), 4, _IN_OFFICE)
_ODP = Reader("ingest.extract.odf.odp", ("lxml",), 4, _IN_OFFICE)
_ODS = Reader("ingest.extract.odf.ods", ("lxml",), 4, _IN_OFFICE)
_EPUB = Reader("ingest.extract.epub", ("trafilatura", "lxml"), 4)
_XLSX = Reader("ingest.extract.spreadsheet.xlsx", ("lxml",), 4, _IN_OFFICE)
_XLS = Reader("ingest.extract.spreadsheet.xls", ("xlrd", "olefile"), 4, _IN_OFFICE)
_ZIP = Reader("ingest.extract.zip_archive", (), 3)

READERS: dict[str, Reader] = {
    media.PDF: _PDF,
    media.DOC: _DOC,
    media.PPT: _PPT,
    media.DOCX: _DOCX,
    media.FLAT_OPC: _DOCX,
    media.WORDML: _DOCX,
    media.PPTX: _PPTX,
    media.HTML: _HTML,
    media.MHTML: _MHTML,
    media.ODT: _ODT,
    media.ODP: _ODP,
    media.ODS: _ODS,
    media.EPUB: _EPUB,
    media.XLSX: _XLSX,
    media.XLS: _XLS,
    media.MAIL: _MAIL,
    media.MSG: _MSG,
    media.TNEF: _WINMAIL,
    media.SVG: _SVG,
    media.ZIP: _ZIP,
    media.RTF: _RTF,
    media.TEXT: _TEXT,
    media.MARKDOWN: _TEXT,
}


@cache
def version_key(media_type: str) -> str:
    """What the text of this media type depends on besides the bytes: "pypdfium2 5.15.2 + pypdf 7.1.0 / 1".

    An unknown media type has the key "none", so that nothing cached is ever found for it.
    """
    reader = READERS.get(media_type)
    if reader is None:
        return "none"
    libraries = " + ".join(f"{name} {_installed(name)}" for name in reader.libraries)
    return f"{libraries or 'own'} / {reader.revision}"


def extract(data: bytes, media_type: str | None = None, name: str | None = None) -> Extraction:
    """Read one file. Without ``media_type`` it is told by the bytes, ``name`` settling what they leave open.

    Raises :class:`ExtractionError` and nothing else, whatever the bytes.
    """
    kind = media_type or media.detect(data, name)
    if kind == media.EMPTY or not data:
        raise ExtractionError("empty", "The file holds no bytes of content.")
    if kind == media.ENCRYPTED_OFFICE:
        raise ExtractionError("encrypted", "The file is encrypted with a password.")
    reader = READERS.get(kind)
    if reader is None:
        raise ExtractionError("unsupported", refusal(kind))
    try:
        result = read(reader, data)
    except ExtractionError:
        raise
    except MemoryError:
        raise ExtractionError("memory-limit", "The file needs more memory than the limit for one file.") from None
    except Exception as error:  # a damaged file can make a parser raise anything; this is where it gets a name
        what = f"{type(error).__name__}: {str(error)[:200]}"
        raise ExtractionError("damaged", f"The file is damaged: {what}") from error
    return stamped(result)


def read(reader: Reader, data: bytes) -> Extraction:
    """What a reader makes of a file, and the files inside it. Lets through what the reader raises."""
    result = importlib.import_module(reader.module).extract(data)
    if not isinstance(result, Extraction):
        raise TypeError(f"{reader.module}.extract returned {type(result).__name__}")
    if reader.inside is None:
        return result
    found = importlib.import_module(reader.inside).files_inside(data)
    notes = (*result.notes, *found.notes)
    return replace(result, attachments=(*result.attachments, *found.files), notes=notes)


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"
