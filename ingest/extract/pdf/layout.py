"""From the lines of all pages to page texts with marked spans: everything that needs the whole document."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Span, SpanRole
from ingest.extract.pdf.annotations import Beside
from ingest.extract.pdf.furniture import body_size, running_lines
from ingest.extract.pdf.hyphens import Hyphens
from ingest.extract.pdf.lines import Line
from ingest.extract.pdf.order import in_reading_order, pitch_of
from ingest.extract.pdf.sections import contents_lines, heading_levels, reference_lines

_PARAGRAPH_GAP = 1.35


Laid = tuple[str, tuple[Span, ...]]
"""A page's text and its spans."""


def with_beside(text: str, spans: tuple[Span, ...], beside: Sequence[Beside]) -> Laid:
    """A page with what stands beside its content at its end, each piece in a paragraph of its own."""
    parts, added = [text] if text else [], list(spans)
    length = len(text)
    for item in beside:
        if parts:
            parts.append("\n\n")
            length += 2
        if item.role:
            added.append(Span(length, length + len(item.text), item.role))
        parts.append(item.text)
        length += len(item.text)
    return "".join(parts), tuple(added)


def lay_out(pages: Sequence[Sequence[Line]]) -> list[Laid]:
    """Text and spans of each page. Words broken at line ends are mended; a wider gap becomes an empty line."""
    pages = [in_reading_order(lines) for lines in pages]
    body = body_size(pages)
    running = running_lines(pages, body)
    levels = heading_levels(pages, running, body)
    contents = contents_lines(pages, running)
    references = reference_lines(pages, running, levels)
    hyphens = Hyphens(pages)
    laid = []
    found = zip(pages, running, levels, contents, references, strict=True)
    for lines, furniture, headings, listed, cited in found:
        text, places = _join(lines, furniture, hyphens)
        spans = [
            *_spans(places, furniture, "furniture"),
            *_spans(places, listed - furniture, "contents"),
            *_spans(places, cited - furniture, "references"),
            *_heading_spans(places, headings, lines),
            *_spans(places, {n for n, line in enumerate(lines) if line.hidden} - furniture, "hidden"),
        ]
        laid.append((text, tuple(sorted(spans, key=lambda span: (span.start, -span.end)))))
    return laid


def _join(lines: Sequence[Line], furniture: set[int], hyphens: Hyphens) -> tuple[str, list[tuple[int, int]]]:
    """The page's text and where each line stands in it."""
    pitch = pitch_of(lines)
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for n, line in enumerate(lines):
        start = length
        following = lines[n + 1] if n + 1 < len(lines) else None
        text = line.text
        glue = "\n"
        if following is None:
            text, glue = (text + "-" if line.broken_word else text), ""
        elif (n in furniture) != (n + 1 in furniture):
            text, glue = (text + "-" if line.broken_word else text), "\n\n"
        elif line.broken_word:
            text, glue = text + hyphens.between(text, following.text), ""
        elif _gap(line, following, pitch):
            glue = "\n\n"
        parts += [text, glue]
        length += len(text) + len(glue)
        places.append((start, start + len(text)))
    return "".join(parts), places


def _gap(line: Line, following: Line, pitch: float) -> bool:
    if not (pitch and line.placed and following.placed):
        return False
    step = line.y - following.y
    return step > _PARAGRAPH_GAP * max(pitch, 1.1 * following.size) or step < -2 * pitch


def _spans(places: list[tuple[int, int]], members: set[int], role: SpanRole) -> list[Span]:
    """One span for each run of neighbouring lines."""
    spans: list[Span] = []
    previous = -2
    for n in sorted(members):
        start, end = places[n]
        if n == previous + 1:
            spans[-1] = Span(spans[-1].start, end, role)
        else:
            spans.append(Span(start, end, role))
        previous = n
    return spans


def _heading_spans(places: list[tuple[int, int]], levels: dict[int, int], lines: Sequence[Line]) -> list[Span]:
    """Neighbouring heading lines of one level and size are one heading."""
    spans: list[Span] = []
    previous = -2
    for n in sorted(levels):
        start, end = places[n]
        same = n == previous + 1 and levels[n] == levels[previous] and lines[n].size == lines[previous].size
        if same and end - spans[-1].start <= 300:
            spans[-1] = Span(spans[-1].start, end, "heading", levels[n])
        else:
            spans.append(Span(start, end, "heading", levels[n]))
        previous = n
    return spans
