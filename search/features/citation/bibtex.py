"""BibTeX."""

from __future__ import annotations

import re

from search.features.citation.reference import Reference, WorkKind

MEDIA_TYPE = "application/x-bibtex"
SUFFIX = "bib"

_ENTRY: dict[WorkKind, str] = {
    "workshop page": "misc",
    "presentation": "inproceedings",
    "white paper": "inproceedings",
    "document": "misc",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_BLANK = re.compile(r"\s+")


def bibtex(reference: Reference) -> str:
    """One entry, UTF-8. Titles and names are in braces of their own, so that no style changes them."""
    fields: dict[str, str | None] = {
        "author": " and ".join(f"{{{escape(name)}}}" for name in reference.authors) or None,
        "title": f"{{{escape(reference.title)}}}",
        "booktitle": _braced(reference.event),
        "organization": escape("; ".join(reference.publishers)) or None,
        "address": _optional(reference.venue),
        "year": str(reference.year) if reference.year else None,
        "date": _date(reference),
        "howpublished": _published(reference),
        "pages": _optional(reference.page),
        "chapter": _optional(reference.section),
        "url": _address(reference.url),
        "urldate": reference.retrieved,
        "note": _optional(reference.place_in_work),
        "annote": escape(reference.quote),
        "eprint": _address(reference.permalink),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    month = f"  month = {_MONTHS[int(reference.day[5:7]) - 1]}," if reference.day else None
    body = "\n".join([*lines, month] if month else lines)
    return f"@{_ENTRY[reference.kind]}{{{_key(reference.key)},\n{body}\n}}\n"


def escape(text: str) -> str:
    """Text that TeX prints as it stands; runs of white space become one blank, as TeX has it."""
    return "".join(_SPECIAL.get(character, character) for character in _BLANK.sub(" ", text).strip())


def _optional(text: str | None) -> str | None:
    return escape(text) if text else None


def _published(reference: Reference) -> str | None:
    kind = "presentation" if reference.kind == "presentation" else None
    return ", ".join(filter(None, [kind, _optional(reference.file)])) or None


def _braced(text: str | None) -> str | None:
    return f"{{{escape(text)}}}" if text else None


def _address(url: str | None) -> str | None:
    """Addresses are read verbatim; only what would end the field is percent-encoded."""
    if url is None:
        return None
    return "".join(f"%{ord(c):02X}" if c in "{}\\" or c.isspace() else c for c in url)


def _key(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9:_.-]", "", text)


def _date(reference: Reference) -> str | None:
    if reference.day and reference.last_day and reference.last_day != reference.day:
        return f"{reference.day}/{reference.last_day}"
    return reference.day
