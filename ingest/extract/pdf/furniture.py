"""Running headers, footers and page numbers: lines at a page's edge that come back on other pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.pdf.lines import Line

_EDGE = 3
_LONGEST = 160
_SAME_PLACE = 6.0
_DIGITS = re.compile(r"\d+")
_PAGE_OF = re.compile(r"(?:page\s*|p\.\s*|seite\s*)?(\d+)\s*(?:/|of|von|de|sur)\s*(\d+)", re.IGNORECASE)
_PAGE_ONLY = re.compile(r"\W{0,3}(?:page|p\.|seite|slide)?\s*(\d{1,5})\W{0,3}", re.IGNORECASE)
_ROMAN = re.compile(r"\W{0,3}[ivxlc]{1,7}\W{0,3}")


@dataclass(frozen=True, slots=True)
class _Place:
    """A line at the edge of a page. ``rank`` is 0 for the outermost."""

    page: int
    line: int
    rank: int
    top: bool


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size most characters are printed in; 0 where sizes are unknown."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            if line.size:
                sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def running_lines(pages: Sequence[Sequence[Line]], body: float) -> list[set[int]]:
    """For each page the indexes of its lines that are furniture."""
    found: list[set[int]] = [set() for _ in pages]
    groups: dict[tuple[bool, str], list[_Place]] = defaultdict(list)
    low, high = _margins(pages)
    for number, lines in enumerate(pages):
        for place in _edges(number, lines):
            text, line = lines[place.line].text, lines[place.line]
            # Where heights are unknown only the outermost line can be told from the text.
            outside = not place.rank if not line.placed else (line.y >= high if place.top else line.y <= low)
            if len(text) <= _LONGEST and outside:
                groups[place.top, _form(text)].append(place)
            if _numbers_this_page(text, number + 1, len(pages)) and place.rank < 2:
                found[number].add(place.line)
    for (_, form), places in groups.items():
        for place in _running(form, places, pages, body):
            found[place.page].add(place.line)
    for place in _page_heads(groups):
        if found[place.page] and _repeats_first_page(pages[place.page][place.line].text, pages[0]):
            found[place.page].add(place.line)
    for number, lines in enumerate(pages):
        if len(found[number]) == len(lines) <= 2 < len(pages):
            # A page of nothing but such a line (a divider) is no page without words.
            found[number] = {n for n in found[number] if not any(map(str.isalpha, lines[n].text))}
    return found


def _margins(pages: Sequence[Sequence[Line]]) -> tuple[float, float]:
    """Below the first and above the second height running lines may stand: a fifth of what is printed on."""
    heights = [line.y for lines in pages for line in lines if line.placed]
    if not heights:
        return 0.0, 0.0
    low, high = min(heights), max(heights)
    return low + 0.2 * (high - low), high - 0.2 * (high - low)


def _edges(number: int, lines: Sequence[Line]) -> list[_Place]:
    """The outermost lines by place where known, else by order."""
    indexes = list(range(len(lines)))
    if sum(line.placed for line in lines) >= 0.8 * len(lines):
        indexes.sort(key=lambda n: -lines[n].y if lines[n].placed else 0.0)
    reach = min(_EDGE, (len(lines) + 1) // 2)
    top = [_Place(number, n, rank, True) for rank, n in enumerate(indexes[:reach])]
    bottom = [_Place(number, n, rank, False) for rank, n in enumerate(reversed(indexes[reach:][-_EDGE:]))]
    return top + bottom


def _form(text: str) -> str:
    """The line with its numbers made equal."""
    folded = " ".join(_DIGITS.sub("#", text.casefold()).split())
    return "~" if _ROMAN.fullmatch(folded) else folded


def _numbers_this_page(text: str, number: int, count: int) -> bool:
    """ "2/7 19-06543" or "Page 2 of 7" on the second of seven pages."""
    match = _PAGE_OF.search(text) if len(text) <= 40 else None
    return match is not None and (int(match[1]), int(match[2])) == (number, count)


def _running(form: str, places: list[_Place], pages: Sequence[Sequence[Line]], body: float) -> list[_Place]:
    """Those of the group's places that repeat one another."""
    if form.strip("# .-–—|~") == "" or _PAGE_ONLY.fullmatch(form.replace("#", "1")):
        return _page_numbers(places, pages)
    if len(places) < 2 or not any(map(str.isalnum, form)) or not _numbers_run(places, pages):
        return []
    kept = []
    for n, place in enumerate(places):
        neighbours = places[max(0, n - 2) : n] + places[n + 1 : n + 3]
        near = any(0 < abs(other.page - place.page) <= 2 and _aligned(place, other, pages) for other in neighbours)
        line = pages[place.page][place.line]
        if not near or (body and line.size >= 1.2 * body and len(places) < 0.6 * len(pages)):
            continue
        # Twice may be chance, so on a first page the first of two stays readable.
        twice = len(pages) <= 5 and place.rank == 0 and line.placed and (n > 0 or place.page > 0)
        if len(places) >= 3 or twice:
            kept.append(place)
    return kept


def _numbers_run(places: list[_Place], pages: Sequence[Sequence[Line]]) -> bool:
    """Whether each number in the line stays or counts with the pages, unlike those of tables and chapters."""
    rows = [[int(n[:9]) for n in _DIGITS.findall(pages[place.page][place.line].text)] for place in places]
    for column in zip(*rows, strict=False):
        stays = Counter(column).most_common(1)[0][1]
        counts = Counter(n - place.page for n, place in zip(column, places, strict=True)).most_common(1)[0][1]
        if max(stays, counts) < 0.6 * len(places):
            return False
    return True


def _page_heads(groups: dict[tuple[bool, str], list[_Place]]) -> list[_Place]:
    """The topmost line of every page but the first."""
    return [place for places in groups.values() for place in places if place.top and not place.rank and place.page]


def _repeats_first_page(text: str, first: Sequence[Line]) -> bool:
    """On a numbered page a head that the first page's own head holds, such as the document's symbol."""
    return 6 <= len(text) <= 60 and any(text in line.text for line in first[:5])


def _aligned(one: _Place, other: _Place, pages: Sequence[Sequence[Line]]) -> bool:
    a, b = pages[one.page][one.line], pages[other.page][other.line]
    if not (a.placed and b.placed):
        return one.rank == other.rank
    return abs(a.y - b.y) <= _SAME_PLACE and abs(a.size - b.size) < 0.6


def _page_numbers(places: list[_Place], pages: Sequence[Sequence[Line]]) -> list[_Place]:
    """Bare numbers that count with the pages, roman ones that stand at the outermost edge."""
    offsets: dict[int, int] = {}
    roman = []
    for n, place in enumerate(places):
        text = pages[place.page][place.line].text
        if match := _PAGE_ONLY.fullmatch(text):
            offsets[n] = int(match[1]) - place.page
        elif _ROMAN.fullmatch(text.casefold()) and place.rank == 0:
            roman.append(place)
    counts = Counter(offsets.values())
    kept = [
        places[n]
        for n, offset in offsets.items()
        # A lone number is trusted only where it is this very page's.
        if counts[offset] >= (3 if places[n].rank else 2)
        or (offset == 1 and places[n].rank == 0 and not places[n].top)
    ]
    return kept + (roman if len(roman) > 1 else [])
