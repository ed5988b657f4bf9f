"""The frame a site puts around its pages: menus, banners, buttons, notices. It is no text of the page.

Three signs tell it: the element a line stands in (:func:`region_of`), the line's own words (:func:`role_of`), and
its neighbours (:func:`mark_menus`), which is all there is in a page saved as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ingest.workshop_page.read.furniture_words import (
    BUTTON,
    COPYRIGHT,
    LANGUAGES,
    MENU_WORDS,
    NOTICE,
    OTHER_EVENTS,
    PRINT,
    RESERVED,
)
from ingest.workshop_page.read.lines import Line, LineRole, PageLines, squash

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
    r"|social(?:[-_].*)?|share(?:[-_]?(?:this|bar|buttons?|links?))?|addthis.*|addtoany.*|sharethis.*"
    r"|languages|lang(?:uage)?s?[-_]?(?:switch(?:er)?|menu|selector|nav|links?|list|block)|translations"
    r"|(?:user-)?login(?:[-_].*)?"
    r"|prev-?(?:and-?)?next|foot|related(?:[-_].*)?|newsletter(?:[-_].*)?|fil-ariane|migas|location-?bar|crumbs?"
    r"|(?:last[-_]?)?(?:updated|modified)|(?:hit|visitor)[-_]?counter|back-?to-?top|twitter-timeline.*|wm-ipp.*",
    re.IGNORECASE,
)
_BANNER_NAMES = re.compile(
    r"print[-_](?:html|pdf|mail|links?|page)|print-?friendly.*|site[-_]?header|masthead"
    r"|element-invisible|visually-hidden.*|sr-only",
    re.IGNORECASE,
)
_SITE_NAMES = re.compile(r"site[-_]?(?:name|slogan|branding)|branding|name-and-slogan", re.IGNORECASE)
_TAGS: dict[str, RegionKind] = {"nav": "frame", "footer": "frame", "header": "banner"}
_ARIA: dict[str, RegionKind] = {
    "navigation": "frame",
    "contentinfo": "frame",
    "search": "frame",
    "banner": "banner",
}
_NEVER = frozenset(("html", "body", "main", "article"))

_BULLET = re.compile(r"^[\s•·‣◦▪»›>|*+–-]+|[\s»›>|]+$")
FILE = re.compile(r"\.(?:pdf|pptx?|pps|docx?|odp|odt|zip|ps|mp4|mov|xlsx?)(?:$|[?#])", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:workshop|conference|symposium|seminar|forum|meeting|summit|congress|colloquium|consultation"
    r"|round ?table|school|course|event)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ANYWHERE = frozenset(
    "home|contact|contact us|about|about us|sitemap|site map|login|inicio|contacto|acerca|accueil|contactez-nous"
    "|à propos|startseite"
    "|kontakt|über uns|início|contato|главная|контакты|beranda|kontak|首页|首頁|主页|主頁|联系我们|聯絡我們"
    "|連絡我們|ホーム|トップ|홈".split("|")
)
"""Entries that only menus have; without links a list of "Programme, Speakers, Venue" may be a page's own."""

