"""The formats there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from search.features.citation import bibtex, csl_json, formatted, ris
from search.features.citation.reference import Reference

FormatName = Literal["bibtex", "ris", "csl-json", "formatted"]
FORMAT_NAMES: tuple[FormatName, ...] = get_args(FormatName)


@dataclass(frozen=True, slots=True)
class Format:
    """How a reference is written, and as what it is sent."""

    write: Callable[[Reference], str]
    media_type: str
    suffix: str


FORMATS: dict[FormatName, Format] = {
    "bibtex": Format(bibtex.bibtex, bibtex.MEDIA_TYPE, bibtex.SUFFIX),
    "ris": Format(ris.ris, ris.MEDIA_TYPE, ris.SUFFIX),
    "csl-json": Format(csl_json.csl_json, csl_json.MEDIA_TYPE, csl_json.SUFFIX),
    "formatted": Format(formatted.formatted, formatted.MEDIA_TYPE, formatted.SUFFIX),
}
