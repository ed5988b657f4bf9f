# ruff: noqa: E501 (lines of pages are as long as they are)
"""HTML rendered as a reader sees it."""

from __future__ import annotations

import pytest

from corpus.errors import InputError
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.lines import PageLines
from ingest.workshop_page.read.page import read_page

URL = "http://www.apctt.org/nis/page"


def shown(lines: PageLines) -> list[str]:
    return [lines.text[line.start : line.end] for line in lines.lines]


def test_white_space_is_a_browsers() -> None:
    lines = read_html("<p>one\n  two&nbsp; three<br>four</p>five<div>six</div><pre>a\n  b</pre>")
    assert shown(lines) == ["one two three", "four", "five", "six", "a", "b"]


def test_what_is_not_shown_is_not_read() -> None:
    html = (
        "<p>a<script>x</script><style>y</style><!-- z --></p><p hidden>h</p><p style='display:none'>i</p><p>b</p>"
    )
    assert shown(read_html(html)) == ["a", "b"]


def test_entities_are_characters_and_external_ones_are_not_fetched() -> None:
    html = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>R&amp;D &ldquo;x&rdquo; &#8211; &x;</p>'
    text = read_html(html).text
    assert "R&D “x” –" in text
    assert "root:" not in text


def test_lists_are_drawn_with_their_depth_and_numbers() -> None:
    html = "<ul><li>a<ul><li>b</li></ul></li></ul><ol start='3'><li>c<li>d</ol><ol type='a'><li>e</ol>"
    lines = read_html(html)
    assert shown(lines) == ["• a", "• b", "3. c", "4. d", "a) e"]
    assert [line.indent for line in lines.lines] == [2, 4, 2, 2, 2]
    assert [lines.text[line.body : line.end] for line in lines.lines] == list("abcde")


def test_a_bullet_the_author_typed_is_not_doubled() -> None:
    assert shown(read_html("<ul><li>• a</li><li>1. b</li></ul>")) == ["• a", "1. b"]


def test_links_keep_their_place_and_absolute_target() -> None:
    lines = read_html(
        '<p>See <a href="../files/x.ppt">View\n Presentation</a>, <a href="javascript:x()">no</a></p>', URL
    )
    found = [(lines.text[link.start : link.end], link.href) for link in lines.lines[0].links]
    assert found == [("View Presentation", "http://www.apctt.org/files/x.ppt"), ("no", None)]


@pytest.mark.parametrize(
    "href", ["http://[bad", "mailto:a@b.c", "data:text/html,x", "gopher://a.b/c", "//", "#x\x00"]
)
def test_links_to_nothing_that_can_be_fetched_have_no_target(href: str) -> None:
    lines = read_html(f'<p><a href="{href}">x</a></p>')
    assert [link.href for line in lines.lines for link in line.links] == [None]


def test_a_base_address_is_heeded() -> None:
    lines = read_html('<head><base href="http://b.example/d/"></head><p><a href="x.pdf">x</a></p>', URL)
    assert lines.lines[0].links[0].href == "http://b.example/d/x.pdf"


def test_headings_and_emphasis_are_marked() -> None:
    lines = read_html("<h2>A</h2><p><strong>B</strong></p><p><b>C</b> d</p>").lines
    assert [(line.level, line.bold) for line in lines] == [(2, False), (0, True), (0, False)]


def test_the_sites_frame_is_told_from_the_page() -> None:
    html = (
        "<body class='sidebar-first'><header><p>Site</p></header><nav><ul><li>Menu</li></ul></nav><div class='sidebar-left'>"
        "Side</div><article><header><h1>Title</h1></header><p>Text</p><footer>Note</footer></article>"
        "<div class='breadcrumb'>Home</div><p>PrintFriendly</p><div id='footer'>Foot</div>"
    )
    lines = read_html(html)
    roles = {lines.text[line.body : line.end]: line.role for line in lines.lines}
    assert roles == {
        "Site": "furniture", "Menu": "furniture", "Side": "furniture", "Title": None, "Text": None, "Note": None,
        "Home": "furniture", "PrintFriendly": "furniture", "Foot": "furniture",
    }  # fmt: skip


def test_a_frame_that_holds_the_content_is_none() -> None:
    lines = read_html("<div class='menu'><main><p>Text</p></main></div><div class='sidebar'><h1>Title</h1></div>")
    assert [line.role for line in lines.lines] == [None, None]


def test_tables_are_one_line_a_row() -> None:
    assert shown(read_html("<table><tr><th>Name<th>Land</tr><tr><td>Bo</td><td>Nepal</td></table>")) == [
        "Name | Land",
        "Bo | Nepal",
    ]


def test_the_pages_charset_is_found() -> None:
    html = '<html><head><meta charset="iso-8859-1"></head><body><p>Türkiye “x”</p></body></html>'
    assert "Türkiye “x”" in read_page(html.encode("cp1252"), name="page.html").text
    assert "Türkiye “x”" in read_page(html.encode("utf-8"), name="page.html").text


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"%PDF-1.4 x", b"<html><body></body></html>", b"\x00\x01\x02\x03" * 50]
)
def test_bytes_that_are_no_page_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(InputError, match="Save the page again"):
        read_page(data, name="page.html")
