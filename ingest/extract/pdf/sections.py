"""Headings, tables of contents and lists of references, told by type size, wording and shape of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.extract.pdf.lines import Line

_LARGER = 1.12
_LONGEST_HEADING = 180
_MAX_HEADING_LINES = 4
_NUMBERED = re.compile(
    r"(?:chapter\s+|annex\s+|appendix\s+|section\s+)?(?:\d+(?:\.\d+)*|[IVXL]+|[A-Z])[.)]?\s+[A-Z]\S*.*"
)
_SENTENCE_END = re.compile(r"[.;:,]$")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})$|(?:\u2026\s*){2,}\d{1,4}$")
_CONTENTS = re.compile(r"(?:table of )?contents|list of (?:figures|tables|boxes)", re.IGNORECASE)
_REFERENCES = re.compile(
    r"(?:[\dIVX.]+\s*)?(?:references?(?: cited)?|bibliography|works cited|literature(?: cited)?"
    r"|notes and references|list of references|selected references|sources)\s*:?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_ENTRY = re.compile(r"^\[?\d{1,3}[\].)]\s|^\W?[A-Z][\w'’-]+,\s+[A-Z]\b")


def heading_levels(
    pages: Sequence[Sequence[Line]], running: Sequence[set[int]], body: float
) -> list[dict[int, int]]:
    """For each page the level (1 highest, 6 lowest) of each of its lines that is a heading."""
    candidates = [
        {n for n, line in enumerate(lines) if n not in skip and _looks_like_heading(line, body)}
        for lines, skip in zip(pages, running, strict=True)
    ]
    for lines, chosen in zip(pages, candidates, strict=True):
        _drop_long_runs(lines, chosen)
    sizes = sorted({_size(pages[p][n], body) for p, chosen in enumerate(candidates) for n in chosen}, reverse=True)
    rank = {size: min(level, 6) for level, size in enumerate(sizes, 1)}
    return [
        {n: rank[_size(lines[n], body)] for n in chosen} for lines, chosen in zip(pages, candidates, strict=True)
    ]


def _size(line: Line, body: float) -> float:
    """Whole points, so that a rounding in the file makes no level; bold text of body size is the lowest."""
    return float(round(line.size)) if line.size >= _LARGER * body else 0.0


def _looks_like_heading(line: Line, body: float) -> bool:
    text = line.text
    if not 2 < len(text) <= _LONGEST_HEADING or sum(map(str.isalpha, text)) < 0.5 * len(text.replace(" ", "")):
        return False
    if line.broken_word:
        return False
    if body and line.size >= _LARGER * body:
        return True
    if _SENTENCE_END.search(text) or len(text) > 100:
        return False
    if line.bold:
        return text[0].isupper() or text[0].isdigit()
    capitals = text.isupper() and len(text.split()) > 1
    return not line.size and (capitals or (len(text) <= 80 and bool(_NUMBERED.fullmatch(text))))


def _drop_long_runs(lines: Sequence[Line], chosen: set[int]) -> None:
    """A whole paragraph in bold or in capitals is no heading; neither is a page in large type."""
    run: list[int] = []
    for n in [*sorted(chosen), -1]:
        if run and n == run[-1] + 1 and lines[n].size == lines[run[-1]].size:
            run.append(n)
            continue
        if len(run) > _MAX_HEADING_LINES:
            chosen.difference_update(run)
        run = [n]


def contents_lines(pages: Sequence[Sequence[Line]], running: Sequence[set[int]]) -> list[set[int]]:
    """For each page the lines of its table of contents: entries with leaders, and what stands between them."""
    found: list[set[int]] = []
    for lines, skip in zip(pages, running, strict=True):
        entries = [n for n, line in enumerate(lines) if n not in skip and _leads_to_page(line.text)]
        if len(entries) < 3:
            found.append(set())
            continue
        chosen = set(entries)
        for a, b in pairwise(entries):
            if b - a <= 3:
                chosen.update(range(a, b))
        for n in range(entries[0]):
            if _CONTENTS.fullmatch(lines[n].text.strip()):
                chosen.update(range(n, entries[0]))
                break
        found.append(chosen)
    return found


def _leads_to_page(text: str) -> bool:
    dotted = ".." in text or ". ." in text or "\u2026" in text
    return dotted and len(text) <= 400 and bool(_LEADER.search(text))


def reference_lines(
    pages: Sequence[Sequence[Line]], running: Sequence[set[int]], levels: Sequence[dict[int, int]]
) -> list[set[int]]:
    """For each page the lines of a list of references: from its heading to the next heading of its rank."""
    found: list[set[int]] = [set() for _ in pages]
    within: int | None = None
    for number, lines in enumerate(pages):
        for n, line in enumerate(lines):
            if n in running[number]:
                continue
            if _REFERENCES.fullmatch(line.text.strip()) and _entries_follow(pages, number, n):
                within = levels[number].get(n, 6)
                continue
            if within is not None and levels[number].get(n, 7) <= within and not _entry(line.text):
                within = None
            if within is not None:
                found[number].add(n)
        if within is not None and not _mostly_entries(lines, found[number]):
            within = None
            found[number] = {n for n in found[number] if _near_entry(lines, n)}
    return found


def _entry(text: str) -> bool:
    return bool(_YEAR.search(text) or _ENTRY.search(text))


def _entries_follow(pages: Sequence[Sequence[Line]], number: int, n: int) -> bool:
    lines = [*pages[number][n + 1 :], *(pages[number + 1] if number + 1 < len(pages) else ())][:10]
    return sum(_entry(line.text) for line in lines) >= min(3, max(1, len(lines) // 2))


def _mostly_entries(lines: Sequence[Line], members: set[int]) -> bool:
    """A list that has ended without a heading shows by lines without years or numbers."""
    return sum(_entry(lines[n].text) for n in members) >= 0.15 * len(members)


def _near_entry(lines: Sequence[Line], n: int) -> bool:
    return any(_entry(line.text) for line in lines[max(0, n - 2) : n + 3])
