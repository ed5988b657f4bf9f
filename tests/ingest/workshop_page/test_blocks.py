# ruff: noqa: E501 (lines of pages are as long as they are)
"""The boxes, cells and runs a page is read into."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.read.blocks import Block
from ingest.workshop_page.read.html import read_html
from ingest.workshop_page.read.lines import PageLines
from ingest.workshop_page.read.markdown import read_markdown


def cells(page: PageLines) -> list[tuple[str, int, int]]:
    found = (block for block in page.blocks.all if block.kind == "cell")
    return [(page.text[cell.start : cell.end].strip(" |"), cell.row, cell.column) for cell in found]


def test_a_cell_that_spans_rows_moves_the_cells_below_to_the_right() -> None:
    page = read_html("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>")
    assert cells(page) == [("a", 0, 0), ("b", 0, 1), ("c", 1, 1), ("d", 2, 0), ("e", 2, 1)]


def test_a_cell_that_spans_columns_moves_the_next_to_the_right() -> None:
    page = read_html("<table><tr><td colspan=3>a<td>b<tr><td>c<td>d</table>")
    assert cells(page) == [("a", 0, 0), ("b", 0, 3), ("c", 1, 0), ("d", 1, 1)]


def test_spans_that_are_no_numbers_count_as_one() -> None:
    page = read_html("<table><tr><td colspan=x rowspan=-1>a<td colspan=99999999>b<td>c</table>")
    assert [column for _, _, column in cells(page)] == [0, 1, 2]


def test_each_run_of_a_line_has_one_look() -> None:
    line = read_html("<p><b>Mills</b> by <i>Ana</i> <a href='x'>slides</a></p>").lines[0]
    assert [(run.bold, run.italic, run.link) for run in line.runs] == [
        (True, False, False),
        (False, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_the_runs_of_a_line_cover_its_text() -> None:
    page = read_html("<ul><li>Mills <b>of</b> <span class=x>Brittany</span>, <i>told</i>.</li></ul>")
    line = page.lines[0]
    assert "".join(page.text[run.start : run.end] for run in line.runs) == "Mills of Brittany, told."


def test_a_link_around_a_picture_keeps_what_the_picture_says() -> None:
    page = read_html(
        '<p>Mills <a href="m.pdf" title="Paper"><img src="i.gif" alt="download"></a></p>', "http://a.example/"
    )
    assert [(link.href, link.alt) for link in page.lines[0].links] == [
        ("http://a.example/m.pdf", "Paper download")
    ]


def test_a_picture_link_on_a_line_of_its_own_belongs_to_the_line_before() -> None:
    page = read_html('<p>Mills</p><p><a href="m.pdf"><img src="i.gif"></a></p>', "http://a.example/")
    assert [link.href for link in page.lines[0].links] == ["http://a.example/m.pdf"]


def test_a_link_within_the_page_names_its_anchor() -> None:
    page = read_html('<p><a href="#mills">Mills</a></p><p id="mills">Text</p>', "http://a.example/")
    assert page.lines[0].links[0].anchor == "mills"
    assert page.text[page.blocks.anchors["mills"] :].startswith("Text")


def test_blank_lines_and_rules_set_lines_wide_apart() -> None:
    page = read_html("<p>a</p><p>&nbsp;</p><p>b</p><hr><p>c</p><p>d<br><br>e</p>")
    assert [line.wide for line in page.lines] == [False, True, True, False, True]


def test_blocks_of_any_depth_are_read() -> None:
    page = read_html("<table><tr><td>" * 500 + "deep" + "</td></tr></table>" * 500)
    assert "deep" in page.text
    assert max(block.depth for block in page.blocks.all) < 200


_TAGS = st.sampled_from(
    "<table> </table> <tr> </tr> <td> <td rowspan=3> </td> <div> </div> <p> </p> <li> <b> </b> <br> <a href=x> </a> text".split(
        " "
    )
)


@given(st.lists(_TAGS, max_size=30))
def test_every_block_lies_within_the_one_around_it(tags: list[str]) -> None:
    page = read_html("<body>" + "".join(tags))
    blocks = page.blocks.all
    for block in blocks[1:]:
        around: Block = blocks[block.parent]
        assert 0 <= around.start <= block.start <= block.end <= max(around.end, block.start) <= len(page.text)
        assert block.depth == around.depth + 1
    for line in page.lines:
        assert 0 <= line.block < len(blocks)
        assert all(line.start <= run.start < run.end <= line.end for run in line.runs)


def test_markdown_is_shown_without_its_marks() -> None:
    page = read_markdown(
        "# Mills\n\nBy **Ana** [slides](a.pdf).\n\n| a | b |\n|---|---|\n| c | d |\n", "http://a.example/"
    )
    assert [page.text[line.start : line.end] for line in page.lines] == [
        "Mills",
        "By Ana slides.",
        "a | b",
        "c | d",
    ]
    assert page.lines[0].level == 1
    assert page.lines[1].links[0].href == "http://a.example/a.pdf"


def test_front_matter_is_told_and_is_no_text() -> None:
    page = read_markdown('---\ntitle: "Mills"\ndate: 3 May 2010\ntags:\n  - wind\n---\nText\n')
    assert page.text == "Text\n"
    assert (page.declared["title"], page.declared["date"]) == ("Mills", "3 May 2010")


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    assert "title: Mills" in read_markdown("Text\n\n---\ntitle: Mills\n").text


def test_addresses_with_blanks_are_links_in_markdown() -> None:
    page = read_markdown("[List](files/List of mills.pdf)", "http://a.example/")
    assert [link.href for link in page.lines[0].links] == ["http://a.example/files/List%20of%20mills.pdf"]
