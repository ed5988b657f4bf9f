"""RIS, as reference managers exchange it."""

from __future__ import annotations

import re

from search.features.citation.reference import Reference, WorkKind

MEDIA_TYPE = "application/x-research-info-systems"
SUFFIX = "ris"

_TYPE: dict[WorkKind, str] = {
    "workshop page": "ELEC",
    "presentation": "SLIDE",
    "white paper": "CPAPER",
    "document": "GEN",
}
_BLANK = re.compile(r"\s+")


def ris(reference: Reference) -> str:
    """One record. A value takes one line, so runs of white space become one blank."""
    pairs: list[tuple[str, str | None]] = [
        ("TY", _TYPE[reference.kind]),
        ("ID", reference.key),
        ("TI", reference.title),
        *(("AU", name) for name in reference.authors),
        ("T2", reference.event),
        ("PY", str(reference.year) if reference.year else None),
        ("DA", _date(reference)),
        ("CY", reference.venue),
        ("PB", "; ".join(reference.publishers) or None),
        ("SP", reference.page),
        ("SE", reference.section),
        ("UR", reference.url),
        ("AV", reference.file),
        ("L2", reference.permalink),
        ("Y2", reference.retrieved.replace("-", "/") if reference.retrieved else None),
        ("M1", reference.place_in_work),
        ("N1", reference.quote),
    ]
    lines = [f"{tag}  - {_BLANK.sub(' ', value).strip()}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _date(reference: Reference) -> str | None:
    """Year, month, day and what else is said of the date, parted by slashes."""
    if reference.day is None:
        return None
    more = f"/{reference.date_text}" if reference.last_day not in (None, reference.day) else ""
    return reference.day.replace("-", "/") + more
