"""What a site's generator reads or fills in is no text of the page: head fields, markers, places for scripts."""

from __future__ import annotations

import pytest

from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.page import read_page

BODY = (
    "# Workshop on Kilns\n\n3-4 June 2014, Quito, Ecuador\n\nPotters compared two kilns and took notes all day.\n"
)


def parsed(text: str, name: str) -> ParsedPage:
    url = f"http://events.example/{name}"
    return parse_workshop_page(read_page(text.encode(), name=name, url=url), "kilns", url)


def told(text: str, name: str = "page.md") -> str:
    """All that stands in the page's passages."""
    page = parsed(text, name)
    return "\n".join(item.text for item in passages_of_workshop(page, "d" * 16, lambda _t, a, b: [(a, b)]))


@pytest.mark.parametrize(
    "head",
    [
        "---\nlayout: event\nkind: internal-note\n---\n",
        "+++\nlayout = 'event'\nkind = 'internal-note'\n+++\n",
        "Title: Workshop on Kilns\nSlug: kilns\nKind: internal-note\nStatus: published\n\n",
        "---\ntitle: Workshop on Kilns\nkind: internal-note\n--- abstract\n",
    ],
    ids=["yaml", "toml", "fields without a fence", "a fence that names what follows"],
)
def test_fields_for_the_generator_are_in_no_passage(head: str) -> None:
    assert "internal-note" not in told(head + BODY)
    assert "took notes all day" in told(head + BODY)


def test_an_events_own_fields_at_the_top_are_its_text() -> None:
    page = parsed(
        "Date: 3-4 June 2014\nVenue: Museum of Clay, Quito, Ecuador\nHost: Guild of Potters\n\n" + BODY, "page.md"
    )
    assert page.workshop is not None
    assert page.workshop.first_day == "2014-06-03"
    assert "Museum of Clay" in page.page.text


@pytest.mark.parametrize(
    "marker",
    [
        "* Filled in later\n{:toc}\n",
        "[TOC]\n",
        "--- middle\n",
        "{% comment %}\nFilled in later\n{% endcomment %}\n",
        "<!-- Filled in later -->\n",
    ],
)
def test_marks_for_the_generator_are_in_no_passage(marker: str) -> None:
    text = told(f"{BODY}\n{marker}\n## Notes\n\nClay was dry.\n")
    assert not any(word in text for word in ("Filled", "TOC", "middle", "comment"))
    assert "Clay was dry." in text


@pytest.mark.parametrize(
    "line",
    [
        "Loading the speakers…",
        "Fetching programme ...",
        "Please wait...",
        "Receive our monthly newsletter by e-mail.",
        "Sign up for our mailing list today!",
        "Forgot your password?",
        "Jump to:",
    ],
)
def test_places_for_scripts_and_boxes_to_sign_up_are_in_no_passage(line: str) -> None:
    page = f"<h1>Workshop on Kilns</h1><p>3-4 June 2014, Quito, Ecuador</p><p>{line}</p><p>Potters took notes.</p>"
    assert line not in told(page, "page.html")
    assert "Potters took notes." in told(page, "page.html")


@pytest.mark.parametrize(
    "line", ["Loading docks of old ports", "Getting the newsletter right: lessons of ten years"]
)
def test_titles_that_begin_like_such_lines_are_text(line: str) -> None:
    page = f"<h1>Workshop on Kilns</h1><p>3-4 June 2014, Quito, Ecuador</p><p>{line}</p><p>Potters took notes.</p>"
    assert line in told(page, "page.html")


def test_a_bar_with_the_way_to_log_in_is_in_no_passage() -> None:
    page = (
        '<div class="topbar"><a href="/">Clay</a> <a href="/k">Kilns</a> <a href="/in">Log in</a></div>'
        "<h1>Workshop on Kilns</h1><p>3-4 June 2014, Quito, Ecuador</p><p>Potters took notes.</p>"
    )
    assert "Log in" not in told(page, "page.html")


def test_boxes_and_names_of_headings_as_pandoc_writes_them_are_no_text() -> None:
    page = "::: {.main}\nWorkshop on Kilns {#kilns .title}\n=================\n\n[]{#top}Potters met.\n:::\n"
    assert parsed(page, "page.md").title == "Workshop on Kilns"
    assert not {":::", "{#kilns", "[]"} & set(told(page).split())


def test_headings_without_a_blank_behind_their_marks_are_headings() -> None:
    page = parsed("#Workshop on Kilns\n\n##Program\n\nText of #today.\n", "page.md").page
    assert page.text.split() == "Workshop on Kilns Program Text of #today.".split()
