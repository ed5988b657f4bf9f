"""The compound files that .doc and .ppt are, and that encrypted .docx and .pptx are wrapped in."""

from __future__ import annotations

import codecs
import io
import struct
from dataclasses import dataclass
from typing import Any

import olefile

from corpus.errors import ExtractionError
from ingest.extract.msoffice.pages import sensible_title

_TITLE, _CODE_PAGE = 2, 1
_INTEGER, _TEXT, _WIDE_TEXT = 2, 30, 31
_MAX_PROPERTIES = 1000


def is_container(data: bytes) -> bool:
    """Whether the bytes begin as a compound file does."""
    return data.startswith(olefile.MAGIC)


@dataclass(slots=True)
class Container:
    """An opened compound file. Streams are found by name without regard to case."""

    ole: Any
    names: dict[str, str]

    @classmethod
    def open(cls, data: bytes) -> Container:
        """Raises ExtractionError: empty, damaged, encrypted, unsupported."""
        if not data:
            raise ExtractionError("empty", "The file has no bytes.")
        try:
            ole = olefile.OleFileIO(io.BytesIO(data))
            names = {"/".join(path).lower(): "/".join(path) for path in ole.listdir()}
        except Exception as error:  # olefile lets IndexError, struct.error and others of a broken file through
            raise ExtractionError("damaged", "The Office container is cut off or broken.") from error
        container = cls(ole, names)
        container._refuse_protected()
        return container

    def _refuse_protected(self) -> None:
        if any("drmcontent" in name or "drmdataspace" in name or "drmencrypted" in name for name in self.names):
            raise ExtractionError("unsupported", "The file is protected by rights management.")
        if "encryptedpackage" in self.names or "encryptioninfo" in self.names:
            raise ExtractionError("encrypted", "The file is encrypted and needs a password.")

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream; None where there is none. Raises ExtractionError damaged where it is broken."""
        path = self.names.get(name.lower())
        if path is None:
            return None
        try:
            with self.ole.openstream(path) as stream:
                content: bytes = stream.read()
        except Exception as error:  # as above
            raise ExtractionError("damaged", f"The stream {name} is broken.") from error
        return content

    def title(self) -> str | None:
        """The title among the document's properties, where it can be read and says something."""
        try:
            content = self.stream("\x05SummaryInformation")
        except ExtractionError:  # a broken property set costs the title, nothing else
            return None
        return sensible_title(_title(content or b""))


def _title(content: bytes) -> str | None:
    """The title in a property set. Read here, for the library spends minutes on a set with a forged length."""
    if len(content) < 56:
        return None
    section: int = struct.unpack_from("<I", content, 44)[0]
    if section + 8 > len(content):
        return None
    count = min(
        struct.unpack_from("<I", content, section + 4)[0], _MAX_PROPERTIES, (len(content) - section - 8) // 8
    )
    places = dict(struct.unpack_from("<II", content, section + 8 + 8 * at) for at in range(count))
    code_page, at = 1252, section + places.get(_CODE_PAGE, len(content))
    if at + 6 <= len(content) and content[at] == _INTEGER:
        code_page = struct.unpack_from("<H", content, at + 4)[0]
    at = section + places.get(_TITLE, len(content))
    if at + 8 > len(content):
        return None
    kind, length = struct.unpack_from("<II", content, at)
    if kind == _TEXT:
        return content[at + 8 : at + 8 + length].decode(_codec(code_page), errors="replace").split("\0")[0]
    if kind == _WIDE_TEXT:
        return content[at + 8 : at + 8 + 2 * length].decode("utf-16-le", errors="replace").split("\0")[0]
    return None


def _codec(code_page: int) -> str:
    """The codec of a Windows code page number."""
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def refuse_encrypted(data: bytes) -> None:
    """Say so where an Office package is wrapped in a compound file, as encryption does. Raises ExtractionError."""
    if is_container(data):
        Container.open(data)
        raise ExtractionError(
            "damaged", "The file is an old Office container, not the zip package that its type should be."
        )
