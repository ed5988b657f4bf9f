"""What the elements and classes of a page's HTML mean for its readable text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from ingest.workshop_page.read.blocks import BlockKind

UNREAD = frozenset(
    "script style template svg math iframe object embed select button textarea noscript canvas audio"
    " video map head".split()
)
"""Elements whose content is no text of the page."""

PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table hr blockquote pre section article main header footer nav aside form"
    " fieldset figure address".split()
)
"""Blocks set apart by a blank line."""

BLOCKS = PARAGRAPHS | frozenset(
    "html body div li dt dd tr caption thead tbody tfoot figcaption center details summary legend option".split()
)
"""Everything that starts on a line of its own."""

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong"))
ITALIC = frozenset(("i", "em", "cite", "dfn"))

BOXES: dict[str, BlockKind] = {
    **dict.fromkeys(("div", "section", "article", "main", "header", "footer", "nav", "aside"), "section"),
    **dict.fromkeys(("form", "fieldset", "figure", "figcaption", "center", "details"), "section"),
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("p", "address", "summary", "caption"), "paragraph"),
    **dict.fromkeys(("ul", "ol"), "list"),
    "li": "item",
    "dl": "definitions",
    "dt": "term",
    "dd": "definition",
    "table": "table",
    "tr": "row",
    "td": "cell",
    "th": "cell",
    "blockquote": "quote",
    "pre": "preformatted",
}
"""The sort of block each element is."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:\s*([\w.%-]+)", re.IGNORECASE)
# Marks of a word processor's spelling checker, and names of its plain styles: they set nothing apart.
_NO_LOOK = re.compile(r"(?:Mso|SpellE|GramE|grame|spelle|apple-|[a-z]*-?(?:bold|italic)$)")
_PROGRAMME = re.compile(
    r"(?:app|root|__next|(?:[a-z]+[-_])*(?:schedule|agenda|programme?|timetable|sessionize|sched|sessions)(?:[-_][a-z0-9]+)*)",
    re.IGNORECASE,
)
_PROGRAMME_ADDRESS = re.compile(
    r"sched|agenda|program|timetable|sessionize|calendar|spreadsheet|indico", re.IGNORECASE
)
_MOST_CELLS = 50
_MOST_ROWS = 2000
CONTENT = frozenset(("main", "article"))


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether a browser would not show the element."""
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))


def is_bold(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element's text is set in bold, by its own style or as a head of a table."""
    return tag == "th" or bool(_BOLD.search(attributes.get("style", "")[:1000]))


def is_italic(_tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element's text is set in italics by its own style."""
    return bool(_ITALIC.search(attributes.get("style", "")[:1000]))


def look_of(attributes: Mapping[str, str]) -> str:
    """What sets an inline element's text apart, beside bold and italics: its classes, its size."""
    classes = [name for name in attributes.get("class", "")[:300].split() if not _NO_LOOK.match(name)]
    size = _SIZE.search(attributes.get("style", "")[:1000])
    return " ".join(filter(None, (*classes[:3], size and size.group(1), attributes.get("size", "")[:10])))


def holds_programme(attributes: Mapping[str, str]) -> bool:
    """Whether an element's name or address says that a programme, or the whole page, is put into it."""
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}"[:300].split()
    return any(_PROGRAMME.fullmatch(name) for name in names) or bool(
        _PROGRAMME_ADDRESS.search(attributes.get("src", "")[:500])
    )


def signature_of(tag: str, attributes: Mapping[str, str]) -> str:
    """An element's tag with its classes, by which its likes are known."""
    return ".".join((tag, *sorted(attributes.get("class", "")[:300].replace("/", "").split())[:5]))


def cells_spanned(attributes: Mapping[str, str]) -> tuple[int, int]:
    """How many columns and rows a cell takes."""

    def count(name: str, most: int) -> int:
        value = attributes.get(name, "1").strip()
        return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 6 else 1

    return count("colspan", _MOST_CELLS), count("rowspan", _MOST_ROWS)


def absolute(href: str, base: str | None) -> str | None:
    """The address a link leads to, or None where it is no document's.

    What stands on an FTP server is kept though it is not fetched: the page links to it.

    From a page on this machine, whose ``base`` is a file URI, links lead to files beside it too.
    """
    try:
        target = urljoin(base or "", href.strip())
        parts = urlsplit(target)
        beside = parts.scheme == "file" and not parts.netloc and (base or "").startswith("file:")
        return target if beside or (parts.scheme in ("http", "https", "ftp") and parts.hostname) else None
    except ValueError:
        return None


def item_marker(kind: str, number: int, style: str) -> str:
    """How a browser numbers item ``number`` of a list of ``kind`` ul or ol, ``style`` its type attribute."""
    if kind != "ol":
        return "•"
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1) + ")"
    return f"{number}."
