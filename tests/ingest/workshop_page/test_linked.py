# ruff: noqa: E501 (pages stand on one line)
"""A linked file is called what its place calls it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.workshop_page.linked import LinkedFile, linked_files, tells
from ingest.workshop_page.read.html import read_html

URL = "http://a.example/w/page.html"


def links(html: str) -> list[LinkedFile]:
    return list(linked_files(read_html(f"<html><body>{html}</body></html>", URL)))


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>Sand in small channels</b> <a href='a.pdf'>[paper]</a></p>",
        "<p>9:00 - 9:30 <b>Sand in small channels</b> <a href='a.pdf'>Download</a> (PDF, 3 MB)</p>",
        "<li><a href='a.pdf'>Sand in small channels</a> (PDF, 20 KB)</li>",
        "<p>Sand in small channels - Dr. Ana Li, Adviser, Fiji <a href='a.pdf'><img src='i.gif'></a></p>",
        "<table><tr><td>9:00</td><td>Sand in small channels</td><td>Ana Li</td><td><a href='a.pdf'>PDF</a></td></tr></table>",
        "<h4>Sand in small channels</h4><p>Ana Li, Adviser, Ministry of Trade, Fiji</p><p><a href='a.pdf'>Slides</a></p>",
        "<div><h4>Sand in small channels</h4><p><a href='a.pdf'><img src='i.gif' alt='PDF'></a></p></div>",
        "<p>Papers</p><p><a href='a.pdf'><img src='i.gif' alt='Sand in small channels'></a></p>",
        "<p>Mark Musen: Sand in small channels <a href='a.pdf'>ppt</a></p>",
        "<p>The dredging is told of in <a href='a.pdf'>Sand in small channels</a> and in <a href='b.pdf'>Tides at sea</a>.</p>",
    ],
)
def test_the_title_is_that_of_the_links_place(html: str) -> None:
    assert links(html)[0].title == "Sand in small channels"


def test_labels_and_file_names_are_no_titles() -> None:
    for label in (
        "View Presentation",
        "[pdf]",
        "paper7",
        "PowerPoint Presentation",
        "untitled",
        "slides_final.pptx",
    ):
        assert not tells(label)
        assert links(f"<p><a href='a.pdf'>{label}</a></p>")[0].title is None


def test_the_text_around_a_link_is_that_of_its_block() -> None:
    html = "<ul><li>Sand in small channels <a href='a.pdf'>PDF</a></li><li>Tides <a href='b.pdf'>PDF</a></li></ul>"
    assert [link.around for link in links(html)] == ["Sand in small channels PDF", "Tides PDF"]


def test_an_icon_counts_as_a_link() -> None:
    (link,) = links("<p>Sand in small channels <a href='a.pdf' title='Download paper'><img src='i.gif'></a></p>")
    assert (link.href, link.label) == ("http://a.example/w/a.pdf", "Download paper")


_TEXTS = ["Sand in channels", "PDF", "Dr. Ana Li", " | ", "x " * 60]
_TAGS = "<p> </p> <li> <tr><td> <h3> <b> </b> <br> </a> <hr>".split()
_LINKS = ["<a href='a.pdf'>", "<a href='b.pdf'>paper</a>", "<img alt='PDF'>"]
_PIECES = st.sampled_from([*_TEXTS, *_TAGS, *_LINKS])


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_link_of_any_page_is_told_once_and_within_bounds(html: str) -> None:
    page = read_html(html, URL)
    found = linked_files(page)
    assert len(found) <= sum(len(line.links) for line in page.lines)
    for link in found:
        assert link.href.startswith("http://")
        assert 0 <= link.position <= len(page.text)
        assert link.title is None or 0 < len(link.title) <= 300


def test_work_grows_with_the_links() -> None:
    html = "<p>" + " ".join(f"<a href='f{at}.pdf'>pdf</a>" for at in range(20_000)) + "</p>"
    assert len(links(html)) == 20_000
