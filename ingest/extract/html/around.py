"""Which elements of a web page say by their markup that they hold something beside its text."""

from __future__ import annotations

import re
from typing import Any

INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
     "img", "input", "ins", "kbd", "label", "mark", "math", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s",
     "samp", "small", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr"]
)  # fmt: skip
_AROUND = frozenset(["nav", "footer", "aside", "form", "select", "button", "dialog", "menu", "noscript"])
_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar", "alert"]
)
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav(?:bar|igation)?|menus?|footer|side-?bar|breadcrumbs?|cookies?|consent|shar(?:e|ing)|social"
    r"|comments?|related|widgets?|banner|advert\w*|ads?|promo\w*|newsletter|login|search|pager|pagination|toolbar|popup"
    r"|modal|masthead|skip|teaser|tags?|copyright|imprint|printfriendly)(?:$|[-_\s])",
    re.IGNORECASE,
)
_TEXT = re.compile(r"\b(?:content|article|main|body)\b")
_CREDIT = re.compile(
    r"(?:^|[-_\s])(?:copyrights?|(?:photo|image|picture)?-?credits?|photographer)(?:$|[-_\s])", re.I
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_around(element: Any) -> bool:
    """Whether the element's markup says that it holds something beside the text."""
    tag = element.tag
    if tag in _AROUND:
        return True
    attributes = element.attrib
    if not attributes or tag in ("html", "body", "main", "article"):
        return False
    if tag in INLINE:
        return is_credit(element)
    if attributes.get("role") in _ROLES or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(attributes.get("style", "")[:500]):
        return True
    named = f"{attributes.get('id', '')[:200]} {attributes.get('class', '')[:300]}"
    return bool(_NAMES.search(named)) and not _TEXT.search(named)


def is_credit(element: Any) -> bool:
    """Whether an inline element names whose a picture is, set apart by its class from the picture's caption."""
    return element.tag == "span" and bool(_CREDIT.search(element.get("class", "")[:300]))
