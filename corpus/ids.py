"""Stable ids, derived from what a thing is and never from when it was read; hashes and normalisation."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032"), "'") | dict.fromkeys(
    map(ord, "\u201c\u201d\u201e\u201f\u2033"), '"'
)
_FOLD = {chr(code): plain for code, plain in (_DASHES | _QUOTES | {0xAD: ""}).items()}
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")
_MANY_MARKS = re.compile(r"([^\w\s\x00-\x7f]{64})")


def normal_form(text: str, form: Literal["NFC", "NFKC"]) -> str:
    """``text`` in a Unicode normal form, in time linear in its length.

    Unicode sorts the marks on a letter, and Python does it in time by the square of their number. Marks are sorted
    within stretches of 64; more on one letter are no writing.
    """
    if unicodedata.is_normalized(form, text):
        return text
    return "".join(unicodedata.normalize(form, part) for part in _MANY_MARKS.split(text))


def normalise(text: str) -> str:
    """Remove differences of typesetting: width, ligatures, quotes, dashes, white space, case.

    Two texts that normalise to the same string are the same passage to a reader.
    """
    if not text.isascii():
        text = _FOLDED.sub(lambda match: _FOLD[match[0]], normal_form(text, "NFKC"))
    return " ".join(text.split()).casefold()


def digest(data: bytes | str, length: int = 64) -> str:
    """The first ``length`` hexadecimal digits of SHA-256; a string is hashed as UTF-8."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()[:length]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_url(url: str) -> str:
    """One spelling for one page: host in lower case without "www.", no fragment, no default port, http = https.

    http and https are the same because the pages we read moved from one to the other and are cited under both.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    if parts.port and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    return urlunsplit(("http", host, parts.path.rstrip("/") or "/", parts.query, ""))


_INSIDE = "#/"
"""Stands between a container and a file inside it. No canonical URL or file URI has a fragment."""


def source_within(container: str, name: str) -> str:
    """The canonical source of the file ``name`` (a path with "/") inside the file at the source ``container``."""
    return f"{container}{_INSIDE}{quote(name, safe='/', errors='surrogatepass')}"


def is_within(source: str) -> bool:
    """Whether a source is a file inside another."""
    return _INSIDE in source


def outermost(source: str) -> str:
    """The source of the file that lies in no other; ``source`` itself where that lies in none."""
    return source.partition(_INSIDE)[0]


def path_within(source: str) -> tuple[str, ...]:
    """The names from the outermost container's to the file's: ("a.zip", "mail.eml", "paper.pdf"); () of others."""
    if not is_within(source):
        return ()
    container, *names = source.split(_INSIDE)
    last = container.partition("?")[0].rstrip("/").rpartition("/")[2]
    return (unquote(last), *map(unquote, names))


def document_id(source: str) -> str:
    """The id of the document at ``source``, a canonical URL or file URI: "d" and 16 hexadecimal digits."""
    return "d" + digest(source, 16)


def passage_id(document: str, text: str, repeat: int) -> str:
    """The id of a passage: its document's id and a hash of its normalised text.

    ``repeat`` counts earlier passages of the document with the same normalised text (0 for the first).
    """
    key = f"{document}-{digest(normalise(text), 12)}"
    return f"{key}-{repeat + 1}" if repeat else key
