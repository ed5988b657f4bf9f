"""Which links of a page are followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.links import Link, paper_links, role_of

BASE = "http://www.example.org/nis/workshop"


def urls(*links: Link, **patterns: list[str]) -> list[str]:
    return [paper.url for paper in paper_links(BASE, links, **patterns).papers]


@pytest.mark.parametrize(
    "href",
    ["a.pdf", "a.PDF", "a.ppt", "a.pptx", "a.pps", "a.doc", "a.docx", "a%2Epdf", "get.php?file=talks/a.ppt&x=1"],
)
def test_a_link_that_ends_like_a_file_we_read_is_a_papers(href: str) -> None:
    assert len(urls(Link("any", href))) == 1


@pytest.mark.parametrize(
    "href",
    [
        "about", "style.css", "photo.jpg", "page.html", "", "#top", "mailto:a@example.org?subject=a.pdf",
        "javascript:open('a.pdf')", "tel:123", "http://www.example.org/nis/workshop#a.pdf", "workshop?#x",
    ],
)  # fmt: skip
def test_other_links_are_none(href: str) -> None:
    found = paper_links(BASE, [Link("any", href)])
    assert (found.papers, found.skipped) == ((), ())


@pytest.mark.parametrize(
    ("label", "inside", "role"),
    [
        ("View Presentation", False, "presentation"),
        ("view  white\npaper", False, "white paper"),
        ("| View White Paper |", False, "white paper"),
        ("Download full paper", False, "white paper"),
        ("Presentation", True, "presentation"),
        ("Presentations", False, None),
        ("Papers", False, None),
        ("View all presentations of 2006", True, None),
    ],
)
def test_the_label_tells_the_role_of_a_paper(label: str, inside: bool, role: str | None) -> None:
    assert role_of(label, inside) == role


def test_a_label_is_enough_whatever_the_address_looks_like() -> None:
    assert urls(Link("View Presentation", "/node/17")) == ["http://www.example.org/node/17"]


def test_a_page_counts_only_within_a_talk() -> None:
    assert urls(Link("Essay", "essay.html")) == []
    assert urls(Link("Essay", "essay.html", inside_talk=True)) == ["http://www.example.org/nis/essay.html"]


def test_links_of_talks_come_first_and_each_address_once() -> None:
    found = paper_links(
        BASE,
        [
            Link("brochure", "/brochure.pdf"),
            Link("again", "https://example.org/a.pdf#page=2"),
            Link("View Presentation", "/a.pdf", inside_talk=True),
            Link("View White Paper", "/b b.pdf", inside_talk=True),
            Link("again", "/b%20b.pdf", inside_talk=True),
        ],
    )
    assert [paper.url for paper in found.papers] == [
        "http://www.example.org/a.pdf",
        "http://www.example.org/b%20b.pdf",
        "http://www.example.org/brochure.pdf",
    ]
    assert [paper.source for paper in found.papers][:1] == ["http://example.org/a.pdf"]
    assert [paper.role for paper in found.papers] == ["presentation", "white paper", None]
    assert [paper.inside_talk for paper in found.papers] == [True, True, False]


def test_exclude_wins_and_is_told() -> None:
    links = [Link("a", "a.pdf"), Link("b", "b.pdf")]
    found = paper_links(BASE, links, include=["*.pdf"], exclude=["*/a.*"])
    assert [paper.label for paper in found.papers] == ["b"]
    assert [(skip.label, skip.reason) for skip in found.skipped] == [("a", "excluded")]


def test_include_follows_just_what_matches() -> None:
    links = [Link("node", "/node/1"), Link("pdf", "/a.pdf"), Link("mail", "mailto:node/1")]
    found = paper_links(BASE, links, include=["*/node/*"])
    assert [paper.label for paper in found.papers] == ["node"]
    assert [(skip.label, skip.reason) for skip in found.skipped] == [("pdf", "not included")]


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("ftp://example.org/a.pdf", "bad-scheme"),
        ("file:///etc/a.pdf", "bad-scheme"),
        ("http://u:p@example.org/a.pdf", "credentials"),
        ("http://[::1/a.pdf", "bad-url"),
        ("http://example.org:99999/a.pdf", "bad-url"),
        ("http://example.org:x/a.pdf", "bad-url"),
    ],
)
def test_a_paper_that_cannot_be_fetched_is_told(href: str, reason: str) -> None:
    found = paper_links(BASE, [Link("paper", href)])
    assert found.papers == ()
    assert [skip.reason for skip in found.skipped] == [reason]


def test_line_breaks_inside_an_address_are_dropped_as_browsers_do() -> None:
    assert urls(Link("a", " /long\n/na\tme.pdf ")) == ["http://www.example.org/long/name.pdf"]


_HREFS = st.one_of(
    st.text(max_size=40),
    st.builds("http://{}.pdf".format, st.text(max_size=20)),
    st.builds("{}/a.pdf?{}".format, st.text(max_size=10), st.text(max_size=20)),
)


@given(st.lists(st.builds(Link, st.text(max_size=10), _HREFS, st.booleans()), max_size=6))
def test_no_link_breaks_the_page(links: list[Link]) -> None:
    papers = paper_links(BASE, links).papers
    assert len({paper.source for paper in papers}) == len(papers)
    assert all(paper.url.startswith(("http://", "https://")) for paper in papers)
    assert sorted(papers, key=lambda paper: not paper.inside_talk) == list(papers)
