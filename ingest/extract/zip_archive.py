"""ZIP: each file in it becomes a document of its own; the archive itself is a list of their names.

Nothing is unpacked to disk. Sizes are checked before anything is inflated and again while inflating, for the
directory of a zip may lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.archive_names import charset_of_names
from ingest.extract.attachments import MAX_FILE, MAX_FILES, MAX_TOTAL, Attachments, leads_out

MEDIA_TYPE = "application/zip"
_UNPACK = "Unpack it and take in the folder instead."
_DENSEST = 250
"""A large file may be packed to this fraction of its size. Documents reach a twentieth, bombs a thousandth."""
_LARGE = 1 << 20
_LEFT_BEHIND = frozenset(["thumbs.db", "desktop.ini"])
_UTF8, _ENCRYPTED = 0x800, 0x1
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    OverflowError,
)
"""What :mod:`zipfile` raises for an archive that is cut off, damaged or made to do harm."""


def extract(data: bytes) -> Extraction:
    """The files of an archive. Raises ExtractionError: empty, damaged, encrypted, too-large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except ZIP_FAULTS as error:
        raise ExtractionError("damaged", "The archive is cut off or its directory is broken.") from error
    wanted = [entry for entry in entries if not _is_left_behind(entry.filename)]
    if not wanted:
        raise ExtractionError("empty", "The archive holds no files.")
    if len(wanted) > MAX_FILES:
        raise ExtractionError(
            "too-large", f"The archive holds {len(wanted)} files, more than {MAX_FILES}. {_UNPACK}"
        )
    if sum(entry.file_size for entry in wanted) > MAX_TOTAL:
        raise ExtractionError("too-large", f"The archive holds more than {MAX_TOTAL >> 20} MiB. {_UNPACK}")
    if all(entry.flag_bits & _ENCRYPTED for entry in wanted):
        raise ExtractionError("encrypted", f"The archive is encrypted with a password. {_UNPACK}")
    found = Attachments()
    if len(wanted) < len(entries):
        found.notes.append(f"Left out: {len(entries) - len(wanted)} hidden or temporary files.")
    charset = charset_of_names([raw for entry in wanted if (raw := _unmarked(entry)) is not None])
    for entry in wanted:
        _take(archive, entry, _name(entry, charset), found)
    text = "\n".join(file.name for file in found.files)
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=(Page(1, text, None, (Span(0, len(text), "contents"),)),),
        extractor="zipfile",
        notes=tuple(found.notes),
        attachments=tuple(found.files),
    )


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, found: Attachments) -> None:
    """One file, or why it is not taken."""
    if leads_out(name):
        told = ascii(name[:200]) if not name.isprintable() else name[:200]
        found.refuse(name, "bad-name", f"Its name in the archive, “{told}”, leads out of the archive.")
    elif entry.flag_bits & _ENCRYPTED:
        found.refuse(name, "encrypted", "It is encrypted with a password. Unpack it with the password.")
    elif entry.file_size > _LARGE and entry.file_size > _DENSEST * max(entry.compress_size, 1):
        found.refuse(name, "too-large", "It is packed far more densely than any document, as harmful files are.")
    else:
        try:
            with archive.open(entry) as stream:
                data = stream.read(min(entry.file_size, MAX_FILE) + 1)
        except ZIP_FAULTS:
            found.refuse(name, "damaged", "It cannot be unpacked: the archive is damaged or packed in a rare way.")
        else:
            found.add(name, data)


def _unmarked(entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name that does not say that it is UTF-8."""
    if entry.flag_bits & _UTF8:
        return None
    try:
        return entry.orig_filename.encode("cp437")
    except UnicodeError:
        return None


def _name(entry: zipfile.ZipInfo, charset: str) -> str:
    """The name as its maker wrote it."""
    raw = _unmarked(entry)
    try:
        return raw.decode(charset) if raw is not None else entry.orig_filename
    except UnicodeError:
        return entry.orig_filename


def _is_left_behind(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    last = parts[-1] if parts else ""
    return hidden or "__MACOSX" in parts or last.startswith("~$") or last.lower() in _LEFT_BEHIND
