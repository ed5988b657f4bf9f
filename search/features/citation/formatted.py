"""A reference for people."""

from __future__ import annotations

from search.features.citation.reference import Reference

MEDIA_TYPE = "text/plain; charset=utf-8"
SUFFIX = "txt"


def formatted(reference: Reference) -> str:
    """Who, what, where, when, the place in it, the address or file and the day it was had, in one line."""
    authors = "; ".join(reference.authors)
    named = f"“{reference.title}”" if reference.event else reference.title
    event = [reference.event, reference.venue if not _holds(reference.date_text, reference.venue) else None]
    parts = [
        authors,
        named,
        *([reference.kind] if reference.kind in ("presentation", "white paper") else []),
        *event,
        reference.date_text or (str(reference.year) if reference.year else None),
        reference.section if reference.kind == "workshop page" else None,
        reference.place_in_work,
    ]
    line = ", ".join(" ".join(part.split()) for part in parts if part)
    if reference.url:
        line += f". {reference.url}"
    if reference.file:
        line += f". {reference.file}"
    if reference.retrieved:
        line += f" (retrieved {reference.retrieved})"
    if reference.permalink:
        line += f". {reference.permalink}"
    return line + "\n"


def _holds(whole: str | None, part: str | None) -> bool:
    return bool(whole and part and part in whole)
