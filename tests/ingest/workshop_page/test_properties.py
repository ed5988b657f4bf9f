# ruff: noqa: E501 (lines of pages are as long as they are)
"""What holds of any page whatever: offsets fit, nothing is lost, nothing raises, work grows with the page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Extent
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.parse.units import units_of
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.lines import BULLETS, PageLines
from ingest.workshop_page.read.text import read_text

_LINES = st.sampled_from(
    [
        "", "", "Date and Venue", "27-30 October 2006, Beijing, China", "30 Feb 2006", "Organized by: APCTT and", "Participants",
        "Technical Session I", "Session 2: Trade", "Inaugural Session", "A talk - Mr. A Bo, Head, LIPI, Indonesia",
        "Dr. C Do, India", "View Presentation | View White Paper", "View Presentation", "Recommendations",
        "(a) General Directions", "Governments may consider the following", "  • Set up funds.", "  • set up", "      ◦ nested",
        "    A line below.", "    goes on", "1. Numbered item", "2. Second item", "a) one b) two", "Printer Friendly and PDF",
        "Member countries may a) do this; b) do that.", "Background", "Details of the Technical Sessions", "Keynote Speeches",
        "word " * 45 + "end.", "About 40 participants attended. They came from afar.", "Online Resource Centre", "-", "•", "(a)",
        "  • APCTT should consider the following:", "Copyright 2006", "Introduction", "Ms. E Fu", "and", "HEADING IN CAPITALS",
    ]
)  # fmt: skip
_TEXTS = st.one_of(
    st.lists(_LINES, max_size=40).map("\n".join),
    st.text(max_size=300),
    st.lists(st.one_of(_LINES, st.text(max_size=30)), max_size=20).map("\n".join),
)
_TAGS = st.sampled_from(
    "p div h1 h2 h3 ul ol li a b table tr td br pre nav main article footer header script title span dl dt".split()
)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    pieces: list[str] = []
    for _ in range(draw(st.integers(0, 25))):
        tag, words = draw(_TAGS), draw(st.one_of(_LINES, st.text(max_size=12)))
        close = draw(st.sampled_from([f"</{tag}>", "", "</div>"]))
        extra = draw(
            st.sampled_from(
                ["", ' class="menu"', " hidden", ' href="/a.ppt"', ' start="9"', " class='print-link'"]
            )
        )
        pieces.append(f"<{tag}{extra}>{words}{close}")
    return "".join(pieces)


_PAGES: st.SearchStrategy[PageLines] = st.one_of(
    _TEXTS.map(read_text),
    _documents().map(lambda html: read_html(html, "http://a.example/b")),
    _TEXTS.map(read_html),
)


def _extents(parsed: ParsedPage) -> Iterator[Extent]:
    yield from (part.extent for part in parsed.parts)
    if (workshop := parsed.workshop) is None:
        return
    yield from (*workshop.participants, *([workshop.summary] if workshop.summary else []))
    yield from (fact.extent for fact in workshop.facts)
    for session in workshop.sessions:
        yield from (session.extent, *(talk.extent for talk in session.talks), *session.discussion)
    for group in workshop.groups:
        yield from (
            group.extent,
            *(item.extent for item in group.recommendations),
            *([group.lead] if group.lead else []),
        )


@settings(max_examples=150, deadline=None)
@given(_PAGES)
def test_lines_and_units_are_slices_of_the_page_in_order(lines: PageLines) -> None:
    at = 0
    for line in lines.lines:
        assert at <= line.start <= line.body < line.end <= len(lines.text)
        assert not lines.text[at : line.start].strip()
        assert "\n" not in lines.text[line.start : line.end]
        assert all(line.start <= link.start <= link.end <= line.end for link in line.links)
        at = line.end
    assert not lines.text[at:].strip()
    covered = [(unit.start, unit.end) for unit in units_of(lines)]
    assert covered == sorted(covered)
    assert sum(end - start for start, end in covered) >= sum(line.end - line.start for line in lines.lines)


@settings(max_examples=200, deadline=None)
@given(_PAGES)
def test_every_extent_lies_inside_the_page_and_holds_text(lines: PageLines) -> None:
    parsed = parse_workshop_page(lines, "any", "http://a.example/b")
    for extent in _extents(parsed):
        assert 0 <= extent.start < extent.end <= len(parsed.page.text)
        assert parsed.page.text[extent.start : extent.end].strip()


@settings(max_examples=200, deadline=None)
@given(_PAGES)
def test_passages_are_exact_slices_and_no_readable_text_is_lost(lines: PageLines) -> None:
    parsed = parse_workshop_page(lines, "any")
    passages = passages_of_workshop(parsed, "d1")
    text = parsed.page.text
    seen = bytearray(len(text))
    shown = {heading for passage in passages for heading in passage.heading_path}
    for part in parsed.parts:
        start, end = part.extent.start, part.extent.end
        if part.kind == "furniture" or (part.kind == "heading" and " ".join(text[start:end].split()) in shown):
            seen[start:end] = b"\1" * (end - start)
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        seen[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
    for line in lines.lines:
        # A list's own marker says nothing.
        left = "".join(text[at] for at in range(line.body, line.end) if not seen[at])
        assert left.strip(BULLETS + " \t()abcdefghijklmnopqrstuvwxyz0123456789.") == "" or not left.strip(), (
            left,
            text,
        )


@settings(max_examples=100, deadline=None)
@given(_PAGES)
def test_ids_of_passages_are_unique(lines: PageLines) -> None:
    passages = passages_of_workshop(parse_workshop_page(lines, "any"), "d1")
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


@settings(max_examples=100, deadline=None)
@given(_TEXTS)
def test_text_as_saved_is_kept_but_for_line_ends(text: str) -> None:
    assert read_text(text).text == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_html_of_any_bytes_is_read(data: bytes) -> None:
    parse_workshop_page(read_html(data.decode("latin-1")), "any")


def _calls(work: Callable[[], Any]) -> int:
    count = 0

    def on_event(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


_LARGE = {
    "talks": "Technical Session I\nTopic\n\n"
    + "A talk - Mr. A Bo, Head, LIPI, Indonesia\nView Presentation\n\n" * 60,
    "sessions": "Technical Session I\nTopic\nA talk - Mr. A Bo, LIPI, Indonesia\n\n" * 60,
    "items": "Date and Venue\n1 May 2006\n\nRecommendations\n" + "  • Set up funds.\n      ◦ nested\n" * 80,
    "groups": "Organized by\nX\nRecommendations\n"
    + "(a) Policy Paths\nGovernments may consider the following\n  • Set up.\n" * 60,
    "paragraphs": "A plain line of words.\n\n" * 120,
    "buttons": "A line\n\nPrint\n\n" * 80,
    "organizers": "Date and Venue\n1 May 2006, Hanoi, Viet Nam\n" + "\nInstitute (ABC) and\n" * 80,
}


@pytest.mark.parametrize("text", _LARGE.values(), ids=_LARGE.keys())
@pytest.mark.parametrize("as_html", [False, True])
def test_twice_the_page_is_twice_the_work(text: str, as_html: bool) -> None:
    def work(text: str) -> Callable[[], Any]:
        def run() -> None:
            lines = read_html("<p>" + text.replace("\n", "<br>")) if as_html else read_text(text)
            passages_of_workshop(parse_workshop_page(lines, "any"), "d1")

        return run

    head, _, body = text.partition("\n")
    assert _calls(work(head + ("\n" + body) * 4)) < 2.4 * _calls(work(head + ("\n" + body) * 2))


@pytest.mark.parametrize("tag", ["div", "ul><li", "b", "blockquote", "table><tr><td", "nav", "a href='/x'"])
def test_deep_nesting_is_survived(tag: str) -> None:
    lines = read_html(f"<{tag}>x" * 5000 + "<p>end</p>", "http://a.example/")
    assert lines.text.rstrip().endswith("end")
    assert lines.text.count("x") == 5000
    assert len(lines.text) < 400_000
