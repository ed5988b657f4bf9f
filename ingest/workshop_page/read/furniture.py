"""The frame a site puts around its pages: menus, banners, buttons, notices. It is no text of the page.

Three signs tell it: the element a line stands in (:func:`region_of`), the line's own words (:func:`role_of`), and
its neighbours (:mod:`~ingest.workshop_page.read.menus`), which is all there is in a page saved as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from ingest.workshop_page.read.furniture_words import (
    BUTTON,
    COPYRIGHT,
    LANGUAGES,
    MENU_WORDS,
    NOTICE,
    PRINT,
    RESERVED,
)
from ingest.workshop_page.read.lines import LineRole, squash

RegionKind = Literal["banner", "frame", "site"]
"""banner  the head of a site or page; it may hold the event's title, day and place
frame     a menu, a side bar, a footer, a search box
site      the site's name or slogan: never the page's title
"""

_FRAME_NAMES = re.compile(
    r"(?:(?:main|primary|secondary|site|block|nav|side|top|footer|user|global|local|sub|mobile|header|left|right|book|post"
    r"|posts|page)[-_]?)?"
    r"(?:menu|nav|navbar|navigation)(?:[-_].*)?"
    r"|(?:w-)?breadcrumbs?(?:[-_].*)?|(?:region[-_])?side-?bar(?:[-_](?:first|second|left|right|wrapper))?"
    r"|(?:region[-_]|site[-_]|page[-_]|global[-_]|main[-_])?footer(?:[-_].*)?|pager|pagination|search-?(?:form"
    r"|box|block-form)"
    r"|block-search|skip-?(?:links?|nav|to-content)|(?:eu-)?cookies?(?:[-_].*)?|(?:site[-_]?)?copyright"
    r"|social(?:[-_].*)?|share(?:daddy|[-_]?(?:this|bar|buttons?|links?))?|widgets?(?:[-_](?:area|title|wrap))?|addthis.*|addtoany.*|sharethis.*"
    r"|languages|lang(?:uage)?s?[-_]?(?:switch(?:er)?|menu|selector|nav|links?|list|block)|translations"
    r"|(?:user-)?login(?:[-_].*)?|(?:top|user|utility|account)[-_]?(?:bar|links?)|subscribe(?:[-_].*)?|sign-?up(?:[-_].*)?"
    r"|prev-?(?:and-?)?next|foot|related(?:[-_].*)?|newsletter(?:[-_].*)?|fil-ariane|migas|location-?bar|crumbs?"
    r"|(?:last[-_]?)?(?:updated|modified)|(?:hit|visitor)[-_]?counter|back-?to-?top|twitter-timeline.*|wm-ipp.*",
    re.IGNORECASE,
)
_BANNER_NAMES = re.compile(
    r"print[-_](?:html|pdf|mail|links?|page)|print-?friendly.*|site[-_]?header|masthead"
    r"|element-invisible|visually-hidden.*|sr-only",
    re.IGNORECASE,
)
_OF_CONTROL = re.compile(r"^(?:ctl\d+_)+")
"""What ASP.NET sets before the names of elements."""
_SITE_NAMES = re.compile(r"site[-_]?(?:name|slogan|branding)|branding|name-and-slogan", re.IGNORECASE)
_TAGS: dict[str, RegionKind] = {"nav": "frame", "footer": "frame", "header": "banner", "aside": "frame"}
_ARIA: dict[str, RegionKind] = {
    "navigation": "frame",
    "contentinfo": "frame",
    "search": "frame",
    "banner": "banner",
}
_NEVER = frozenset(("html", "body", "main", "article"))
FILE = re.compile(r"\.(?:pdf|pptx?|pps|docx?|odp|odt|zip|ps|mp4|mov|xlsx?)(?:$|[?#])", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:workshop|conference|symposium|seminar|forum|meeting|summit|congress|colloquium|consultation"
    r"|round ?table|school|course|event)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
ANYWHERE = frozenset(
    "home|contact|contact us|about|about us|sitemap|site map|login|inicio|contacto|acerca|accueil|contactez-nous"
    "|à propos|startseite"
    "|kontakt|über uns|início|contato|главная|контакты|beranda|kontak|首页|首頁|主页|主頁|联系我们|聯絡我們"
    "|連絡我們|ホーム|トップ|홈".split("|")
)
"""Entries that only menus have; without links a list of "Programme, Speakers, Venue" may be a page's own."""

_PARTS = re.compile(r"[|·•]|(?<=\])\s*(?=\[)|(?<=】)(?=【)")
_TRAIL = re.compile(r"\s+[>›»]\s+")
_TURNS_PAGES = re.compile(r"[‹←]\s*\S.{0,150}[›→]")
"""Links to the page before and the next one: "‹ Day one | up | Day three ›"."""

