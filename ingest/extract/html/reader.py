"""HTML: all readable text in document order, headings and tables marked, what is not the page's text labelled.

A page is a section under one of the highest headings, labelled by it. trafilatura says which text is the main
one; the rest is kept and marked as boilerplate, for its judgement is wrong on a quarter of hard pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page, Span
from ingest.extract.charset import declared_in_markup, decode_text
from ingest.extract.html.blocks import Block, blocks
from ingest.extract.html.main_text import is_main, main_text
from ingest.extract.html.replaced import ReplacedElements
from ingest.extract.runs import Aside, take_asides, without_marks

MEDIA_TYPE = "text/html"
_TAG = re.compile(r"<[^<>]{0,2000}>")
_WRAPPERS = re.compile(
    r"</?(div|span|font|center|section|b|i|em|strong|blockquote|dl|ul|ol)\b[^<>]{0,500}>", re.IGNORECASE
)
_SILENT = re.compile(r"<(script|style|noscript|svg)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_MAX_SECTIONS = 5000


def extract(data: bytes, charset: str | None = None) -> Extraction:
    """``charset`` is what the server said, a byte-order mark and valid UTF-8 outweigh it."""
    decoded = decode_text(data, charset, declared_in_markup(data))
    if not decoded.text.strip("\0 \t\r\n"):
        raise ExtractionError("empty", "The file holds no text.")
    tree, markup = _parse(decoded.text)
    replaced = ReplacedElements()
    found = blocks(tree, replaced)
    title = _title(tree)
    if not found and not title:
        raise ExtractionError("empty", "The page holds no text.")
    main = main_text(markup)
    ours = is_main(found, main)
    if title and not any(block.level and here for block, here in zip(found, ours, strict=True)):
        found, ours = [Block(title, 1), *found], [True, *ours]
    notes = [f"Some bytes are not {decoded.charset} and were replaced."] if decoded.lossy else []
    if not main:
        notes.append("No main text was told apart; navigation is judged by its markup alone.")
    notes += replaced.notes()
    return Extraction(
        media_type=MEDIA_TYPE,
        pages=_pages(found, ours),
        extractor=f"lxml {etree.__version__} + trafilatura {version('trafilatura')}",
        title=title,
        notes=tuple(notes),
    )


def _parse(text: str) -> tuple[Any, str]:
    """The tree and the markup it was made of. Nesting deeper than the parser goes is flattened first."""
    tree = parsed_tree(text)
    if tree is not None and text.count("<") < 2000:
        return tree, text
    visible = len("".join(_TAG.sub(" ", _SILENT.sub(" ", text)).split()))
    read = 0 if tree is None else sum(len("".join(part.split())) for part in tree.itertext() if part)
    if tree is not None and read >= 0.5 * visible:
        return tree, text
    flat = _WRAPPERS.sub("\n", text)
    tree = parsed_tree(flat)
    if tree is None:
        raise ExtractionError("empty", "The page holds no text.")
    return tree, flat


def parsed_tree(text: str) -> Any:
    """The tree of a page's markup; None where there is none in it."""
    # A new parser for each file; without network and without entities of its own, as HTML has none.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _title(tree: Any) -> str | None:
    for element in tree.iter("title"):
        title = " ".join((element.text or "").split())
        if title and next(element.iterancestors("svg"), None) is None:
            return str(title[:300])
    return None


def _pages(found: Sequence[Block], ours: Sequence[bool]) -> tuple[Page, ...]:
    level = _splitting_level(found, ours)
    sections: list[list[int]] = [[]]
    size = 0
    for n, block in enumerate(found):
        if block.level and ours[n] and block.level <= level and size and len(sections) < _MAX_SECTIONS:
            sections.append([])
            size = 0
        sections[-1].append(n)
        # A heading that only leads to the next one, like a page's title, begins no section of its own.
        size += len(block.text) if ours[n] and not block.level else 0
    return tuple(_page(number, members, found, ours) for number, members in enumerate(sections, 1) if members)


def _splitting_level(found: Sequence[Block], ours: Sequence[bool]) -> int:
    """The highest level with at least two headings of the main text; 0 where there is none."""
    levels = [block.level for block, here in zip(found, ours, strict=True) if here and block.level]
    return next((level for level in range(1, 7) if levels.count(level) >= 2), 0)


def _page(number: int, members: Sequence[int], found: Sequence[Block], ours: Sequence[bool]) -> Page:
    parts: list[str] = []
    spans: list[Span] = []
    label: str | None = None
    length = 0
    apart: list[tuple[Block, Aside | None, bool]] = []
    placed = _placed([(found[n], ours[n]) for n in members], apart)
    for n, (block, aside, here) in enumerate([*placed, *apart]):
        if parts:
            before = placed[n - 1][0] if n <= len(placed) else block
            tight = (block.mark and before.mark) or (block.table and before.table)
            parts.append("\n" if tight else "\n\n")
            length += len(parts[-1])
        text = f"{block.mark} {block.text}".lstrip() if block.mark else block.text
        end = length + len(text)
        if not here:
            _mark(spans, Span(length, end, "boilerplate"))
        elif block.table:
            _mark(spans, Span(length, end, "table"))
        if aside:
            _mark(spans, Span(length, end, aside))
        if block.level:
            spans.append(Span(length, end, "heading", block.level))
            label = label or (block.text[:120] if here else None)
        parts.append(text)
        length = end
    return Page(number, "".join(parts), label, tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


def _placed(
    members: Sequence[tuple[Block, bool]], apart: list[tuple[Block, Aside | None, bool]]
) -> list[tuple[Block, Aside | None, bool]]:
    """The blocks with what they are. What is struck or hidden in the midst of one is put to ``apart``."""
    placed: list[tuple[Block, Aside | None, bool]] = []
    for block, here in members:
        text, asides = take_asides(block.text)
        if asides and not text.strip() and len({role for role, _ in asides}) == 1:
            whole = without_marks(block.text).strip()
            placed.append((replace(block, text=whole, level=0, table=False), asides[0][0], here))
            continue
        if text.strip():
            placed.append((replace(block, text=text.strip()) if text != block.text else block, None, here))
        apart += [(Block(text), role, here) for role, text in asides]
    return placed


def _mark(spans: list[Span], new: Span) -> None:
    """Neighbouring blocks of one role are one span."""
    for at in range(len(spans) - 1, max(-1, len(spans) - 3), -1):
        last = spans[at]
        if last.role == new.role and new.start - last.end <= 2:
            spans[at] = Span(last.start, new.end, new.role)
            return
    spans.append(new)
