# ruff: noqa: E501 (lines of pages are as long as they are)
"""The tracked workshop page, as saved and as the HTML a site would serve it in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import corpus
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.page import read_page
from ingest.workshop_page.read.text import read_text

SLUG = "workshop-china-seminar"
URL = "http://apctt.org/nis/workshop-china-seminar"

_TOP = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Promotion of NIS - China | Asia-Pacific NIS</title>
<style>.x {{ color: red }}</style><script>var title = "<p>Not text</p>";</script></head>
<body class="html not-front one-sidebar sidebar-first page-node">
<div id="skip-link"><a href="#main" class="element-invisible">Skip to main content</a></div>
<div id="header"><div id="name-and-slogan"><div id="site-name"><a href="/">Asia-Pacific National Innovation Systems</a>
</div><div id="site-slogan">Online Resource Centre</div></div></div>
<div id="main-menu" class="navigation"><ul class="menu"><li class="first leaf"><a href="/nis/home">Home</a></li>
<li><a href="/nis/concept">Concept of NIS</a><ul class="menu"><li><a href="/nis/sub">Sub-national systems</a></li></ul></li>
<li class="last"><a href="/nis/workshops">Workshops</a></li></ul></div>
<div class="region region-sidebar-first sidebar"><h2>Upcoming events</h2><p>Nothing planned.</p></div>
<div id="content" class="column"><h1 class="title" id="page-title">{title}</h1>
<div class="node"><span class="print-link"><a href="/print/123"><img src="p.png" alt="Print"> Printer Friendly and PDF</a></span>
<div class="field-items"><div class="field-item even" property="content:encoded">
"""
_BOTTOM = """</div></div></div></div>
<div id="footer"><p>Copyright &copy; 2006 APCTT. All rights reserved.</p></div><!-- end --></body></html>
"""
_HEADINGS = (
    "Date and Venue", "Brief Profile of Participants", "Addresses Delivered during the Inaugural Session",
    "Details of the Technical Sessions", "Recommendations Arising Out of the Technical Sessions",
)  # fmt: skip


def as_html(text: str) -> str:
    """The tracked page as a content management system would have served it."""
    body = text.split("Printer Friendly and PDF")[1]
    out: list[str] = []
    papers = 0
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        lines = block.split("\n")
        if lines[0].strip().startswith("•"):
            out.append(_list(lines))
            continue
        paragraph: list[str] = []
        for line in lines:
            if line in _HEADINGS:
                out.append(f"<h2>{html.escape(line)}</h2>")
            elif line.startswith("Technical Session"):
                out.append(f"<h3>{html.escape(line)}</h3>")
            elif re.match(r"\([abc]\) ", line):
                out.append(f"<p><strong>{html.escape(line)}</strong></p>")
            elif line.startswith("View "):
                links = []
                for label in line.split(" | "):
                    papers += 1
                    suffix = "ppt" if "Presentation" in label else "pdf"
                    links.append(f'<a href="../sites/default/files/paper-{papers}.{suffix}">{label}</a>')
                paragraph.append("&nbsp;|&nbsp;".join(links))
            else:
                # The site wraps its source lines; a browser shows one.
                paragraph.append(html.escape(line).replace(" and ", " and\n   ").replace(" - ", "&nbsp;- "))
        if paragraph:
            out.append("<p>" + "<br />\n".join(paragraph) + "</p>")
    return _TOP.format(title=html.escape("Promotion of NIS - China")) + "\n".join(out) + _BOTTOM


def _list(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        words = html.escape(line.strip().lstrip("•").strip())
        if line.strip().startswith("•"):
            items.append(words)
        else:
            items[-1] += f"<br>\n{words}"
    return '<ul type="disc">' + "\n".join(f"<li>{item}</li>" for item in items) + "</ul>"


@pytest.fixture(scope="session")
def page_file() -> Path:
    return Path(corpus.__file__).parent / "workshops" / SLUG / "page.txt"


@pytest.fixture(scope="session")
def page_html(page_file: Path) -> str:
    return as_html(page_file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def from_text(page_file: Path) -> ParsedPage:
    return parse_workshop_page(read_page(page_file.read_bytes(), name="page.txt", url=URL), SLUG, URL)


@pytest.fixture(scope="session")
def from_html(page_html: str) -> ParsedPage:
    url = "http://www.apctt.org/nis/workshop-china-seminar"
    return parse_workshop_page(read_page(page_html.encode(), name="page.html", url=url), SLUG, url)


@pytest.fixture(scope="session", params=["text", "html"])
def tracked(request: pytest.FixtureRequest) -> ParsedPage:
    """The tracked page read from either shape."""
    return request.getfixturevalue(f"from_{request.param}")


@pytest.fixture(scope="session")
def parse_text() -> Callable[[str], ParsedPage]:
    return lambda text: parse_workshop_page(read_text(text), "sister", "http://apctt.org/nis/sister")


@pytest.fixture(scope="session")
def parse_html() -> Callable[[str], ParsedPage]:
    url = "http://www.apctt.org/nis/sister"
    return lambda text: parse_workshop_page(read_html(text, url), "sister", url)


@pytest.fixture(scope="session")
def talks_of() -> Callable[[str, str], list[tuple[str, list[str], list[str]]]]:
    """The talks of a page of a kind ("html", "md", "txt"): title, names of speakers, addresses of links."""

    def talks(kind: str, page: str) -> list[tuple[str, list[str], list[str]]]:
        url = "http://pages.example/event/page.html"
        parsed = parse_workshop_page(read_page(page.encode(), name=f"page.{kind}", url=url), "event", url)
        return [
            (
                talk.title.rstrip("."),
                [speaker.name for speaker in talk.speakers],
                [link.url for link in talk.links],
            )
            for talk in (parsed.workshop.talks if parsed.workshop else ())
        ]

    return talks


@pytest.fixture(scope="session")
def expect_talks(
    talks_of: Callable[[str, str], list[tuple[str, list[str], list[str]]]],
) -> Callable[[str, str, Sequence[tuple[Any, ...]]], None]:
    """Asserts the talks of a page in order: each title, its speakers and, where given, the ends of its links."""

    def expect(kind: str, page: str, wanted: Sequence[tuple[Any, ...]]) -> None:
        found = talks_of(kind, page)
        assert [(title, speakers) for title, speakers, _ in found] == [talk[:2] for talk in wanted]
        for (_, _, links), (_, _, *ends) in zip(found, wanted, strict=True):
            assert all(any(link.endswith(end) for link in links) for end in (ends[0] if ends else ()))

    return expect
