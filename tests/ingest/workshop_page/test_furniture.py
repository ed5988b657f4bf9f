# ruff: noqa: E501 (lines of pages are as long as they are)
"""The frame a site puts around its pages is in no passage, and nothing else is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.furniture import is_print_button, role_of
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page.html"
TEXT = "The harbours of the coast were mapped by forty people in two years, and their maps are free."


def passages(text: str, name: str = "page.html") -> str:
    page = read_page(text.encode(), name=name, url=URL)
    parsed = parse_workshop_page(page, "page", URL)
    return "\n".join(passage.text for passage in passages_of_workshop(parsed, "d" * 16))


@pytest.mark.parametrize(
    "line",
    [
        "You are viewing our old site. Visit the new one.",
        "This website uses cookies to improve your experience",
        "Home > Events > 2012 > Seminar",
        "You are here: Home / Events",
        "Skip to main content",
        "Last updated: 3 March 2013",
        "Page last modified on 3 March 2013 by webmaster",
        "Share this page",
        "Printer-friendly version",
        "Log in",
        "English | Français | Español",
        "Back to top",
        "Site designed by Harbour Web",
        "Visitors: 12,345",
        "Follow us on Twitter",
        "Tweets by @harbour",
        "Registration is now closed",
    ],
)  # fmt: skip
def test_buttons_and_notices_are_known_by_their_words(line: str) -> None:
    assert role_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Search engines for harbours",
        "Top ten recommendations",
        "The home of shipping > a history",
        "Share of renewable energy in ports",
        "English for sailors",
        "Updated maps of the coast were shown.",
        "Cookies and privacy: a talk by Ana Example",
        "Go with the flow",
        "Registration fees of ports in Fiji",
        "Archives of the harbour",
    ],
)
def test_text_that_shares_words_with_buttons_is_text(line: str) -> None:
    assert role_of(line) is None


def test_the_print_button_is_told_from_other_furniture() -> None:
    assert is_print_button("Printer Friendly and PDF")
    assert not is_print_button("Back to top")


FRAMES = {
    "nav": "<nav><ul><li><a href='/'>Start here</a></li></ul></nav>",
    "role": "<div role='navigation'><a href='/'>Start here</a></div>",
    "class": "<div class='left-side sidebar'><h3>Start here</h3></div>",
    "breadcrumb": "<div class='breadcrumbs'>Start here</div>",
    "cookie": "<div id='cookie-banner'>Start here</div>",
    "footer": "<footer><p>Start here</p></footer>",
    "languages": "<span class='language-switcher'>Start here</span>",
    "login": "<div class='user-login'>Start here</div>",
    "site name": "<header><div class='site-name'>Start here</div></header>",
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_told_by_its_element_is_in_no_passage(frame: str) -> None:
    shown = passages(
        f"<html><body>{FRAMES[frame]}<div><h1>Workshop on Ports</h1><p>{TEXT}</p></div></body></html>"
    )
    assert "Start here" not in shown
    assert TEXT in shown


@pytest.mark.parametrize(
    "menu",
    [
        "<p><a href='/'>Home</a></p><p><a href='c.html'>Contact</a></p><p><b>Schedule</b></p><p><a href='v.html'>Venue</a></p>",
        "<a href='/'>Home</a> <a href='c.html'>Contact</a> <a href='v.html'>Venue</a>",
        "<table><tr><td><a href='/'>Home</a></td></tr><tr><td><a href='c.html'>Contact</a></td></tr><tr><td><a href='v.html'>Venue</a></td></tr></table>",
    ],
)
def test_a_menu_without_a_mark_is_told_by_its_entries(menu: str) -> None:
    shown = passages(f"<html><body>{menu}<h1>Workshop on Ports</h1><p>{TEXT}</p></body></html>")
    assert "Contact" not in shown
    assert TEXT in shown


def test_a_menu_on_top_of_saved_text_is_in_no_passage() -> None:
    menu = "Home\nAbout us\nOur harbours\nPublications\nContact\n\n"
    shown = passages(f"{menu}Workshop on Ports\n\n{TEXT}\n", "page.txt")
    assert "Publications" not in shown
    assert TEXT in shown


@pytest.mark.parametrize(
    "links",
    [
        "<ul><li><a href='a.pdf'>Papers</a></li><li><a href='b.pdf'>Posters</a></li><li><a href='c.ppt'>Slides</a></li></ul>",
        "<ul><li><a href='a.html'>Ana Example</a></li><li><a href='b.html'>Ben Sample</a></li><li><a href='c.html'>Cara Muster</a></li></ul>",
        "<ul><li><a href='a.html'>Counting ships</a></li><li><a href='b.html'>Deep harbours</a></li><li><a href='c.html'>Tides</a></li></ul>",
    ],
)
def test_lists_of_files_people_and_talks_are_no_menus(links: str) -> None:
    shown = passages(f"<html><body><h1>Workshop on Ports</h1><p>{TEXT}</p>{links}</body></html>")
    for label in ("Papers", "Ana Example", "Counting ships"):
        assert (label in links) == (label in shown)


def test_links_to_other_events_of_the_series_are_in_no_passage() -> None:
    shown = passages(
        "# Forum on Ports\n\n"
        + TEXT
        + "\n\n**Previous / latest meetings**\n\n[Third Forum (2012, Nadi)](../2012.html)\n\n"
        "[Second Forum (2011, Apia)](../2011.html)\n",
        "page.md",
    )
    assert "Third Forum" not in shown
    assert TEXT in shown


def test_a_date_and_an_address_at_the_very_end_are_the_pages_own() -> None:
    shown = passages(
        f"<html><body><h1>Workshop on Ports</h1><p>{TEXT}</p><p>2004-03-12 Ana Example, <a href='mailto:a@b.example'>a@b.example</a></p></body></html>"
    )
    assert "2004-03-12" not in shown


def test_title_date_and_place_in_the_banner_are_read() -> None:
    parsed = parse_workshop_page(
        read_page(
            b"<html><body><div id='header'><p>Sixth Conference on Ports</p><p>May 5-11, 2015, Suva, Fiji</p><p>Harbour Trust</p></div>"
            b"<h4>Background</h4><p>Ships need ports. The conference meets every year.</p></body></html>",
            name="page.html",
            url=URL,
        ),
        "page",
        URL,
    )
    assert parsed.workshop is not None
    assert (parsed.workshop.first_day, parsed.workshop.country) == ("2015-05-05", "Fiji")


def test_a_box_that_holds_most_of_the_page_is_no_frame_whatever_it_is_called() -> None:
    shown = passages(
        f"<html><body><div class='menu-wrapper'>{f'<p>{TEXT}</p>' * 8}</div><p>Short.</p></body></html>"
    )
    assert TEXT in shown


@given(st.lists(st.sampled_from(["Home", "Contact", "Papers", TEXT, "Ana Example", "12:00", ""]), max_size=12))
def test_furniture_leaves_the_pages_text_as_it_is(lines: list[str]) -> None:
    text = "\n".join(["Workshop on Ports", *lines])
    page = read_page(text.encode(), name="page.txt", url=URL)
    assert page.text == text
    assert all(line.role is None for line in page.lines if page.text[line.start : line.end] == TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "For further information: ports@example.org",
        "お問い合わせ：事務局 電話 000-000-0000",
        "Haut de page | Nous contacter | Mentions légales | Vous êtes le visiteur n° 20417",
        "📍 Get Directions to Civic Centre",
        "Registration closed",
        "ORIGINAL: ENGLISH",
        "Distr.: General",
        "4 December 2002 Original: English",
        "[End of document]",
    ],
)
def test_contact_lines_and_the_heads_of_documents_are_furniture(line: str) -> None:
    assert role_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Contact: how ports met the sea",
        "The original: English charts of the reef",
        "Distribution of reefs in Fiji",
    ],
)
def test_lines_of_content_with_such_words_are_kept(line: str) -> None:
    assert role_of(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Back to list",
        "View on map",
        "Log in to post comments",
        "Comments are closed",
        "Tags: ports, reefs",
        "Read 1234 times",
        "← Previous",
        "Page 1 of 3",
        "Facebook | Twitter | YouTube",
        "Your browser does not support the video tag.",
        "回上一頁",
        "サイトマップ",
        "جميع الحقوق محفوظة",
    ],
)
def test_buttons_and_notices_of_blogs_and_calendars_are_furniture(line: str) -> None:
    assert role_of(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    ["Facebook", "Twitter", "Next steps", "Previous work on reefs", "Comments on the draft", "Views of reefs"],
)
def test_companies_and_titles_with_words_of_buttons_are_kept(line: str) -> None:
    assert role_of(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Click to share on Twitter (Opens in new window)",
        "Photo by: Ana Example",
        "http://events.example/ports.htm (printed 14/12/2005)",
        "Open in OpenStreetMap",
    ],
)
def test_buttons_credits_and_the_day_of_printing_are_furniture(line: str) -> None:
    assert role_of(line) == "furniture"


def test_a_bar_of_links_above_the_page_is_furniture_and_one_below_its_heading_is_not() -> None:
    bar = '<p><a href="/a">Find people</a> | <a href="/b">Campus life</a> | <a href="/c">Our calendar</a></p>'
    assert "Campus life" not in passages(f"{bar}<h1>Workshop on Ports</h1><p>{TEXT}</p>")
    assert "Campus life" in passages(f"<h1>Workshop on Ports</h1><p>{TEXT}</p>{bar}")


def test_boxes_that_share_the_page_or_list_other_posts_are_furniture() -> None:
    frame = (
        '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="?s=t">Send to a friend of mine</a></li></ul></div>'
        '<aside id="secondary"><h2>Lately</h2><ul><li><a href="/x">Cities and water</a></li></ul></aside>'
    )
    found = passages(f"<h1>Workshop on Ports</h1><p>{TEXT} {TEXT}</p>{frame}")
    assert "Cities and water" not in found
    assert "Send to a friend" not in found


def test_a_link_to_the_same_page_of_another_year_is_furniture() -> None:
    page = '<title>2008 Port Days - Agenda</title><h1>2008 Agenda</h1><p>{}</p><p><a href="/06.html">{} Port Agenda</a></p>'
    assert "2006 Port Agenda" not in passages(page.format(TEXT, 2006))
    assert "2008 Port Agenda" in passages(page.format(TEXT, 2008))


@pytest.mark.parametrize("line", ["Print this", "- 3 -", "by kvist — last modified 2015-07-02 16:20"])
def test_buttons_bylines_and_page_numbers_are_furniture(line: str) -> None:
    assert role_of(line) == "furniture"


@pytest.mark.parametrize(
    "line", ["- 3 - 5 May", "by Ana Sample", "The charts were last modified by hand and by a pilot of the port"]
)
def test_lines_that_only_begin_like_such_are_text(line: str) -> None:
    assert role_of(line) is None


def test_buttons_side_by_side_above_the_title_are_a_menu_and_so_is_their_second_set() -> None:
    links = "".join(
        f'<a href="{at}.html">{text}</a> ' for at, text in enumerate(("SCHEDULE", "SWAG", "OFFLINE", "CODE"))
    )
    menu = f'<div class="bar"><a href="/">HOME</a> {links}</div><div class="small">{links}</div>'
    found = passages(
        f"<html><body>{menu}<h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p><p>{TEXT}</p></body></html>"
    )
    assert "SWAG" not in found
    assert TEXT in found


def test_links_side_by_side_without_a_way_home_are_the_pages_own() -> None:
    links = "".join(f'<a href="{text}.html">{text}</a> ' for text in ("Reefs", "Tides", "Lights"))
    found = passages(
        f"<html><body><p>{links}</p><h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p><p>{TEXT}</p></body></html>"
    )
    assert "Tides" in found


def test_the_line_of_who_keeps_the_page_is_in_no_passage() -> None:
    end = '<address>Editor: Coast Studies, <a href="mailto:coast@example.org">coast@example.org</a></address>'
    found = passages(
        f"<html><body><h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p><p>{TEXT}</p>{end}</body></html>"
    )
    assert "coast@example.org" not in found


def test_what_one_may_also_like_is_in_no_passage() -> None:
    more = "<section><h2>You may also like</h2><article><a href='/a'>Shade for harbours, Lisbon, 6 Oct 2022</a></article></section>"
    found = passages(
        f"<html><body><h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p><p>{TEXT}</p>{more}</body></html>"
    )
    assert "Shade" not in found
