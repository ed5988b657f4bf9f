"""The compound files that .doc and .ppt are, and that encrypted .docx and .pptx are wrapped in."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import Any

import olefile

from corpus.errors import ExtractionError
from ingest.extract.office.pages import sensible_title

_TITLE, _CODE_PAGE = 2, 1


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
            raise ExtractionError("damaged", "The compound file is cut off or broken.") from error
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
        name = self.names.get("\x05summaryinformation")
        if name is None:
            return None
        try:
            properties = self.ole.getproperties(name, no_conversion=[10])
        except Exception:  # noqa: BLE001 - a broken property set costs the title, nothing else
            return None
        value = properties.get(_TITLE)
        if isinstance(value, bytes):
            value = value.split(b"\0")[0].decode(_codec(properties.get(_CODE_PAGE)), errors="replace")
        return sensible_title(value) if isinstance(value, str) else None


def _codec(code_page: object) -> str:
    """The codec of a Windows code page number, which property sets store as a signed 16-bit value."""
    number = code_page & 0xFFFF if isinstance(code_page, int) else 1252
    name = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def refuse_encrypted(data: bytes) -> None:
    """Say so where an Office package is wrapped in a compound file, as encryption does. Raises ExtractionError."""
    if is_container(data):
        Container.open(data)
        raise ExtractionError("damaged", "The file is a compound file, not the zip package its kind should be.")
