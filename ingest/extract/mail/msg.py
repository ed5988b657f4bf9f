"""Mails as Outlook saves them (.msg), read from the published format (MS-OXMSG) over olefile."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from corpus.errors import ExtractionError
from corpus.model import Extraction
from ingest.extract.mail.compressed_rtf import decompressed
from ingest.extract.mail.eml import file_name
from ingest.extract.mail.letter import Body, Letter, as_extraction
from ingest.extract.msoffice.ole import Container
from ingest.extract.rtf import reader as rtf
from ingest.extract.runs import one_line

MEDIA_TYPE = "application/vnd.ms-outlook"

_SUBJECT, _TO, _CC, _SENDER, _ADDRESS, _SMTP = 0x0037, 0x0E04, 0x0E03, 0x0C1A, 0x0C1F, 0x5D01
_SENT, _DELIVERED, _CODE_PAGE, _MESSAGE_CODE_PAGE, _CLASS = 0x0039, 0x0E06, 0x3FDE, 0x3FFD, 0x001A
_TEXT, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_DATA, _LONG_NAME, _SHORT_NAME, _HOW, _SHOWN_NAME, _HIDDEN = 0x3701, 0x3707, 0x3704, 0x3705, 0x3001, 0x7FFE
_UNICODE, _NARROW, _BINARY, _OBJECT = "001f", "001e", "0102", "000d"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".svg")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_FILES = 2_000
_MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class _Storage:
    """The properties of a message or attachment: streams of one storage, and a list of those of fixed size.

    ``prefix`` is the storage's path with "/" behind it, "" for the mail itself.
    """

    container: Container
    prefix: str
    fixed: dict[int, bytes]
    codec: str = "cp1252"

    @classmethod
    def open(cls, container: Container, prefix: str, head: int, codec: str | None = None) -> _Storage:
        stream = container.stream(f"{prefix}__properties_version1.0") or b""
        fixed = {}
        for at in range(head, len(stream) - 15, 16):
            tag, _, value = struct.unpack_from("<II8s", stream, at)
            fixed[tag >> 16] = value
        page = fixed.get(_MESSAGE_CODE_PAGE) or fixed.get(_CODE_PAGE)
        named = codec or (_codec(struct.unpack("<I", page[:4])[0]) if page else "cp1252")
        return cls(container, prefix, fixed, named)

    def bytes(self, tag: int, kind: str = _BINARY) -> bytes:
        return self.container.stream(f"{self.prefix}__substg1.0_{tag:04x}{kind}") or b""

    def text(self, tag: int) -> str:
        if wide := self.bytes(tag, _UNICODE):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self.bytes(tag, _NARROW).decode(self.codec, "replace").rstrip("\0")

    def number(self, tag: int) -> int:
        return int.from_bytes(self.fixed.get(tag, b"")[:4], "little")

    def time(self, tag: int) -> str:
        """A time of Windows as people read it, or ""."""
        ticks = int.from_bytes(self.fixed.get(tag, b""), "little")
        try:
            return f"{_EPOCH + timedelta(microseconds=ticks // 10):%a, %d %b %Y %H:%M:%S +0000}" if ticks else ""
        except (OverflowError, ValueError):
            return ""

    def attachments(self) -> Iterator[str]:
        """The prefixes of the storages of attached files."""
        begin = f"{self.prefix}__attach_version1.0_#".lower()
        length = len(self.prefix)
        found = {
            name[: length + name[length:].index("/") + 1]
            for lower, name in self.container.names.items()
            if lower.startswith(begin) and "/" in name[length:]
        }
        yield from sorted(found)[:_MOST_FILES]


def extract(data: bytes) -> Extraction:
    """A mail. Raises ExtractionError: empty, damaged, encrypted, unsupported."""
    container = Container.open(data)
    storage = _Storage.open(container, "", 32)
    if storage.text(_CLASS).lower().startswith("ipm.note.smime") and not storage.text(_TEXT):
        raise ExtractionError("encrypted", "The mail is encrypted or signed. Save it decrypted, as .eml.")
    letter = Letter(subject=storage.text(_SUBJECT), headers=_headers(storage), bodies=_bodies(storage))
    for prefix in storage.attachments():
        _take(_Storage.open(container, prefix, 8, storage.codec), letter)
    return as_extraction(letter, MEDIA_TYPE, "olefile")


def _headers(storage: _Storage) -> list[tuple[str, str]]:
    name, address = storage.text(_SENDER), storage.text(_SMTP) or storage.text(_ADDRESS)
    known = "@" in address and address != name
    return [
        ("From", f"{name} <{address}>".strip() if known else name),
        ("To", storage.text(_TO)),
        ("Cc", storage.text(_CC)),
        ("Date", storage.time(_SENT) or storage.time(_DELIVERED)),
    ]


def _bodies(storage: _Storage) -> list[Body]:
    """HTML keeps tables; else the plain text, else that of the RTF."""
    if markup := storage.bytes(_HTML) or storage.text(_HTML).encode("utf-8", "replace"):
        return [Body(markup=markup, charset=storage.codec if storage.bytes(_HTML) else "utf-8")]
    if text := storage.text(_TEXT):
        return [Body(text)]
    rich = decompressed(storage.bytes(_RTF))
    if not rich.strip():
        return []
    try:
        return [Body("\n\n".join(page.text for page in rtf.extract(rich).pages))]
    except ExtractionError as error:
        if error.code != "empty":
            raise
        return []


def _take(storage: _Storage, letter: Letter) -> None:
    name = storage.text(_LONG_NAME) or storage.text(_SHORT_NAME) or storage.text(_SHOWN_NAME)
    inner = f"{storage.prefix}__substg1.0_{_DATA:04x}{_OBJECT}/"
    if f"{inner}__properties_version1.0".lower() in storage.container.names:
        mail = _as_mail(_Storage.open(storage.container, inner, 24), 1)
        letter.attachments.add(file_name(name or str(mail["Subject"] or ""), ".eml"), mail.as_bytes(policy=SMTP))
        return
    data = storage.bytes(_DATA)
    if name.lower().endswith(_PICTURES):
        letter.pictures += 1
    elif data:
        letter.attachments.add(name or "attachment", data)
    else:
        letter.attachments.refuse(
            name or "attachment", "unsupported", "It is a link or an object inside the mail. Save it as a file."
        )


def _as_mail(storage: _Storage, level: int) -> EmailMessage:
    """A mail inside a mail, written as mails are sent."""
    mail = EmailMessage()
    for name, value in [("Subject", storage.text(_SUBJECT)), *_headers(storage)]:
        if plain := one_line(value).encode("utf-8", "replace").decode():
            try:
                mail[name] = plain
            except (ValueError, IndexError, AttributeError, LookupError):
                del mail[name]
    body = next(iter(_bodies(storage)), Body())
    if body.markup:
        text = body.markup.decode(body.charset or "utf-8", "replace")
        mail.set_content(text, subtype="html", charset="utf-8")
    else:
        mail.set_content(body.text.encode("utf-8", "replace").decode())
    for prefix in storage.attachments():
        attached = _Storage.open(storage.container, prefix, 8, storage.codec)
        name = attached.text(_LONG_NAME) or attached.text(_SHORT_NAME) or "attachment"
        inner = f"{prefix}__substg1.0_{_DATA:04x}{_OBJECT}/"
        if f"{inner}__properties_version1.0".lower() in storage.container.names:
            if level < _MOST_LEVELS:
                mail.add_attachment(_as_mail(_Storage.open(storage.container, inner, 24), level + 1))
        elif data := attached.bytes(_DATA):
            plain = one_line(name).encode("ascii", "replace").decode()
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=plain)
    return mail


def _codec(page: int) -> str:
    name = {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 28591: "latin-1", 936: "gb18030"}.get(page)
    name = name or (f"iso8859_{page - 28590}" if 28590 < page < 28606 else f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
