"""A page put together from what a walker meets: boxes opened and closed, text, links, line ends."""

from __future__ import annotations

from dataclasses import replace

from corpus.model import Page
from ingest.workshop_page.read.blocks import Block, BlockKind, Blocks, Image, Run
from ingest.workshop_page.read.furniture import role_of, tells_of_event
from ingest.workshop_page.read.gathering import LineBuffer, RawLine, Region, Style
from ingest.workshop_page.read.grid import Grid
from ingest.workshop_page.read.lines import Line, LineRole, Link, PageLines, marker_at

CELLS = " | "
_DEEPEST_BLOCK = 150
"""Blocks nested deeper belong to the one at this depth, so that walking up from a line stays cheap."""
_PATH = 6
_SMALL_PAGE = 400
"""A page of fewer characters tells nothing by its proportions."""


class PageBuilder:
    """Gathers lines and blocks; :meth:`finish` gives the page."""

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._raw: list[RawLine] = []
        self._buffer = LineBuffer()
        self._gap = True
        self._wide = False
        self._blocks: list[Block] = [Block("page", 0, 0)]
        # Where a block begins and ends: a line, and a place in it.
        self._places: list[tuple[tuple[int, int], tuple[int, int]]] = [((0, 0), (0, 0))]
        self._open: list[int] = [0]
        self._tables: list[Grid] = []
        self._images: list[tuple[int, int, str, str]] = []
        self._anchors: dict[str, tuple[int, int]] = {}

    @property
    def block(self) -> int:
        """The innermost open block."""
        return self._open[-1]

    @property
    def is_blank(self) -> bool:
        """Whether the line being gathered holds no text yet."""
        return not self._buffer.black

    @property
    def place(self) -> tuple[int, int]:
        """Where the page has got to: a line and a place in it."""
        return self._place()

    @property
    def length(self) -> int:
        """How long the line being gathered is."""
        return self._buffer.length

    def open(
        self,
        kind: BlockKind,
        signature: str,
        *,
        level: int = 0,
        width: int = 1,
        height: int = 1,
        head: bool = False,
    ) -> None:
        """A box begins here. Every box opened must be closed."""
        parent = self._blocks[self.block]
        if parent.depth >= _DEEPEST_BLOCK:
            self._open.append(self.block)
            return
        row = column = -1
        if kind == "table":
            self._tables.append(Grid())
        elif kind == "row" and self._tables:
            self._tables[-1].next_row()
            row = self._tables[-1].row
        elif kind == "cell" and self._tables:
            row, column = self._tables[-1].row, self._tables[-1].place(width, height)
        path = "/".join([*filter(None, parent.path.split("/")[1 - _PATH :]), signature])
        self._blocks.append(
            Block(
                kind,
                0,
                0,
                self.block,
                parent.depth + 1,
                level,
                signature,
                path,
                0,
                row,
                column,
                width,
                height,
                head,
            )
        )
        self._places.append((self._place(), self._place()))
        self._open.append(len(self._blocks) - 1)

    def close(self) -> None:
        """The innermost open box ends here."""
        at = self._open.pop()
        if at == self.block:  # it was too deep to be one
            return
        self._places[at] = (self._places[at][0], self._place())
        if self._blocks[at].kind == "table":
            self._tables.pop()

    def _place(self) -> tuple[int, int]:
        return (len(self._raw), self._buffer.length)

    def text(self, data: str, style: Style, *, bold: bool) -> None:
        """Text, as it stands in the source; ``bold`` says that it counts as emphasised for the line."""
        self._buffer.add(data, style, self.block, bold)

    def next_cell(self) -> None:
        """The next cell of a row begins, on the same line."""
        if self._buffer.black and self._buffer.pieces[-1] != CELLS:
            self._buffer.add(CELLS, Style(), 0, True)

    def link(self, start: int, href: str | None, alt: str, anchor: str) -> bool:
        """A link from ``start`` of this line to here. Without text it is kept where it has a target."""
        if self._buffer.length > start or href:
            self._buffer.links.append(Link(start, self._buffer.length, href, alt, anchor, self.block))
            return True
        return False

    def image(self, alt: str, source: str) -> None:
        """A picture stands here."""
        self._images.append((*self._place(), alt, source))

    def blank(self) -> None:
        """A blank line or a rule is drawn here."""
        self._wide = True

    def anchor(self, name: str) -> None:
        """A name that links may lead to stands here."""
        self._anchors.setdefault(name, self._place())

    def end_line(
        self,
        *,
        gap: bool,
        indent: int = 0,
        marker: str | None = None,
        level: int = 0,
        region: Region | None = None,
    ) -> bool:
        """End the line; whether there was one. ``gap`` says that what follows is set apart."""
        buffer = self._buffer
        if not buffer.black:
            self._keep_links(buffer)
            self._gap = self._gap or gap
            self._wide = self._wide or buffer.hard
            self._buffer = LineBuffer()
            return False
        text = "".join(buffer.pieces).rstrip().removesuffix(CELLS.rstrip())
        own = marker_at(text, 0, min(len(text), 40))[0] if marker else None
        block = buffer.runs[0].block if len({run.block for run in buffer.runs}) == 1 else self._common(buffer.runs)
        self._raw.append(
            RawLine(
                text,
                indent,
                None if own else marker,
                self._gap,
                level,
                buffer.bold == buffer.black,
                region,
                buffer.links,
                buffer.runs,
                block,
                self._wide,
            )
        )
        self._gap = gap
        self._wide = False
        self._buffer = LineBuffer()
        return True

    def _keep_links(self, buffer: LineBuffer) -> None:
        """Links of a line without text, which lead on from pictures, are kept at the end of the line before."""
        if self._raw and buffer.links:
            last = self._raw[-1]
            end = len(last.text)
            last.links.extend(replace(link, start=end, end=end) for link in buffer.links if link.href)

    def _common(self, runs: list[Run]) -> int:
        """The innermost block that all cells of a row's line stand in."""
        at = next((run.block for run in runs if run.block), 0)
        while at > 0 and self._blocks[at].kind != "row":
            at = self._blocks[at].parent
        return max(at, 0)

    def finish(self, title: str | None = None) -> PageLines:
        """The page of everything taken in so far."""
        total = 0
        for raw in self._raw:
            size = len(raw.text) - sum(link.end - link.start for link in raw.links)
            total += size
            if raw.region:
                raw.region.size += size
        titled_outside = any(raw.level == 1 and raw.region is None for raw in self._raw)
        pieces: list[str] = []
        lines: list[Line] = []
        bases: list[tuple[int, int]] = []
        length = 0
        for raw in self._raw:
            role = _role(raw, titled_outside, total)
            head = ("\n" if raw.gap and lines else "") + " " * raw.indent
            piece = head + (f"{raw.marker} " if raw.marker else "") + raw.text + "\n"
            start, end = length + len(head), length + len(piece) - 1
            base = end - len(raw.text)
            bases.append((base, end))
            marker, body = marker_at(piece, len(head), len(piece) - 1)
            pieces.append(piece)
            lines.append(
                Line(
                    start,
                    end,
                    length + body,
                    raw.indent,
                    raw.gap,
                    marker,
                    raw.level,
                    raw.bold,
                    role or role_of(raw.text),
                    tuple(
                        replace(link, start=min(base + link.start, end), end=min(base + link.end, end))
                        for link in raw.links
                    ),
                    raw.block,
                    tuple(
                        replace(run, start=base + run.start, end=min(base + run.end, end))
                        for run in raw.runs
                        if base + run.start < end
                    ),
                    raw.wide,
                )
            )
            length += len(piece)
        blocks = self._finished_blocks(bases, length)
        return PageLines(Page(1, "".join(pieces)), tuple(lines), self._media_type, title, blocks=blocks)

    def _finished_blocks(self, bases: list[tuple[int, int]], length: int) -> Blocks:
        def offset(place: tuple[int, int]) -> int:
            line, column = place
            if line < len(bases):
                return min(bases[line][0] + column, bases[line][1]) if column else bases[line][0]
            return length

        blocks = [replace(self._blocks[0], end=length)]
        for block, (first, last) in zip(self._blocks[1:], self._places[1:], strict=True):
            start = offset(first)
            # A block that ends between two lines ends with the first of them.
            end = bases[last[0] - 1][1] if not last[1] and last[0] else offset(last)
            blocks.append(replace(block, start=start, end=max(start, end)))
        images = tuple(Image(offset((line, at)), alt, source) for line, at, alt, source in self._images)
        anchors = {name: offset(place) for name, place in self._anchors.items()}
        return Blocks(tuple(blocks), images, anchors)


def _role(raw: RawLine, titled_outside: bool, total: int) -> LineRole | None:
    """Whether a line is part of the site's frame by the region it stands in."""
    region = raw.region
    if region is None or region.holds_content or (region.holds_title and not titled_outside):
        return None
    # Most of a page's text is never its frame, whatever the box around it is called.
    if 2 * region.size > total > _SMALL_PAGE or (region.kind == "banner" and tells_of_event(raw.text)):
        return None
    return "furniture"