_WAITS = re.compile(r"(?:loading|fetching)(?: [\w-]+){0,5} ?(?:\.{2,}|…)", re.IGNORECASE)
"""What stands where a script will put something: "Loading timetable..."."""

_CRUMBS = re.compile(
    r"(?:home|inicio|accueil|startseite|início|главная|首页|首頁|ホーム"
    r"|الرئيسية)(?:\s+[:/|›»>→\\-]\s+[^:/|›»>→]{1,60}){2,}"
    r"|(?:الرئيسية|首页|首頁|ホーム)\s+[:/|›»>→-]\s+.{1,120}",
    re.IGNORECASE,
)
"""Where in its site a page stands: "Home : Events : 2015"."""

_AROUND = " .:[]【】📍📌✉☎"
"""What stands around the words of a button."""

FEWEST_ENTRIES = 3


def region_of(tag: str, attributes: Mapping[str, str], *, in_content: bool) -> RegionKind | None:
    """What part of the site's frame an element is, or None for the page's own text.

    Inside a main or article element, a header or footer is the article's own.
    """
    if tag in _NEVER or attributes.get("role") in ("main", "article"):
        return None
    tokens = f"{attributes.get('id', '')} {attributes.get('class', '')}"[:500].split()
    tokens = [_OF_CONTROL.sub("", token) for token in tokens]
    if any(_SITE_NAMES.fullmatch(token) for token in tokens):
        return "site"
    if (aria := attributes.get("role", "").lower()) in _ARIA:
        return _ARIA[aria]
    if tag in _TAGS and not (in_content and tag != "nav"):
        return _TAGS[tag]
    if attributes.get("id") == "header" and not in_content:
        return "banner"
    if any(_BANNER_NAMES.fullmatch(token) for token in tokens):
        return "banner"
    return "frame" if any(_FRAME_NAMES.fullmatch(token) for token in tokens) else None


def tells_of_event(line: str) -> bool:
    """Whether a line of a page's banner is of the event and not of the site: it names such or a year."""
    return _EVENT.search(line) is not None and role_of(line) is None


def is_print_button(line: str) -> bool:
    """Whether a line is the button that prints the page, which stands between a page's title and its text."""
    return len(line) < 80 and all(PRINT.fullmatch(part.strip(" .:")) for part in line.split("|"))


def role_of(line: str) -> LineRole | None:
    """What part of the site's frame a line is by its words: a button, a notice, a copyright, or None."""
    if len(line) > 300:
        return None
    if len(line) <= 200 and (COPYRIGHT.match(line) or RESERVED.search(line)):
        return "furniture"
    plain = squash(line)
    if _WAITS.fullmatch(plain) or _TURNS_PAGES.fullmatch(plain) or _CRUMBS.fullmatch(plain):
        return "furniture"
    if NOTICE.fullmatch(plain.rstrip(" .")):
        return "furniture"
    trail = [entry.strip().casefold() for entry in _TRAIL.split(plain)]
    if len(trail) > 1 and all(entry in MENU_WORDS for entry in trail):
        return "furniture"
    parts = [part.strip(_AROUND) for part in _PARTS.split(plain) if part.strip(_AROUND)]
    entries = [part.casefold() for part in parts]
    known = [entry in MENU_WORDS or BUTTON.fullmatch(entry) is not None for entry in entries]
    if len(entries) >= FEWEST_ENTRIES and not ANYWHERE.isdisjoint(entries) and 2 * sum(known) > len(known):
        return "furniture"
    buttons = [_is_button(part) or part.casefold() in LANGUAGES for part in parts]
    if parts and all(_is_button(part) for part in parts):
        return "furniture"
    if len(parts) > FEWEST_ENTRIES and sum(buttons) >= len(parts) - 1:
        # The site's name beside its languages and buttons.
        return "furniture"
    # "… into Spanish and" over "French." ends a sentence.
    return "furniture" if not plain.endswith(".") and _names_languages(parts) else None


def _is_button(text: str) -> bool:
    return bool(PRINT.fullmatch(text) or BUTTON.fullmatch(text) or COPYRIGHT.match(text))


def _names_languages(parts: Sequence[str]) -> bool:
    words = [word for part in parts for word in re.split(r"[\s/,]+", part) if word]
    if words == ["Indonesia"]:  # the country
        return False
    return (
        0 < len(words) <= 15 and all(word.casefold() in LANGUAGES for word in words) and max(map(len, words)) > 2
    )
