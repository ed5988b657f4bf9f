"""Web pages keep all their text; what is not the page's own is marked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ExtractionError
from corpus.model import Extraction, Page
from ingest.extract import registry
from ingest.extract.html.reader import extract

PROSE = (
    "The workshop brought together policy makers and experts from twelve countries of the region to discuss how "
    "national innovation systems may be strengthened, and what governments could do about it in the years ahead. "
)
PAGE = f"""<html><head><title>Report of the workshop - Centre</title><script>var hidden = "code";</script>
<style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About the centre</a></li></ul></nav>
<article><h1>Report of the workshop</h1><p>{PROSE}</p>
<h2>Sessions</h2><p>Sessions: {PROSE * 2}</p><p>First line<br>second line</p>
<ul><li>One point made</li><li>Another point made</li></ul>
<h2>Figures</h2><p>Figures: {PROSE * 2}</p>
<table><tr><th>Country</th><th>Participants</th></tr>
<tr><td>China</td><td>35</td></tr><tr><td>India</td><td>12</td></tr></table>
<p>Concluding: {PROSE}</p></article>
<footer><p>Copyright by nobody in particular. Imprint and legal notice.</p></footer></body></html>"""


def role(page: Page, name: str) -> list[str]:
    return [page.text[span.start : span.end] for span in page.spans if span.role == name]


def whole(result: Extraction) -> str:
    return "\n".join(page.text for page in result.pages)


def marked(result: Extraction, name: str) -> str:
    return "\n".join(text for page in result.pages for text in role(page, name))


def test_sections_are_pages_labelled_by_their_headings() -> None:
    result = extract(PAGE.encode())
    assert [(page.number, page.label) for page in result.pages] == [
        (1, "Report of the workshop"),
        (2, "Sessions"),
        (3, "Figures"),
    ]
    assert result.title == "Report of the workshop - Centre"


def test_headings_keep_their_level() -> None:
    found = [
        (page.text[s.start : s.end], s.level)
        for page in extract(PAGE.encode()).pages
        for s in page.spans
        if s.level
    ]
    assert found == [("Report of the workshop", 1), ("Sessions", 2), ("Figures", 2)]


def test_navigation_and_footer_are_kept_and_marked() -> None:
    result = extract(PAGE.encode())
    for text in ("About the centre", "Imprint and legal notice."):
        assert text in whole(result)
        assert text in marked(result, "boilerplate")
    assert "policy makers" not in marked(result, "boilerplate")
    assert "One point made" not in marked(result, "boilerplate")


def test_scripts_and_styles_are_no_text() -> None:
    text = whole(extract(PAGE.encode()))
    assert "hidden" not in text
    assert "color" not in text


def test_table_rows_name_their_columns() -> None:
    rows = marked(extract(PAGE.encode()), "table").split("\n")
    assert rows[1:] == [
        "China\t35",
        "Country: China | Participants: 35",
        "India\t12",
        "Country: India | Participants: 12",
    ]


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    html = f"<table><tr><td><h2>Left</h2><p>{PROSE}</p></td><td><p>Right {PROSE}</p></td></tr></table>"
    result = extract(html.encode())
    assert not marked(result, "table")
    assert "Right The workshop" in whole(result)


def test_line_breaks_and_items_are_kept() -> None:
    text = whole(extract(PAGE.encode()))
    assert "First line\nsecond line" in text
    assert "• One point made\n• Another point made" in text


def test_preformatted_text_keeps_its_spaces() -> None:
    assert "a   b\n  c" in whole(extract(b"<body><pre>a   b\n  c</pre></body>"))


def test_words_on_both_sides_of_a_comment_or_tag_do_not_join_or_part() -> None:
    text = whole(extract(b"<p>inno<!-- x -->vation <b>sys</b>tem</p><p>next</p>"))
    assert text == "innovation system\n\nnext"


@pytest.mark.parametrize(
    ("charset", "declared"), [("koi8-r", None), ("utf-8", "cp1251"), ("utf-16", None), ("cp1251", "windows-1251")]
)
def test_charsets_are_found_out(charset: str, declared: str | None) -> None:
    sentence = "Политика в области изменения климата и национальные инновационные системы. "
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    html = f"<html><head>{meta}<title>x</title></head><body><p>{sentence * 4}</p></body></html>"
    assert sentence.strip() in whole(extract(html.encode(charset)))


def test_the_charset_of_the_server_is_heeded() -> None:
    assert whole(extract("<p>Ångström</p>".encode("cp1252"), "windows-1252")) == "Ångström"


def test_text_below_a_hundred_thousand_nested_elements_is_found() -> None:
    html = b"<div>" * 100_000 + b"at the bottom" + b"</div>" * 100_000
    assert "at the bottom" in whole(extract(html))


def test_entities_declared_in_the_file_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">]><html><p>before &b; after</p></html>'
    text = whole(extract(bomb.encode()))
    assert "boomboom" not in text
    assert "before" in text


def test_the_html_part_of_a_web_archive_is_read() -> None:
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=xx\n\n"
        "--xx\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\n<p>Archi=\nved w=C3=B6rds</p>\n--xx--\n"
    )
    assert "Archived wörds" in whole(registry.extract(archive.encode(), name="saved.html"))


@pytest.mark.parametrize("data", [b"  \n", b"<html><body></body></html>", b"<script>x</script>"])
def test_a_page_without_text_is_named_empty(data: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(data)
    assert caught.value.code == "empty"


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<h2>", "</h2>", "<td>", "<table>", "<tr>", "</table>", "<li>", "<br>", "<a href=x>"]
)


@given(st.lists(st.one_of(TAGS, st.text("abc <>&;é", max_size=8)), max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_soup_of_tags_gives_sound_pages_or_a_named_failure(parts: list[str]) -> None:
    try:
        result = extract("".join(parts).encode())
    except ExtractionError:
        return
    assert [page.number for page in result.pages] == list(range(1, len(result.pages) + 1))
    for page in result.pages:
        assert all(0 <= span.start < span.end <= len(page.text) for span in page.spans)


@given(st.lists(st.text("abcdefghij", min_size=3, max_size=12), min_size=1, max_size=20, unique=True))
@settings(max_examples=50, deadline=None)
def test_no_paragraph_is_lost_and_their_order_stays(words: list[str]) -> None:
    text = whole(extract("".join(f"<p>x{word}x</p>" for word in words).encode()))
    places = [text.find(f"x{word}x") for word in words]
    assert -1 not in places
    assert places == sorted(places)


def body(markup: str, head: str = "") -> str:
    return whole(
        extract(f"<html><head>{head}</head><body><main><h1>Report</h1>{markup}</main></body></html>".encode())
    )


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p>a share of 15<a href="#n3"><sup>3</sup></a> per cent</p>', "15 [3] per cent"),
        ('<p>a share of 10<sup><a href="#n3">3</a></sup> per cent</p>', "10 [3] per cent"),
        ('<p>in 2019<a href="#fn5">5</a> it fell</p>', "2019 [5] it fell"),
        ('<p>see part <a href="#p3">3</a> of it</p>', "see part 3 of it"),
        ('<p>in 2019<span style="vertical-align: super">5</span> it fell</p>', "2019 [5] it fell"),
        ('<p>in 2019<span class="ref">5</span> it fell</p>', "2019 [5] it fell"),
        ("<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>にて</p>", "東京 (とうきょう)にて"),
        ("<p>促进科学\n  技术创新</p>", "促进科学技术创新"),
        ("<div class='drop'>M</div><p>angrove belts</p>", "Mangrove belts"),
        ("<h2>R E S U L T S</h2>", "RESULTS"),
    ],
)
def test_what_mark_up_means_is_in_the_text(markup: str, expected: str) -> None:
    assert expected in body(markup, "<style>p { color: red } span.ref, .no { vertical-align: super }</style>")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Now <del>two hundred</del> three.</p>",
        '<p>Now <span style="text-decoration: line-through">two hundred</span> three.</p>',
        '<p>Now <span class="gone">two hundred</span> three.</p>',
        "<table><tr><td>Fee</td><td><s>two hundred</s></td></tr><tr><td>Now</td><td>three</td></tr></table>",
    ],
)
def test_struck_text_is_labelled_however_it_is_struck(markup: str) -> None:
    page = f"<style>.gone {{ text-decoration: line-through }}</style><main><h1>Report</h1>{markup}</main>"
    assert role(extract(page.encode()).pages[0], "struck") == ["two hundred"]


def test_a_formula_shown_as_a_picture_is_text_though_its_mark_up_is_hidden() -> None:
    hidden = '<span style="display: none"><math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></span>'
    result = extract(f"<main><h1>Report</h1><p>It is {hidden}<img src=x> of all.</p></main>".encode())
    assert "It is 1/2 of all." in whole(result)
    assert not marked(result, "hidden")


def test_rules_for_some_media_alone_hide_nothing() -> None:
    page = "<style>@media print { p { display: none } }</style><main><h1>Report</h1><p>Shown.</p></main>"
    assert not marked(extract(page.encode()), "hidden")


def test_letters_spaced_by_non_breaking_blanks_are_words() -> None:
    heading = "R&nbsp;E&nbsp;S&nbsp;U&nbsp;L&nbsp;T&nbsp;S O&nbsp;F A&nbsp;L&nbsp;L"
    assert (
        extract(f"<h1>{heading}</h1><p>A lease of oyster beds.</p>".encode())
        .pages[0]
        .text.startswith("RESULTS OF ALL\n")
    )
