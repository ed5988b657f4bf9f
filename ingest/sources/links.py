"""The papers a page links to: one hop, and no more of the page's links than papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote

from corpus.errors import FetchError
from corpus.ids import canonical_url
from corpus.model import PaperRole
from ingest.sources.urls import join_url, parse_url

FILES = frozenset(
    ".pdf .ppt .pptx .pptm .pps .ppsx .ppsm .doc .docx .docm .rtf"
    " .odt .odp .ods .xls .xlsx .xlsm .epub .zip".split()
)
_PAGES = frozenset(".html .htm .xhtml".split())
_LABEL = re.compile(
    r"(?P<verb>(?:view|download|read|open)\s+(?:the\s+)?)?(?:full\s+)?(?P<what>presentations?|slides|white\s?-?papers?|papers?)",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\t\r\n]")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)

SkipReason = Literal["excluded", "not included", "bad-url", "bad-scheme", "credentials"]
_REASONS: dict[str, SkipReason] = {"bad-scheme": "bad-scheme", "credentials": "credentials"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a page. ``inside_talk`` is true where it belongs to a talk's entry."""

    label: str
    href: str
    inside_talk: bool = False


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper to fetch: ``url`` to ask for, ``source`` its canonical form, ``role`` as far as the label tells."""

    url: str
    source: str
    label: str
    role: PaperRole | None
    inside_talk: bool


@dataclass(frozen=True, slots=True)
class SkippedLink:
    """A link that looked like a paper's and is not followed."""

    label: str
    href: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class PaperLinks:
    """``papers`` in the order to fetch them: those of talks first, each in page order; each URL once."""

    papers: tuple[PaperLink, ...]
    skipped: tuple[SkippedLink, ...]


def paper_links(
    base: str, links: Iterable[Link], *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> PaperLinks:
    """Which links of the page at ``base`` lead to papers.

    Without patterns a link is a paper's if its path, or a value in its query, ends like a file we read, or its
    label is of the kind "View Presentation"; an HTML page counts only within a talk's entry. With ``include``
    (globs over the whole URL) those links are followed that match one, whatever they look like. ``exclude``
    always wins. Mail addresses, scripts, and places within the page itself are no papers.
    """
    page = canonical_url(str(parse_url(base)))
    papers: dict[str, PaperLink] = {}
    skipped: list[SkippedLink] = []
    ordered = sorted(links, key=lambda link: not link.inside_talk)
    for link in ordered:
        found = _judge(base, page, link, include, exclude)
        if isinstance(found, SkippedLink):
            skipped.append(found)
        elif found is not None:
            papers.setdefault(found.source, found)
    return PaperLinks(tuple(papers.values()), tuple(dict.fromkeys(skipped)))


def _judge(
    base: str, page: str, link: Link, include: Sequence[str], exclude: Sequence[str]
) -> PaperLink | SkippedLink | None:
    href = _CONTROLS.sub("", link.href).strip()
    if not href or href.startswith("#"):
        return None
    role = role_of(link.label, link.inside_talk)
    scheme = _OTHER_SCHEME.match(href)
    if scheme and scheme[0].lower() in ("mailto:", "javascript:", "tel:", "data:", "about:"):
        return None
    try:
        url = str(join_url(base, href))
        source = canonical_url(url)
    except FetchError as error:
        looks = role is not None or _looks_like_paper(href, link.inside_talk)
        return SkippedLink(link.label, link.href, _REASONS.get(error.code, "bad-url")) if looks else None
    if source == page:
        return None
    looks = role is not None or _looks_like_paper(url, link.inside_talk)
    if _matches(url, exclude):
        return SkippedLink(link.label, link.href, "excluded") if looks or _matches(url, include) else None
    if include and not _matches(url, include):
        return SkippedLink(link.label, link.href, "not included") if looks else None
    return PaperLink(url, source, link.label, role, link.inside_talk) if looks or include else None


def role_of(label: str, inside_talk: bool = False) -> PaperRole | None:
    """What a link's text says it leads to ("View White Paper"), if it says just that.

    Outside a talk's entry a verb is asked for: a bare "Presentations" there is a menu of the site.
    """
    match = _LABEL.fullmatch(" ".join(label.split()).strip(" |[]()»>"))
    if not match or not (match["verb"] or inside_talk):
        return None
    return "white paper" if "paper" in match["what"].lower() else "presentation"


def _looks_like_paper(url: str, inside_talk: bool) -> bool:
    """By suffix alone; also of what is no valid URL, so that a mistyped link is told and not lost."""
    path, _, query = url.partition("#")[0].partition("?")
    values = [path, *(pair.partition("=")[2] for pair in query.split("&"))]
    suffixes = {PurePosixPath(unquote(value)).suffix.lower().rstrip() for value in values}
    return bool(suffixes & FILES) or (inside_talk and bool(suffixes & _PAGES))


def _matches(url: str, patterns: Sequence[str]) -> bool:
    plain = unquote(url)
    return any(fnmatchcase(url, pattern) or fnmatchcase(plain, pattern) for pattern in patterns)
