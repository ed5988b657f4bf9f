"""Pages into passages: whole sentences, within what the encoder reads, never across pages.

``passage.text == page.text[start:end]`` always: a chunk is one span of a page, and nothing is rewritten.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.ids import passage_id
from corpus.model import Document, Kind, Page, Passage, Span, SpanRole
from corpus.sentences import sentences

VERSION = "2"
"""Part of what passages are made with; raised when chunking changes."""

_CONTEXT_SHARE = 0.25
"""The most of the encoder's tokens that context may take from the passage itself."""
_JOINER = " › "


class Tokenizer(Protocol):
    """The part of an encoder that chunking needs."""

    def token_offsets(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Per text, rows (start, end) of its tokens in code points."""


@dataclass(frozen=True, slots=True)
class Chunker:
    """``budget`` is how many tokens of text the encoder reads (special tokens and prefixes taken off)."""

    tokenizer: Tokenizer
    budget: int

    def passages(self, document: Document, pages: Sequence[Page], kind: Kind = "paper") -> list[Passage]:
        """The passages of a document's pages in order. Every character is in one, or is furniture or blank."""
        headings: list[tuple[int, str]] = []
        seen: dict[str, int] = {}
        found: list[Passage] = []
        for page, offsets in zip(pages, self.tokenizer.token_offsets([p.text for p in pages]), strict=True):
            for section in _sections(page, headings):
                path = _path(document.title, section.path)
                context, spent = self._context(_told(document, path))
                for start, end in self._pack(page.text, section, offsets, self.budget - spent):
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
        section = _Section(start, end, (), None)
        return list(self._pack(text, section, offsets + start, int(self.budget * (1 - _CONTEXT_SHARE))))

    def _context(self, path: tuple[str, ...]) -> tuple[str, int]:
        """The heading path as embedded, its highest parts dropped until it fits its share, and its tokens."""
        most = int(self.budget * _CONTEXT_SHARE)
        for first in range(len(path)):
            context = _JOINER.join(path[first:])
            tokens = len(self.tokenizer.token_offsets([context])[0])
            if tokens <= most:
                return context, tokens
        return "", 0

    def _pack(
        self, text: str, section: _Section, offsets: NDArray[np.int32], budget: int
    ) -> Iterator[tuple[int, int]]:
        """Sentences of a section packed into spans of at most ``budget`` tokens, of about equal size."""
        starts, ends = offsets.reshape(-1, 2).T

        def count(a: int, b: int) -> int:
            """Tokens of which any part lies between: a section may begin within a word."""
            return int(np.searchsorted(starts, b) - np.searchsorted(ends, a, side="right"))

        pieces = [
            piece
            for a, b in sentences(text, section.start, section.end)
            for piece in _fitting(text, a, b, starts, ends, count, budget)
        ]
        if not pieces:
            return
        total = count(pieces[0][0], pieces[-1][1])
        target = total / max(1, -(-total // budget))
        begin, last = pieces[0]
        for a, b in pieces[1:]:
            size = count(begin, b)
            if size > budget or (count(begin, last) >= target and size > target):
                yield begin, last
                begin = a
            last = b
        yield begin, last


def _fitting(
    text: str,
    a: int,
    b: int,
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    count: Callable[[int, int], int],
    budget: int,
) -> Iterator[tuple[int, int]]:
    """``(a, b)``, cut where one sentence alone is too long: between words, or within one that is longer itself.

    A word may be several tokens; half a word would be found by nobody and quoted by nobody.
    """
    while count(a, b) > budget:
        first = int(np.searchsorted(ends, a, side="right"))
        tokens = range(first + budget, first + budget // 2, -1)
        cuts = (int(starts[token]) for token in tokens if text[starts[token] - 1].isspace())
        cut = next(cuts, int(starts[first + budget]))
        yield a, cut
        a = cut
    yield a, b


@dataclass(frozen=True, slots=True)
class _Section:
    start: int
    end: int
    path: tuple[str, ...]
    label: SpanRole | None


_LABELLED: tuple[SpanRole, ...] = ("struck", "hidden", "contents", "references", "boilerplate")


def _sections(page: Page, headings: list[tuple[int, str]]) -> Iterator[_Section]:
    """Stretches of a page under one heading and of one label, furniture left out.

    ``headings`` is the path in force, carried from page to page and changed as headings are met. A heading
    stands at the head of its own section; headings that follow one another directly share one section.
    """
    marks = [s for s in page.spans if s.role in ("heading", "furniture", *_LABELLED)]
    cuts = {0, len(page.text)}
    for span in marks:
        cuts |= {span.start} if span.role == "heading" else {span.start, span.end}
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(page.text))
    held: int | None = None
    for start, end in itertools.pairwise(edges):
        around = [s for s in marks if s.start <= start and end <= s.end]
        path = tuple(title for _, title in headings)
        if any(s.role == "furniture" for s in around):
            if held is not None:
                yield _Section(held, start, path, None)
            held = None
            continue
        opening = [s for s in marks if s.role == "heading" and s.start == start]
        for span in opening:
            _enter(headings, span, page.text)
        begin = start if held is None else held
        if opening and not page.text[max(s.end for s in opening) : end].strip() and end != edges[-1]:
            held = begin  # only a heading: what follows belongs to it
            continue
        held = None
        label = min((s.role for s in around if s.role in _LABELLED), key=_LABELLED.index, default=None)
        yield _Section(begin, end, tuple(title for _, title in headings), label)


def _enter(headings: list[tuple[int, str]], span: Span, text: str) -> None:
    title = " ".join(text[span.start : span.end].split())
    while headings and headings[-1][0] >= span.level:
        headings.pop()
    if title:
        headings.append((span.level, title[:200]))


def _told(document: Document, path: tuple[str, ...]) -> tuple[str, ...]:
    """The heading path as embedded: a paper of a talk begins with the talk and its speaker."""
    if not document.talk:
        return path
    talk = f"{document.talk}, {document.speaker}" if document.speaker else document.talk
    return (talk, *(step for step in path if step != document.talk))


def _path(title: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """Document title, then headings; a first heading that repeats the title is not said twice."""
    if headings and headings[0].casefold() == title.casefold():
        return headings
    return (title, *headings) if title else headings