_ORIGINAL = re.compile(r"original ?: ?\w+", re.IGNORECASE)
_DATE = re.compile(r"date ?: ?.{4,30}$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PARTS = re.compile(r"[|·•]|(?<=\])\s*(?=\[)|(?<=】)(?=【)")
_TURNS_PAGES = re.compile(r"[‹←]\s*\S.{0,150}[›→]")
"""Links to the page before and the next one: "‹ Day one | up | Day three ›"."""
_CRUMBS = re.compile(
    r"(?:home|inicio|accueil|startseite|início|главная|首页|首頁|ホーム"
    r"|الرئيسية)(?:\s+[:/|›»>→\\-]\s+[^:/|›»>→]{1,60}){2,}"
    r"|(?:الرئيسية|首页|首頁|ホーム)\s+[:/|›»>→-]\s+.{1,120}",
    re.IGNORECASE,
)
"""Where in its site a page stands: "Home : Events : 2015"."""
_AROUND = " .:[]【】📍📌✉☎"
"""What stands around the words of a button."""

_LONGEST_ENTRY = 5
_FEWEST_ENTRIES = 3
_SHARE_LINKED = 0.8


def region_of(tag: str, attributes: Mapping[str, str], *, in_content: bool) -> RegionKind | None:
    """What part of the site's frame an element is, or None for the page's own text.

    Inside a main or article element, a header or footer is the article's own.
    """
    if tag in _NEVER or attributes.get("role") in ("main", "article"):
        return None
    tokens = f"{attributes.get('id', '')} {attributes.get('class', '')}"[:500].split()
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
    if _TURNS_PAGES.fullmatch(plain) or _CRUMBS.fullmatch(plain):
        return "furniture"
    if NOTICE.fullmatch(plain.rstrip(" .")):
        return "furniture"
    parts = [part.strip(_AROUND) for part in _PARTS.split(plain) if part.strip(_AROUND)]
    entries = [part.casefold() for part in parts]
    known = [entry in MENU_WORDS or BUTTON.fullmatch(entry) is not None for entry in entries]
    if len(entries) >= _FEWEST_ENTRIES and not _ANYWHERE.isdisjoint(entries) and 2 * sum(known) > len(known):
        return "furniture"
    buttons = [_is_button(part) or part.casefold() in LANGUAGES for part in parts]
    if parts and all(_is_button(part) for part in parts):
        return "furniture"
    if len(parts) > _FEWEST_ENTRIES and sum(buttons) >= len(parts) - 1:
        # The site's name beside its languages and buttons.
        return "furniture"
    return "furniture" if _names_languages(parts) else None


def _is_button(text: str) -> bool:
    return bool(PRINT.fullmatch(text) or BUTTON.fullmatch(text) or COPYRIGHT.match(text))


def _names_languages(parts: Sequence[str]) -> bool:
    words = [word for part in parts for word in re.split(r"[\s/,]+", part) if word]
    if words == ["Indonesia"]:  # the country
        return False
    return (
        0 < len(words) <= 15 and all(word.casefold() in LANGUAGES for word in words) and max(map(len, words)) > 2
    )


def mark_menus(page: PageLines) -> PageLines:
    """The page with the lines of its menus marked as furniture, told by the entries that stand together.

    A menu is three or more short lines in a row, or links on one line, at least half of them what menus of such
    sites offer. Where a page keeps its links all entries must link to pages; a list of files is the page's own.
    """
    roles: dict[int, LineRole] = {}
    linked = page.media_type != "text/plain"
    for run in _runs(page, linked=linked):
        entries = [_plain(page, page.lines[at]) for at in run]
        if _is_menu(entries) and (linked or not _ANYWHERE.isdisjoint(entry.casefold() for entry in entries)):
            roles.update((at, "furniture") for at in run)
            if _heads_menu(page, run):
                roles[run[0] - 1] = "furniture"
    for at, line in enumerate(page.lines):
        if line.role is None and line.links and _is_menu_line(page, line):
            roles[at] = "furniture"
    roles.update((at, "furniture") for at in _other_events(page))
    roles.update((at, "furniture") for at in _signature(page))
    roles.update((at, "furniture") for at in _editions(page))
    roles.update((at, "furniture") for at in _day_of_printing(page))
    if not roles:
        return page
    lines = tuple(replace(line, role=line.role or roles.get(at)) for at, line in enumerate(page.lines))
    return replace(page, lines=lines)


def _plain(page: PageLines, line: Line) -> str:
    return _BULLET.sub("", squash(page.text[line.body : line.end]))


def _entry(page: PageLines, line: Line, *, linked: bool) -> bool:
    """Whether a line could be an entry of a menu."""
    text = _plain(page, line)
    words = text.split()
    if line.role or line.level in (1, 2) or not 0 < len(words) <= _LONGEST_ENTRY or text[-1] in ".,;:!?":
        return False
    # The entry of the page one is on is no link.
    return not linked or _is_page_link(page, line) or (not line.links and text.casefold() in MENU_WORDS)


def _is_page_link(page: PageLines, line: Line) -> bool:
    length = sum(link.end - link.start for link in line.links)
    files = any(link.href and FILE.search(link.href) for link in line.links)
    return length > 0 and length >= _SHARE_LINKED * len(_plain(page, line)) and not files


def _runs(page: PageLines, *, linked: bool) -> Iterator[list[int]]:
    run: list[int] = []
    for at, line in enumerate(page.lines):
        if _entry(page, line, linked=linked):
            run.append(at)
            continue
        yield run
        run = []
    yield run


def _is_menu(entries: Sequence[str]) -> bool:
    known = sum(entry.casefold() in MENU_WORDS for entry in entries)
    return known >= _FEWEST_ENTRIES and 2 * known >= len(entries)


def _heads_menu(page: PageLines, run: Sequence[int]) -> bool:
    """Whether the line above a menu of links is its heading: short, emphasised and in the same cell or box."""
    if not run[0] or page.media_type == "text/plain":
        return False
    above, first = page.lines[run[0] - 1], page.lines[run[0]]
    plain = _plain(page, above)
    blocks = page.blocks.all
    alone = above.block == first.block or blocks[above.block].parent == blocks[first.block].parent
    heads = (above.bold or above.level > 2) and not above.links and not above.role
    return heads and alone and len(plain.split()) <= _LONGEST_ENTRY and not _YEAR.search(plain)


def _is_menu_line(page: PageLines, line: Line) -> bool:
    entries = [squash(page.text[link.start : link.end]) for link in line.links]
    if not _is_page_link(page, line) or any(len(entry.split()) > _LONGEST_ENTRY for entry in entries):
        return False
    return _is_menu(entries) or all(role_of(entry) for entry in entries)


def _other_events(page: PageLines) -> Iterator[int]:
    """Links to other events: a line or heading that says so, itself a link or over nothing but links."""
    at = 0
    while at < len(page.lines):
        line = page.lines[at]
        at += 1
        if line.role or not OTHER_EVENTS.fullmatch(_plain(page, line).rstrip(" :.")):
            continue
        if _is_page_link(page, line):
            yield at - 1
            continue
        following = page.lines[at].level if at < len(page.lines) else 1
        if 0 < following <= line.level:
            # Pictures or nothing at all stand below.
            yield at - 1
            continue
        below = at
        while below < len(page.lines) and _leads_elsewhere(page, below):
            below += 1
        if below > at:
            yield from range(at - 1, below)
            at = below


def _editions(page: PageLines) -> Iterator[int]:
    """Links in a row that are alike but for a year: a series' other events."""
    run: list[int] = []
    before = ""
    for at, line in enumerate(page.lines):
        text = _plain(page, line)
        bare = _YEAR.sub("", text)
        other = bool(_YEAR.search(text)) and _is_page_link(page, line) and len(text.split()) <= _LONGEST_ENTRY
        if not other or (run and bare != before):
            yield from run if len(run) >= _FEWEST_ENTRIES else ()
            run = []
        if other:
            run.append(at)
            before = bare
    yield from run if len(run) >= _FEWEST_ENTRIES else ()


def _day_of_printing(page: PageLines) -> Iterator[int]:
    """The line "DATE: JULY 8, 2011" in a document's head, under the one that tells its language."""
    for at, line in enumerate(page.lines[1:], 1):
        above = _plain(page, page.lines[at - 1])
        if line.role is None and _ORIGINAL.match(above) and _DATE.match(_plain(page, line)):
            yield at


def _leads_elsewhere(page: PageLines, at: int) -> bool:
    """Whether a line is a link to a page, or a heading over one."""
    line = page.lines[at]
    if _is_page_link(page, line):
        return True
    following = page.lines[at + 1] if at + 1 < len(page.lines) else None
    return (
        (line.bold or line.level > 0)
        and following is not None
        and bool(following.links)
        and _is_page_link(page, following)
    )


def _signature(page: PageLines) -> Iterator[int]:
    """The lines at a page's very end that say who keeps it: a date with an address to write to."""
    if page.media_type == "text/plain":
        return
    last = [at for at, line in enumerate(page.lines) if line.role is None][-2:]
    for at in last:
        text = squash(page.text[page.lines[at].start : page.lines[at].end])
        if len(text) < 150 and "@" in text and re.search(r"\b(?:19|20)\d\d\b", text) and not text.endswith("."):
            yield at
