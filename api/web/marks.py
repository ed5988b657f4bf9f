"""Ranges of a text shown as marked, everything escaped."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from markupsafe import Markup, escape


def marked(text: str, highlights: Iterable[tuple[int, int]], answer: tuple[int, int] | None = None) -> Markup:
    """``text`` as HTML: matched terms in ``<mark>``, the answering sentence in ``<strong class="answer">``."""
    out = Markup()
    first, last = answer or (0, 0)
    cuts = sorted({0, len(text), first, last, *(edge for pair in highlights for edge in pair)})
    held = list(highlights)
    for start, end in itertools.pairwise(cuts):
        piece = escape(text[start:end])
        if any(a <= start and end <= b for a, b in held):
            piece = Markup("<mark>{}</mark>").format(piece)
        if answer and first <= start and end <= last:
            piece = Markup('<strong class="answer">{}</strong>').format(piece)
        out += piece
    return out


def safe_url(url: str) -> str:
    """``url`` where it is http or https, else "#": a document must not bring a script into a link."""
    return url if url.split(":", 1)[0].lower() in ("http", "https") else "#"
