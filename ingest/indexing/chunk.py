"""Pages into passages: whole sentences and table rows, within what the encoder reads, never across pages.

``passage.text == page.text[start:end]`` always: a chunk is one span of a page, and nothing is rewritten.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ExtractionError
from corpus.ids import passage_id
from corpus.model import Document, Kind, Page, Passage, Span, SpanRole
from ingest.indexing.packing import Tokens, pack, table_ranges
from search.encoder.protocol import EncoderIdentity

VERSION = "3"
"""Part of what passages are made with; raised when chunking changes."""

_CONTEXT_SHARE = 0.25
"""The most of the encoder's tokens that context may take from the passage itself."""
_JOINER = " › "

MOST_PASSAGES = 50_000
"""The most passages one file may have: a book of ten thousand pages has as many."""
MOST_SECONDS = 120.0
"""How long one file may take to be cut into passages."""


class Tokenizer(Protocol):
    """The part of an encoder that chunking needs."""

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Per text, rows (start, end) of its tokens in code points."""


class ChunkingEncoder(Tokenizer, Protocol):
    """The part of an encoder that decides where passages are cut."""

    @property
    def identity(self) -> EncoderIdentity:
        """What decides the vectors."""


def chunker_key(encoder: ChunkingEncoder) -> str:
    """What of an encoder decides where passages are cut."""
    return f"{encoder.identity.tokenizer_sha256[:16]} {encoder.identity.text_tokens}"


@dataclass(frozen=True, slots=True)
class Chunker:
    """``budget`` is how many tokens of text the encoder reads (special tokens and prefixes taken off)."""

    tokenizer: Tokenizer
    budget: int

    def passages(self, document: Document, pages: Sequence[Page], kind: Kind = "paper") -> list[Passage]:
        """The passages of a document's pages in order. Every character is in one, or is furniture or blank.

        Raises ExtractionError where they are too many or take too long.
        """
        headings: list[tuple[int, str]] = []
        seen: dict[str, int] = {}
        found: list[Passage] = []
        until = time.monotonic() + MOST_SECONDS
        for page, offsets in zip(pages, self.tokenizer.token_offsets([p.text for p in pages]), strict=True):
            tokens = Tokens.of(offsets)
            tables = table_ranges(page)
            for section in _sections(page, headings):
                path = _heading_path(document.title, section.path)
                context, spent = self._context(_embedded_path(document, path))
                for start, end in pack(page.text, section.start, section.end, tokens, self.budget - spent, tables):
                    _refuse_too_much(len(found), until)
                    text = page.text[start:end]
                    identifier = passage_id(document.id, text, 0)
                    repeat = seen.get(identifier, 0)
                    seen[identifier] = repeat + 1
                    found.append(
                        Passage(
                            id=passage_id(document.id, text, repeat),
                            document_id=document.id,
                            kind=kind,
                            page=page.number,
                            page_label=page.label,
                            start=start,
                            end=end,
                            text=text,
                            heading_path=path,
                            context=context,
                            workshop=document.workshop,
                            session=document.session,
                            talk=document.talk,
                            speaker=document.speaker,
                            country=document.country,
                            year=document.year,
                            label=section.label,
                            ordinal=len(found),
                        )
                    )
        return found

    def split(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of ``text[start:end]`` that fit the encoder beside a context of the usual share."""
        offsets = self.tokenizer.token_offsets([text[start:end]])[0]
        tokens = Tokens.of(offsets + np.int32(start))
        return list(pack(text, start, end, tokens, int(self.budget * (1 - _CONTEXT_SHARE))))

    def _context(self, path: tuple[str, ...]) -> tuple[str, int]:
        """The heading path as embedded, its highest parts dropped until it fits its share, and its tokens."""
        most = int(self.budget * _CONTEXT_SHARE)
        for first in range(len(path)):
            context = _JOINER.join(path[first:])
            tokens = len(self.tokenizer.token_offsets([context])[0])
            if tokens <= most:
                return context, tokens
        return "", 0


