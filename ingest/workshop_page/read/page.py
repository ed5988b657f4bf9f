"""From the bytes of a workshop page to its lines."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.errors import InputError
from ingest.extract import media
from ingest.extract.charset import declared_in_markup, decode_text
from ingest.workshop_page.read.front_matter import split_front_matter
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.lines import PageLines
from ingest.workshop_page.read.markdown import read_markdown
from ingest.workshop_page.read.menus import mark_menus
from ingest.workshop_page.read.text import read_text

_ADVICE = "Save the page again as text or as HTML."
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SHARE_UNREADABLE = 0.05
_SERVER_CODE = (("<?php", "?>"), ("<?=", "?>"), ("<%", "%>"), ("{%", "%}"))
"""What begins and ends what a server replaces before anyone sees the page, in one that was saved as its source."""

_FIELD_SHOWN = re.compile(r"\{\{[^{}\n]{0,200}\}\}")
READABLE = (media.HTML, media.TEXT, media.MARKDOWN)


def read_page(
    data: bytes, *, name: str | None = None, url: str | None = None, charset: str | None = None
) -> PageLines:
    """The lines of a workshop page, text or HTML as its bytes tell (``name`` settles a doubt).

    ``url`` resolves links; ``charset`` is what a server declared. Raises InputError where the bytes are neither
    text nor HTML, or hold no text.
    """
    source = name or url or "The workshop page"
    media_type = media.detect(data, name)
    if media_type not in READABLE:
        what = "is empty" if media_type == media.EMPTY else f"is {media_type}, neither text nor HTML"
        raise InputError(f"{source} {what}. {_ADVICE}")
    is_html = media_type == media.HTML
    decoded = decode_text(data, charset, declared_in_markup(data) if is_html else None)
    if len(_UNREADABLE.findall(decoded.text)) > _SHARE_UNREADABLE * len(decoded.text):
        raise InputError(f"{source} is neither text nor HTML. {_ADVICE}")
    if is_html:
        declared, text = split_front_matter(decoded.text.replace("\r\n", "\n"), bare=False)
        page = replace(read_html(_without_server_code(text, bool(declared)), url), declared=declared)
    elif media_type == media.MARKDOWN:
        page = read_markdown(decoded.text, url)
    else:
        page = read_text(decoded.text, media_type=media_type)
    if not page.lines:
        why = "is drawn by script and holds no text of its own" if page.scripted else "holds no text"
        raise InputError(f"{source} {why}. {_ADVICE}")
    page = mark_menus(page)
    if decoded.lossy:
        page = replace(page, notes=(*page.notes, f"Some bytes are not {decoded.charset} and were replaced."))
    return page


def _without_server_code(text: str, generated: bool) -> str:
    """The text without what a server or, in a ``generated`` page, a site's generator replaces."""
    for begin, end in _SERVER_CODE:
        pieces, at = [], 0
        while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
            pieces.append(text[at:start])
            at = stop + len(end)
        text = "".join([*pieces, text[at:]])
    return _FIELD_SHOWN.sub("", text) if generated else text
