"""Turns a run of blocks (paragraphs, headings, table rows, notes) into pages with spans.

Readers never count offsets: they say what a block is, and the one place that joins text knows where it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import ExtractionError
from corpus.model import Page, Span, SpanRole
from ingest.extract import titles
from ingest.extract.runs import composed, enclose, joined_letters, one_line, take_asides, without_marks

# 16 Mi code points are at most 64 MiB of UTF-8.
MAX_CHARACTERS = 16 * 1024 * 1024
MAX_LABEL = 120

_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\xa0": " "}
)
_BREAK = re.compile("[\r\x0b\x0c\x85\u2028\u2029\xa0]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES_AROUND_BREAK = re.compile(r"[ \t]*\n\s*")


def clean(text: str) -> str:
    """Composed text without control characters and lone surrogates, breaks as ``\\n``, trimmed at both ends."""
    if _BREAK.search(text):
        text = text.translate(_BREAKS)
    text = composed(_UNWANTED.sub("", text))
    return _SPACES_AROUND_BREAK.sub("\n", text).strip()


def sensible_title(text: str | None) -> str | None:
    """A title from a document's properties, unless it is what programs fill in by themselves."""
    return titles.sensible_title(one_line(clean(without_marks(text or ""))))


FRAME: tuple[SpanRole, ...] = ("furniture", "boilerplate")
"""Roles of what stands around the text of a document."""
_FRAME_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page. ``tight`` blocks follow each other on the next line, others after an empty line.

    ``notes`` (footnotes, comments) belong to this block and are written at the end of its page.
    """

    text: str
    role: SpanRole | None = None
    level: int = 0
    tight: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Collector:
    """Gathers blocks and refuses to grow without end."""

    blocks: list[Block] = field(default_factory=list)
    characters: int = 0
    framed: set[str] = field(default_factory=set)

    def add(
        self,
        text: str,
        role: SpanRole | None = None,
        level: int = 0,
        *,
        tight: bool = False,
        notes: Sequence[str] = (),
    ) -> bool:
        """Append a block unless it is blank and has no notes; tells whether it had text."""
        running = role in ("heading", None)
        text = clean(joined_letters(text) if running and "\xa0" in text else text)
        if running:
            text = joined_letters(text)
        if role == "heading":
            text = one_line(text)
        kept = tuple(note for note in (clean(note) for note in notes) if note)
        if text or kept:
            self.characters += len(text) + sum(map(len, kept))
            if self.characters > MAX_CHARACTERS:
                raise ExtractionError("output-limit", "The file holds more text than 64 MiB.")
            self.blocks.append(Block(text, role, level, tight, kept))
        return bool(text)

    def extend(self, lines: Iterable[str], role: SpanRole | None = None) -> bool:
        """Append lines that stand directly under each other; tells whether any had text."""
        found = False
        for line in lines:
            found = self.add(line, role, tight=found) or found
        return found

    def hide(self, first: int) -> None:
        """Say that the blocks from the ``first`` on are not shown."""
        self.blocks[first:] = [
            replace(block, text=enclose(without_marks(block.text), "hidden")) for block in self.blocks[first:]
        ]

    def frame(self, lines: Iterable[str]) -> None:
        """Append lines of a frame (footer, master, slide number): found once, then no more.

        A line's first occurrence is boilerplate, which is a passage that is ranked down; its repeats, and lines
        that are hardly words, are furniture, which is none.
        """
        tight = False
        for line in lines:
            key = one_line(clean(line)).casefold()
            new = sum(character.isalpha() for character in key) >= _FRAME_LETTERS and key not in self.framed
            self.framed.add(key)
            tight = self.add(line, "boilerplate" if new else "furniture", tight=tight) or tight


def asides_apart(blocks: Iterable[Block]) -> list[Block]:
    """Blocks without struck or hidden text in their midst: that follows at the end, in blocks of its own role.

    A sentence then says what it says now, and what was taken out of it is still read. A block that is struck or
    hidden as a whole keeps its place.
    """
    kept: list[Block] = []
    apart: list[Block] = []
    for block in blocks:
        text, asides = take_asides(block.text)
        if asides and not text.strip() and len({role for role, _ in asides}) == 1:
            kept.append(replace(block, text=without_marks(block.text).strip(), role=asides[0][0], level=0))
            continue
        kept.append(block if text == block.text else replace(block, text=text.strip()))
        apart += [Block(text, role, tight=n > 0) for n, (role, text) in enumerate(asides)]
    return kept + apart


def build_page(number: int, blocks: Sequence[Block], label: str | None = None) -> Page:
    """One page of these blocks in order, then their notes; equal neighbours of one role share a span."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    notes = [Block(note, "notes", tight=at > 0) for at, note in enumerate(n for b in blocks for n in b.notes)]
    for block in asides_apart([*blocks, *notes]):
        if not block.text:
            continue
        if parts:
            separator = "\n" if block.tight else "\n\n"
            parts.append(separator)
            length += len(separator)
        end = length + len(block.text)
        if block.role is not None:
            last = spans[-1] if spans else None
            joins = last is not None and block.tight and last.role == block.role and last.end == length - 1
            if last is not None and joins and block.role != "heading":
                spans[-1] = Span(last.start, end, block.role, block.level)
            else:
                spans.append(Span(length, end, block.role, block.level))
        parts.append(block.text)
        length = end
    return Page(number, "".join(parts), label, tuple(spans))


def hidden_page(page: Page) -> Page:
    """The page of a slide that the show leaves out."""
    return replace(page, spans=(Span(0, len(page.text), "hidden"), *page.spans)) if page.text else page


def _split_level(blocks: Sequence[Block]) -> int | None:
    """The heading level that starts a section: the highest at which there are two, else the highest there is."""
    levels = sorted(block.level for block in blocks if block.role == "heading")
    if not levels:
        return None
    return levels[1] if len(levels) > 1 else levels[0]


def build_sections(blocks: Sequence[Block]) -> tuple[Page, ...]:
    """Pages of a document that has none: one a top-level heading, labelled with it."""
    level = _split_level(blocks)
    groups: list[list[Block]] = [[]]
    for block in blocks:
        starts = level is not None and block.role == "heading" and block.level <= level
        if starts and any(before.role not in (*FRAME, "heading") for before in groups[-1]):
            groups.append([])
        groups[-1].append(block)
    pages: list[Page] = []
    for group in groups:
        if group:
            heading = next((without_marks(block.text) for block in group if block.role == "heading"), None)
            label = one_line(heading)[:MAX_LABEL] if heading else None
            pages.append(build_page(len(pages) + 1, group, label))
    return tuple(page for page in pages if page.text)
