"""What the elements and classes of a page's HTML mean for its readable text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from ingest.workshop_page.read.lines import LineRole

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

_NAVIGATION = re.compile(
    r"(?:(?:main|primary|secondary|site|block|nav|side|top|footer|user)[-_]?)?"
    r"(?:menu|nav|navbar|navigation)(?:[-_].*)?"
    r"|breadcrumbs?|(?:region[-_])?sidebar(?:[-_](?:first|second|left|right))?"
    r"|(?:region[-_]|site[-_]|page[-_])?footer(?:[-_].*)?|pager|pagination|search-(?:form|box|block-form)"
    r"|block-search|skip-links?|cookie(?:[-_].*)?|(?:site[-_]?)?copyright|social(?:[-_].*)?"
    r"|share(?:[-_]?(?:this|bar|buttons?|links?))?",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"print[-_](?:html|pdf|mail|links?|page)|print-?friendly.*|site[-_]?(?:name|slogan|title|header|branding)"
    r"|masthead|branding|name-and-slogan|element-invisible|visually-hidden.*|sr-only",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG_ROLES: dict[str, LineRole] = {"nav": "boilerplate", "footer": "boilerplate", "header": "furniture"}
_ARIA_ROLES: dict[str, LineRole] = {
    "navigation": "boilerplate",
    "contentinfo": "boilerplate",
    "search": "boilerplate",
    "banner": "furniture",
}
CONTENT = frozenset(("main", "article"))
_NEVER = frozenset(("html", "body")) | CONTENT


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether a browser would not show the element."""
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))


def region_role(tag: str, attributes: Mapping[str, str], *, in_content: bool) -> LineRole | None:
    """What part of the site's frame an element is, or None for the page's own text.

    Inside an article, a header or footer is the article's own.
    """
    if tag in _NEVER or attributes.get("role") in CONTENT:
        return None
    if (aria := attributes.get("role", "").lower()) in _ARIA_ROLES:
        return _ARIA_ROLES[aria]
    if tag in _TAG_ROLES and not (in_content and tag != "nav"):
        return _TAG_ROLES[tag]
    if attributes.get("id") == "header" and not in_content:
        return "furniture"
    tokens = f"{attributes.get('id', '')} {attributes.get('class', '')}".split()
    if any(_FURNITURE.fullmatch(token) for token in tokens):
        return "furniture"
    return "boilerplate" if any(_NAVIGATION.fullmatch(token) for token in tokens) else None


def absolute(href: str, base: str | None) -> str | None:
    """The address a link leads to, or None where it is none a document can be fetched from."""
    try:
        target = urljoin(base or "", href.strip())
        parts = urlsplit(target)
        return target if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def item_marker(kind: str, number: int, style: str) -> str:
    """How a browser numbers item ``number`` of a list of ``kind`` ul or ol, ``style`` its type attribute."""
    if kind != "ol":
        return "•"
    if style in ("a", "A") and 1 <= number <= 26:
        return chr(ord(style) + number - 1) + ")"
    return f"{number}."