def _refuse_too_much(passages: int, until: float) -> None:
    if passages >= MOST_PASSAGES:
        raise ExtractionError(
            "too-large", f"The file has more than {MOST_PASSAGES} passages. Split it into several files."
        )
    if time.monotonic() > until:
        raise ExtractionError("time-limit", f"Cutting the file into passages took more than {MOST_SECONDS:.0f} s.")


@dataclass(frozen=True, slots=True)
class _Section:
    start: int
    end: int
    path: tuple[str, ...]
    label: SpanRole | None


_LABELLED: tuple[SpanRole, ...] = ("struck", "hidden", "contents", "references", "boilerplate")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text between two places where a heading begins or a label changes; ``opening`` are headings at its start."""

    start: int
    end: int
    is_furniture: bool
    label: SpanRole | None
    opening: Sequence[Span]


def _stretches(page: Page) -> Iterator[_Stretch]:
    """A page from end to end, in one pass over its spans. Of several labels the first of ``_LABELLED`` counts."""
    size = len(page.text)
    headings: dict[int, list[Span]] = {}
    cuts = {0, size}
    begin: dict[int, list[int]] = {}
    for at, span in enumerate(page.spans):
        if span.role == "heading":
            headings.setdefault(span.start, []).append(span)
            cuts.add(span.start)
        elif span.role in ("furniture", *_LABELLED):
            begin.setdefault(max(0, span.start), []).append(at)
            cuts |= {span.start, span.end}
    labels: list[tuple[int, int]] = []
    furniture = 0
    for start, end in itertools.pairwise(sorted(cut for cut in cuts if 0 <= cut <= size)):
        for at in begin.get(start, ()):
            if page.spans[at].role == "furniture":
                furniture = max(furniture, page.spans[at].end)
            else:
                heapq.heappush(labels, (_LABELLED.index(page.spans[at].role), at))
        while labels and page.spans[labels[0][1]].end <= start:
            heapq.heappop(labels)
        label = page.spans[labels[0][1]].role if labels else None
        yield _Stretch(start, end, furniture > start, label, headings.get(start, ()))


def _sections(page: Page, headings: list[tuple[int, str]]) -> Iterator[_Section]:
    """Stretches of a page under one heading and of one label, furniture left out.

    ``headings`` is the path in force, carried from page to page and changed as headings are met. A heading
    stands at the head of its own section; headings that follow one another directly share one section.
    """
    held: int | None = None
    for stretch in _stretches(page):
        start, end = stretch.start, stretch.end
        path = tuple(title for _, title in headings)
        if stretch.is_furniture:
            if held is not None:
                yield _Section(held, start, path, None)
            held = None
            continue
        for span in stretch.opening:
            _push_heading(headings, span, page.text)
        begin = start if held is None else held
        if stretch.opening and end != len(page.text):
            after = max(span.end for span in stretch.opening)
            if not page.text[after:end].strip():
                held = begin  # only a heading: what follows belongs to it
                continue
        held = None
        yield _Section(begin, end, tuple(title for _, title in headings), stretch.label)


def _push_heading(headings: list[tuple[int, str]], span: Span, text: str) -> None:
    title = " ".join(text[span.start : span.end].split())
    while headings and headings[-1][0] >= span.level:
        headings.pop()
    if title:
        headings.append((span.level, title[:200]))


def _embedded_path(document: Document, path: tuple[str, ...]) -> tuple[str, ...]:
    """The heading path as embedded: a paper of a talk begins with the talk and its speaker."""
    if not document.talk:
        return path
    talk = f"{document.talk}, {document.speaker}" if document.speaker else document.talk
    return (talk, *(step for step in path if step != document.talk))


def _heading_path(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """Document title, then headings; a first heading that repeats the title is not said twice."""
    if headings and headings[0].casefold() == title.casefold():
        return headings
    return (title, *headings) if title else headings
