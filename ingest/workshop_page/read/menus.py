"""Menus and other parts of a site's frame that only their neighbours tell: entries, links and dates in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.workshop_page.read.furniture import ANYWHERE, FEWEST_ENTRIES, FILE, role_of
from ingest.workshop_page.read.furniture_words import MENU_WORDS, OTHER_EVENTS
from ingest.workshop_page.read.lines import Line, LineRole, PageLines, squash

_BULLET = re.compile(r"^[\s•·‣◦▪»›>|*+–-]+|[\s»›>|]+$")
_ORIGINAL = re.compile(r"original ?: ?\w+", re.IGNORECASE)
_DATE = re.compile(r"date ?: ?.{4,30}$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_ENTRY = 5
_SHARE_LINKED = 0.8
_KEPT_BY = re.compile(r"\b(?:19|20)\d\d\b|^(?:editor|author|maintain(?:er|ed)|page|site|web)\b", re.IGNORECASE)
_PROSE = 60
_FEW_WORDS = 4
_SITE_MENU = 6
_LONG_MENU = 12


def mark_menus(page: PageLines) -> PageLines:
    """The page with the lines of its menus marked as furniture, told by the entries that stand together.

    A menu is three or more short lines in a row, or links on one line, at least half of them what menus of such
    sites offer. Where a page keeps its links all entries must link to pages; a list of files is the page's own.
    """
    roles: dict[int, LineRole] = {}
    linked = page.media_type != "text/plain"
    for run in _runs(page, linked=linked):
        entries = [_plain(page, page.lines[at]) for at in run]
        if _is_menu(entries) and (linked or not ANYWHERE.isdisjoint(entry.casefold() for entry in entries)):
            roles.update((at, "furniture") for at in run)
            if _heads_menu(page, run):
                roles[run[0] - 1] = "furniture"
    top = _top(page)
    offered: set[str] = set()
    for at, line in enumerate(page.lines):
        if line.role is not None or not line.links:
            continue
        links = {squash(page.text[link.start : link.end]) for link in line.links}
        again = len(links) >= FEWEST_ENTRIES and links <= offered and _is_page_link(page, line)
        if again or _is_menu_line(page, line) or (at < top and _is_bar(page, line)) or _ends_page(page, at):
            roles[at] = "furniture"
            offered |= links
    roles.update((at, "furniture") for at in _other_events(page))
    roles.update((at, "furniture") for at in _signature(page))
    roles.update((at, "furniture") for at in _editions(page))
    roles.update((at, "furniture") for at in _other_year(page))
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
        if _entry(page, line, linked=linked) or (run and linked and _is_here(page, at)):
            run.append(at)
            continue
        yield run
        run = []
    yield run


def _is_here(page: PageLines, at: int) -> bool:
    """Whether a line between the links of a menu is the entry of the page one is on."""
    line, following = page.lines[at], page.lines[at + 1] if at + 1 < len(page.lines) else None
    short = not line.links and not line.level and len(_plain(page, line).split()) <= _LONGEST_ENTRY
    same = following is not None and page.lines[at - 1].block == line.block == following.block
    return line.bold and short and same and following is not None and _entry(page, following, linked=True)


def _is_menu(entries: Sequence[str]) -> bool:
    known = sum(entry.casefold() in MENU_WORDS for entry in entries)
    if len(entries) >= _SITE_MENU and known > 1 and not ANYWHERE.isdisjoint(map(str.casefold, entries)):
        return True
    if len(entries) >= _LONG_MENU and known > FEWEST_ENTRIES:
        return True
    return known >= FEWEST_ENTRIES and 2 * known >= len(entries)


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
    if any(len(entry.split()) > _LONGEST_ENTRY for entry in entries):
        return False
    if sum(role_of(entry) is not None for entry in entries) > 1:
        rest = page.text[line.body : line.end]
        for entry in entries:
            rest = rest.replace(entry, "", 1)
        if len(rest.split()) <= _FEW_WORDS:
            return True
    return _is_page_link(page, line) and (_is_menu(entries) or all(role_of(entry) for entry in entries))


def _top(page: PageLines) -> int:
    """Where a page's own text begins at the latest: its first heading or line of some length."""
    return next(
        (
            at
            for at, line in enumerate(page.lines)
            if line.role is None and (line.level or (not line.links and line.end - line.start > _PROSE))
        ),
        len(page.lines),
    )


def _is_bar(page: PageLines, line: Line) -> bool:
    """Whether a line is nothing but short links with bars or dots between them, pictures aside."""
    entries = [entry for link in line.links if (entry := squash(page.text[link.start : link.end]))]
    short = all(0 < len(entry.split()) <= _LONGEST_ENTRY for entry in entries)
    if " ".join(entries) == _plain(page, line):  # buttons side by side
        return len(entries) >= FEWEST_ENTRIES and short and not ANYWHERE.isdisjoint(map(str.casefold, entries))
    between = re.split(r"\s*[|·•]\s*", _plain(page, line))
    return len(entries) >= FEWEST_ENTRIES and short and len(between) == len(entries) and _is_page_link(page, line)


def _ends_page(page: PageLines, at: int) -> bool:
    """Whether a line is the page's last and nothing but links, one of them a button: "Back to top · Give"."""
    line = page.lines[at]
    entries = [squash(page.text[link.start : link.end]) for link in line.links]
    last = at + 1 == len(page.lines) and all(len(entry.split()) <= _LONGEST_ENTRY for entry in entries)
    return last and _is_page_link(page, line) and any(role_of(entry) for entry in entries)


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
            yield from run if len(run) >= FEWEST_ENTRIES else ()
            run = []
        if other:
            run.append(at)
            before = bare
    yield from run if len(run) >= FEWEST_ENTRIES else ()


def _other_year(page: PageLines) -> Iterator[int]:
    """A link alone on its line to the page's like of another year: "2006 Conference Agenda" on that of 2008."""
    heads = [page.head_title or "", *(_plain(page, line) for line in page.lines if line.level == 1)]
    years = {year for head in heads for year in _YEAR.findall(head)}
    words = {word for head in heads for word in re.findall(r"[^\W\d_]{4,}", head.casefold())}
    for at, line in enumerate(page.lines) if years else ():
        text = _plain(page, line)
        named = set(_YEAR.findall(text))
        alike = named and named.isdisjoint(years) and words & set(re.findall(r"[^\W\d_]{4,}", text.casefold()))
        if alike and len(text.split()) <= _LONGEST_ENTRY and _is_page_link(page, line):
            yield at


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
        if len(text) < 150 and "@" in text and _KEPT_BY.search(text) and not text.endswith("."):
            yield at
