"""What the columns of a table hold, told by all of their cells where their heads do not say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from corpus.model import Speaker
from ingest.workshop_page.parse.programme.speakers import People, read_people

_FEWEST = 3
_NAMED = 0.65
_MOSTLY = 0.6
_SAME = 0.5
_ALL = 0.8
# Heads over titles in programmes that call each item so, over the names of sessions in others.
_ITEMS = re.compile(
    r"sessions?|events?|activit(?:y|ies)|programme?|agenda|what|description|details?", re.IGNORECASE
)
_FIRST_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*[a-zß-ÿ][^\W\d_]*(?:-[^\W\d_]+)?(?:\s[^\W\d_a-z]\.?)?")
_NOBODY = re.compile(
    r"all|every(?:one|body)|tb[acd]|none|various|open|group|team|staff|participants|speakers?|host|chairs?",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*(?:[,;/&+]|\band\b|\bund\b|\bet\b|\be\b|\by\b)\s*")


def kinds_by_content(
    heads: Mapping[int, str], kinds: Mapping[int, str], cells: Mapping[int, Sequence[str]], linked: Collection[int]
) -> dict[int, str]:
    """The kinds of a table's columns: those their heads name and those that all their cells agree on.

    ``heads`` and ``cells`` are the words of each column's head and of the cells below it that are not empty;
    ``linked`` are the columns with links, whose cells may say the same of different files.
    """
    found = dict(kinds)
    for column, texts in cells.items():
        plain = column not in found and column not in linked
        if plain and len(texts) >= _FEWEST and len(set(texts)) <= _SAME * len(texts):
            found[column] = "other"
    if "people" in found.values() and "title" not in found.values():
        able = [
            column
            for column in cells
            if column not in found or _ITEMS.fullmatch(heads.get(column, "").strip(" :"))
        ]
        able = [column for column in able if found.get(column) in (None, "other") and _varied(cells[column])]
        if able:
            found[max(able, key=lambda column: _words(cells[column]))] = "title"
    if "title" in found.values() and "people" not in found.values():
        named = [column for column in cells if column not in found and _share_named(cells[column]) >= _MOSTLY]
        if len(named) == 1:
            found[named[0]] = "people"
    return found


def holds_first_names(texts: Sequence[str]) -> bool:
    """Whether a column headed as speakers calls them by their first names alone."""
    parts = [part for text in texts for part in _PARTED.split(text) if part and not _NOBODY.fullmatch(part)]
    fitting = sum(_FIRST_NAME.fullmatch(part) is not None for part in parts)
    return len(parts) >= _FEWEST and fitting >= _ALL * len(parts) and _share_named(texts) < 1 - _ALL


def first_names(text: str) -> People:
    """The persons that a cell of such a column names."""
    parts = [part for part in _PARTED.split(text) if part and not _NOBODY.fullmatch(part)]
    if not parts or not all(_FIRST_NAME.fullmatch(part) for part in parts):
        return People()
    return People(tuple(Speaker(part) for part in parts), 1.0)


def _varied(texts: Sequence[str]) -> bool:
    return len(texts) >= _FEWEST and len(set(texts)) > _MOSTLY * len(texts)


def _words(texts: Sequence[str]) -> float:
    return sum(text.count(" ") + 1 for text in texts) / len(texts)


def _share_named(texts: Sequence[str]) -> float:
    if len(texts) < _FEWEST:
        return 0.0
    return sum(read_people(text).score >= _NAMED for text in texts) / len(texts)
