"""Mails as they are sent (.eml), and mailboxes of them (.mbox)."""

from __future__ import annotations

import binascii
import email
import email.errors
import email.header
import email.policy
import email.utils
import mimetypes
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.attachments import Attachments
from ingest.extract.charset import decode_text
from ingest.extract.mail.letter import Body, Letter, as_extraction
from ingest.extract.mail.tnef import Wrapped, unwrapped
from ingest.extract.runs import one_line

MEDIA_TYPE = "message/rfc822"
MAILBOX = "application/mbox"
_SHOWN = ("From", "To", "Cc", "Date")
_MOST_PARTS = 10_000
_SIGNATURES = frozenset(
    ["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"]
)
_SECRET = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_WRAPPED = frozenset(["application/ms-tnef", "application/vnd.ms-tnef"])
_ENCRYPTED = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} (\S[^\r\n]*)\r?\n((?:[ -`]{1,61}\r?\n)*?)[ `]?\r?\n?end[ \t\r]*$", re.MULTILINE
)
_NEXT_MAIL = re.compile(rb"^From [^\r\n]*\d{4}\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_FILE_NAME = re.compile(r"[\x00-\x1f/\\:*?\"<>|]+")


def extract(data: bytes) -> Extraction:
    """A mail, or each mail of a mailbox as a file inside. Raises ExtractionError: empty, encrypted, damaged."""
    starts = [match.start() for match in _NEXT_MAIL.finditer(data)] if data.startswith(b"From ") else []
    if len(starts) > 1:
        return _mailbox(data, starts)
    return as_extraction(letter_of(parsed(data)), MEDIA_TYPE, "email")


def parsed(data: bytes) -> Message[Any, Any]:
    """The parts of a mail. Raises ExtractionError damaged."""
    try:
        return email.message_from_bytes(data.lstrip(b"\r\n"), policy=email.policy.compat32)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ExtractionError("damaged", "The parts of the mail cannot be told apart.") from error


def letter_of(message: Message[Any, Any]) -> Letter:
    """A parsed mail. Raises ExtractionError encrypted, damaged."""
    letter = Letter(subject=header(message, "Subject"))
    letter.headers = [(name, header(message, name)) for name in _SHOWN]
    try:
        parts = list(leaves(message))
    except RecursionError as error:
        raise ExtractionError("damaged", "The parts of the mail lie in each other without end.") from error
    for part in parts:
        _take(part, letter)
    return letter


def leaves(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts that hold something, in order; of alternatives the one that says most."""
    pending = [message]
    for _ in range(_MOST_PARTS):
        if not pending:
            return
        part = pending.pop()
        kind = part.get_content_type()
        if kind == "multipart/encrypted" or (kind in _SECRET and "signed" not in str(part.get("Content-Type"))):
            raise ExtractionError("encrypted", "The mail is encrypted. Save it decrypted.")
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            parts = [one for one in inner if isinstance(one, Message)]
            pending += reversed(_best(parts) if kind == "multipart/alternative" else parts)
        else:
            yield part


def _best(alternatives: list[Message[Any, Any]]) -> list[Message[Any, Any]]:
    """The last that is no calendar entry: mark-up comes after plain text, and keeps tables."""
    said = [part for part in alternatives if part.get_content_type() != "text/calendar"]
    filled = [part for part in said if part.is_multipart() or str(part.get_payload()).strip()]
    return (filled or said or alternatives)[-1:]


def _take(part: Message[Any, Any], letter: Letter) -> None:
    kind, name = part.get_content_type(), _name(part)
    attached = bool(name) or (part.get_content_disposition() or "") == "attachment"
    if kind in _SIGNATURES:
        return
    if kind == "message/rfc822":
        _take_mail(part, letter.attachments)
        return
    content = payload(part)
    if kind in _WRAPPED or name.lower() == "winmail.dat":
        wrapped = unwrapped(content)
        if wrapped is not None:
            take_wrapped(wrapped, letter)
            return
    if part.get_content_maintype() == "image":
        letter.pictures += 1
    elif kind == "text/html" and not attached:
        letter.bodies.append(Body(markup=content, charset=part.get_content_charset()))
    elif kind in ("text/plain", "text/enriched") and not attached:
        text = decode_text(content, part.get_content_charset()).text
        if _ENCRYPTED.match(text):
            raise ExtractionError("encrypted", "The mail is encrypted. Save it decrypted.")
        text = _without_files(_unfolded(text, part) if "flowed" in str(part.get_param("format")) else text, letter)
        letter.bodies.append(Body(text))
    elif content.strip() or attached:
        number = len(letter.attachments.files) + 1
        letter.attachments.add(name or f"attachment {number}{mimetypes.guess_extension(kind) or ''}", content)


def take_wrapped(wrapped: Wrapped, letter: Letter) -> None:
    """Files and text that Outlook wrapped in one part; its text is that of a mail which has no other."""
    for name, content in wrapped.files:
        picture = (mimetypes.guess_type(name)[0] or "").startswith("image/")
        letter.pictures += picture
        if not picture:
            letter.attachments.add(name or f"attachment {len(letter.attachments.files) + 1}", content)
    if not letter.bodies:
        letter.bodies.append(wrapped.body)


def _without_files(text: str, letter: Letter) -> str:
    """The text less the files written into it as lines of characters (uuencode), which are attachments."""

    def take(match: re.Match[str]) -> str:
        content = b""
        for line in match[2].splitlines():
            try:
                content += binascii.a2b_uu(line.encode("ascii", "replace"))
            except binascii.Error:  # a line that was bent on its way
                return match[0]
        letter.attachments.add(one_line(match[1]), content)
        return ""

    return _UUENCODED.sub(take, text)


def _take_mail(part: Message[Any, Any], attachments: Attachments) -> None:
    """A mail within a mail."""
    inner = part.get_payload()
    if not isinstance(inner, list) or not inner or not isinstance(inner[0], Message):
        return
    name = _name(part) or header(inner[0], "Subject") or "mail"
    try:
        content = inner[0].as_bytes()
    except (RecursionError, UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        attachments.refuse(file_name(name, ".eml"), "damaged", "The mail inside cannot be taken out.")
    else:
        attachments.add(file_name(name, ".eml"), content)


def payload(part: Message[Any, Any]) -> bytes:
    """The bytes of a part, without what they were wrapped in for the way."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError):
        content = None
    return content if isinstance(content, bytes) else b""


def header(message: Message[Any, Any], name: str) -> str:
    """A header's value in one line, decoded as far as it can be."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        parts = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError, LookupError, TypeError):
        parts = [(str(value), None)]
    texts = [part if isinstance(part, str) else _decoded(part, charset) for part, charset in parts]
    return one_line("".join(texts).encode("utf-8", "replace").decode())


def _decoded(part: bytes, charset: str | None) -> str:
    if charset == "unknown-8bit":
        charset = None
    return decode_text(part, charset).text


def _name(part: Message[Any, Any]) -> str:
    """The file name a part declares; "" where it declares none."""
    try:
        declared = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        declared = None
    if not declared:
        return ""
    holder: Message[Any, Any] = Message()
    holder["name"] = declared.replace("\r", "").replace("\n", "")
    return header(holder, "name")


def file_name(title: str, suffix: str) -> str:
    """A title as the name of a file with ``suffix``."""
    plain = _FILE_NAME.sub(" ", title).strip(" .")[:120] or "mail"
    return plain if plain.lower().endswith(suffix) else plain + suffix


def _unfolded(text: str, part: Message[Any, Any]) -> str:
    """Lines that end in a blank go on in the next one (RFC 3676)."""
    return re.sub(r"(?<=\S) \r?\n(?!\r?\n|-- \r?\n|>)", "" if part.get_param("delsp") == "yes" else " ", text)


def _mailbox(data: bytes, starts: list[int]) -> Extraction:
    found = Attachments()
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        mail = data[start:end]
        found.add(file_name(header(parsed(mail[:20_000]), "Subject"), ".eml"), mail)
    text = "\n".join(file.name for file in found.files)
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=(Page(1, text, None, (Span(0, len(text), "contents"),)),),
        extractor="email",
        notes=tuple(found.notes),
        attachments=tuple(found.files),
    )
