"""URLs and files as sources: what is accepted, and the one spelling a document's id is made of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx

from corpus.errors import FetchError
from corpus.ids import canonical_url

_LABEL, _NAME = 63, 253
"""Characters a part of a host name, and all of it, may have."""
_FAULTS = (httpx.InvalidURL, ValueError, LookupError, TypeError)
"""What reading an address raises: httpx and urllib each their own, idna even more."""
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)


def parse_url(url: str) -> httpx.URL:
    """The URL as it will be asked for: http or https, a host, no credentials, no fragment, quoted, IDNA.

    :raises FetchError: codes ``bad-url``, ``bad-scheme``, ``credentials``.
    """
    try:
        parsed = httpx.URL(url.strip()).copy_with(fragment=None)
        host = parsed.raw_host.decode("ascii")
        # Read lazily, and not always readable: the host as it is shown, and all that an id is made of.
        _ = parsed.host, parsed.netloc.decode("ascii"), parsed.raw_path.decode("ascii"), canonical_url(str(parsed))
    except _FAULTS as error:
        raise FetchError("bad-url", f"{_shown(url)} is not a URL: {_shown(str(error))}") from error
    if parsed.scheme not in ("http", "https"):
        raise FetchError("bad-scheme", f"{_shown(url)} is neither http nor https")
    if parsed.userinfo:
        raise FetchError("credentials", f"{_shown(str(parsed))} carries a user name or password; take it out")
    # A percent sign in a host would be a scope ("fe80::1%eth0") or smuggled punctuation.
    if not _HOST.fullmatch(host) or not _is_resolvable(host):
        raise FetchError("bad-url", f"{_shown(url)} has no usable host name")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise FetchError("bad-url", f"{_shown(url)} has an impossible port")
    return parsed


def _is_resolvable(host: str) -> bool:
    """Whether a name server may be asked for it: no part is empty or too long."""
    parts = host.removesuffix(".").split(".")
    return ":" in host or (len(host) <= _NAME and all(0 < len(part) <= _LABEL for part in parts))


def join_url(base: str, reference: str) -> httpx.URL:
    """The address that ``reference`` leads to from a page at ``base``.

    :raises FetchError: as :func:`parse_url`.
    """
    try:
        joined = urljoin(base, reference)
    except _FAULTS as error:
        raise FetchError("bad-url", f"{_shown(reference)} is not a URL: {_shown(str(error))}") from error
    return parse_url(joined)


def _shown(url: str) -> str:
    """``url`` for a message: printable, short, without a password."""
    hidden = re.sub(r"//[^/@]*@", "//***@", url.strip())
    plain = "".join(char if char.isprintable() else "\ufffd" for char in hidden)
    return plain if len(plain) <= 200 else plain[:199] + "…"


def url_source(url: str) -> str:
    """The canonical source of the document at ``url``.

    :raises FetchError: as :func:`parse_url`.
    """
    return canonical_url(str(parse_url(url)))


def file_source(path: Path) -> str:
    """The canonical source of a file: the file URI of its absolute path (symbolic links are not followed)."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - Path.absolute() keeps "..", resolve() follows links


def record_source(path: Path, external_id: str) -> str:
    """The canonical source of one record of a file of records."""
    return f"{file_source(path)}#{quote(external_id, safe='')}"


def url_source_or_none(url: str) -> str | None:
    """The canonical source of the document at ``url``; None where that is no address of a document."""
    try:
        return url_source(url)
    except FetchError:
        return None
