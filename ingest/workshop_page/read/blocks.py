"""What a page is made of: boxes within boxes, and in them lines of text with their emphasis and links.

HTML, Markdown and saved text are read into the same boxes, so that a parser asks "which items are alike?" and
never "which tags does this site use?".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal[
    "page",
    "section",
    "heading",
    "paragraph",
    "list",
    "item",
    "definitions",
    "term",
    "definition",
    "table",
    "row",
    "cell",
    "quote",
    "preformatted",
]
"""What sort of box a block is.

page          the whole page; the root, and the only block without a parent
section       a box without a meaning of its own: a div, a card, a section, an article
heading       ``level`` 1 to 6
list, item    a list and one of its items, bulleted or numbered
definitions   a list of terms with their definitions
table         its rows, its cells; a cell's place is in ``row`` and ``column``
"""


@dataclass(frozen=True, slots=True)
class Block:
    """One box of a page.

    ``start:end`` is its extent in the page's text. ``parent`` is the index of the block around it in
    :attr:`Blocks.all` (-1 for the root), ``depth`` the number of blocks around it. ``signature`` is its tag with
    its classes ("div.paper"); ``path`` holds the last few of the blocks around it too: blocks of equal path are
    alike.
    ``row`` and ``column`` are a cell's place in its table counted from 0, ``width`` the columns and ``height`` the
    rows it spans; ``head`` says that it is a head of its column or row. ``indent`` counts columns of text.
    """

    kind: BlockKind
    start: int
    end: int
    parent: int = -1
    depth: int = 0
    level: int = 0
    signature: str = ""
    path: str = ""
    indent: int = 0
    row: int = -1
    column: int = -1
    width: int = 1
    height: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one line that looks the same throughout. The runs of a line cover all of its text.

    ``block`` is the innermost block it stands in: the cells of a row share a line. ``look`` names what else sets
    it apart, such as the class or size of the element around it; runs of equal look are meant alike. ``link`` says
    that it is the text of a link.
    """

    start: int
    end: int
    block: int = 0
    bold: bool = False
    italic: bool = False
    link: bool = False
    look: str = ""

    @property
    def style(self) -> str:
        """All of its looks in one word, to compare runs by."""
        return f"{'b' * self.bold}{'i' * self.italic}{'a' * self.link} {self.look}".strip()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that stands before the character at ``place``, and what its ``alt`` or ``title`` says of it."""

    place: int
    alt: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a page in the order in which they begin; ``all[0]`` is the page itself.

    ``anchors`` are the names that links within the page lead to, with the place in the text.
    """

    all: tuple[Block, ...] = (Block("page", 0, 0),)
    images: tuple[Image, ...] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)
    _children: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def around(self, index: int) -> Iterator[int]:
        """``index`` and the blocks around it, innermost first, the page last."""
        while index >= 0:
            yield index
            index = self.all[index].parent

    def nearest(self, index: int, *kinds: BlockKind) -> int | None:
        """The innermost block of one of ``kinds`` that ``index`` is or stands in."""
        return next((at for at in self.around(index) if self.all[at].kind in kinds), None)

    def children(self, index: int) -> Sequence[int]:
        """The blocks right inside a block, in order."""
        if not self._children:
            for at, block in enumerate(self.all):
                self._children.setdefault(block.parent, []).append(at)
        return self._children.get(index, ())
