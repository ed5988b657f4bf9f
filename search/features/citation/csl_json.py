"""CSL-JSON, as Zotero, Pandoc and citeproc read it."""

from __future__ import annotations

import json
from typing import Any

from search.features.citation.reference import Reference, WorkKind

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"
SUFFIX = "json"

_TYPE: dict[WorkKind, str] = {
    "workshop page": "webpage",
    "presentation": "speech",
    "white paper": "paper-conference",
    "document": "document",
}


def csl_item(reference: Reference) -> dict[str, Any]:
    """One item. Names are literal: which part is the family name is not known."""
    item: dict[str, Any] = {
        "id": reference.key,
        "type": _TYPE[reference.kind],
        "title": reference.title,
        "author": [{"literal": name} for name in reference.authors],
        "container-title": reference.event,
        "event-title": reference.event,
        "event-place": reference.venue,
        "publisher": "; ".join(reference.publishers),
        "genre": reference.kind,
        "issued": _issued(reference),
        "accessed": {"date-parts": [_parts(reference.retrieved)]} if reference.retrieved else None,
        "page": reference.page,
        "section": reference.section,
        "URL": reference.url,
        "source": reference.file,
        "archive_location": reference.permalink,
        "note": reference.place_in_work,
        "abstract": reference.quote,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(reference: Reference) -> str:
    """A list of the one item: what every reader of the format takes."""
    return json.dumps([csl_item(reference)], ensure_ascii=False, indent=2) + "\n"


def _issued(reference: Reference) -> dict[str, Any] | None:
    days = [day for day in (reference.day, reference.last_day) if day]
    if days:
        return {"date-parts": [_parts(day) for day in dict.fromkeys(days)]}
    return {"date-parts": [[reference.year]]} if reference.year else None


def _parts(day: str) -> list[int]:
    return [int(part) for part in day.split("-")]
