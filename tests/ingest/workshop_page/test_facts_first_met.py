# ruff: noqa: E501 (lines of pages are as long as they are)
"""Titles, days, places and organizers in further wordings; what a site's generator writes is no text of the page."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.parse.places import city_beside, split_place
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.front_matter import split_front_matter
from ingest.workshop_page.read.page import read_page
from ingest.workshop_page.reading import read

URL = "http://events.example/2015/page"
_TALKS = "<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"
_PROSE = (
    "The harbours of the coast were mapped by forty people in two years, and their maps are free for all who ask."
)


def parsed(text: str, name: str = "page.html") -> ParsedPage:
    return parse_workshop_page(read_page(text.encode(), name=name, url=URL), "page", URL)


def workshop(text: str, name: str = "page.html") -> Workshop:
    found = parsed(text, name).workshop
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>IPHC</title><p><b>International Port and Harbour Conference</b></p><p>Sea College, Suva · July 25-30, 2011</p>", "International Port and Harbour Conference"),
        ("<title>ports and cranes</title><p>Suva-Nadi workshop on</p><p><b>ports and cranes</b></p><p>Friday, 14 October 2005</p>", "Suva-Nadi workshop on ports and cranes"),
        ("<h1>The Mystery of Ports and the</h1><h1>Making of Harbours</h1><p>May 12, 2003</p><h1>DRAFTS OF CONFERENCE PAPERS</h1>", "The Mystery of Ports and the Making of Harbours"),
        ("<h1>The XIII workshop on Cranes (RPC2016) will take place at Sea University, Fiji</h1>", "XIII workshop on Cranes (RPC2016)"),
        (f"<title>{_PROSE}</title><p><b>Ports for Small Ships</b></p><p><b>Workshop at the 2006 Sea Symposium</b></p><p>{_PROSE} And more is said.</p>", "Workshop at the 2006 Sea Symposium"),
        ("<title>46th Conference on Cranes</title><h1>Programme</h1><p>Below.</p><h1>Reception (4-6pm)</h1><p>Drinks.</p><h1>Crane Society Annual General Meeting</h1><p>Come.</p>", "46th Conference on Cranes"),
        ("---\nlayout: default\ntitle: Schedule\n---\n<h2>PORTSTATS Conference Schedule</h2><p>Wednesday 12 May</p>", "PORTSTATS Conference Schedule"),
        ("---\ntitle: Report of the 7th Session of the Port group, 12-16 November 2018,\n  Suva, Fiji\n---\n<p>The report is here.</p>", "Report of the 7th Session of the Port group, 12-16 November 2018, Suva, Fiji"),
    ],
)  # fmt: skip
def test_the_title_is_the_name_of_the_event(page: str, title: str) -> None:
    assert parsed(page).title == title


@pytest.mark.parametrize(
    ("page", "days"),
    [
        (f"<p><b>Workshop on Ports</b></p><p><b>organized as part of Seafair, Suva, September 7-11, 2004</b></p><h1>Thursday, 9 September 19.30 - 22.00</h1>{_TALKS}", ("2004-09-09", "2004-09-09")),
        (f"<h1>Workshop on Ports</h1><p>Forty experts met in Suva on 5 March 2017.</p>{_TALKS}", ("2017-03-05", "2017-03-05")),
        (f"<h1>Workshop on Ports</h1><p>This workshop was organized to prepare for the session to be held on 27 March 2017 in Lima.</p>{_TALKS}", (None, None)),
    ],
)  # fmt: skip
def test_the_days_are_the_events_own(page: str, days: tuple[str | None, str | None]) -> None:
    found = workshop(page)
    assert (found.first_day, found.last_day) == days


@pytest.mark.parametrize(
    ("page", "place"),
    [
        (f"<h1>Workshop on Ports</h1><p>March 7-8, 2018</p><p>Newark, CA<br>Harbour Solutions Headquarters</p>{_TALKS}", ("Harbour Solutions Headquarters, Newark, CA", "Newark", None)),
        (f"<h1>Workshop on Ports</h1><p>Venue: Suva, Fiji - Co-located with SEA 2022</p><p>Date: 9 September 2022</p>{_TALKS}", ("Suva, Fiji", "Suva", "Fiji")),
        (f"<h1>Workshop on Ports</h1><h4>21st May 2019 - Suva, Fiji - meeting minutes</h4>{_TALKS}", ("Suva, Fiji", "Suva", "Fiji")),
        (f"<h1>Meeting on Ports</h1><p>(Geneva, 5-9 December 1994)</p>{_TALKS}", ("Geneva", "Geneva", None)),
        (f"<h1>Workshop on Ports</h1><p>Forty experts met in Suva on 5 March 2017.</p>{_TALKS}", ("Suva", "Suva", None)),
        (f"<h1>HARBOUR WORKSHOP CAPE VERDE</h1>{_TALKS}", (None, None, "CAPE VERDE")),
    ],
)  # fmt: skip
def test_the_place_is_told_whole(page: str, place: tuple[str | None, str | None, str | None]) -> None:
    found = workshop(page)
    assert (found.venue, found.city, found.country) == place


def test_a_state_behind_a_town_is_no_part_of_its_name() -> None:
    assert split_place("NIST Campus, Gaithersburg MD").city == "Gaithersburg"
    assert split_place("NIST Campus, Gaithersburg XQ").city != "Gaithersburg"


@pytest.mark.parametrize(
    ("sentence", "city"),
    [
        ("They met in Suva on 5 March 2017 to talk.", "Suva"),
        ("They met on 5 March 2017 in New York to talk.", "New York"),
        ("They met on 5 March 2017 in the evening.", None),
        ("In Suva they spoke of ports, and met on 5 March 2017.", None),
    ],
)
def test_a_city_counts_right_beside_the_date(sentence: str, city: str | None) -> None:
    start = sentence.index("5 March")
    assert city_beside(sentence, start, start + len("5 March 2017")) == city


def test_a_line_on_sponsors_or_a_day_of_the_week_is_no_organizer() -> None:
    found = workshop(
        "<h1>Workshop on Ports</h1><p>Co-hosted by: Harbour Centre</p><p>Sponsored by the Ship Foundation</p>"
        f"<p>THURSDAY, SEPTEMBER 28</p>{_TALKS}"
    )
    assert found.organizers == ("Harbour Centre",)


def test_the_source_of_a_page_shows_neither_front_matter_nor_server_code() -> None:
    page = parsed(
        "---\ntitle: Workshop on Ports\n---\n<?php include 'head.php'; if ($a->b) { ?><h1>Workshop on Ports</h1><?php } ?>"
        "<p>{% include menu.html %}{{ page.date }}Come to <%= place %>Suva.</p>"
    )
    assert page.page.text.split("\n") == ["Workshop on Ports", "", "Come to Suva.", ""]


def test_server_code_without_an_end_is_text() -> None:
    assert "100 <% 200" in parsed("<p>100 &lt;% 200</p>").page.text
    assert "left" in parsed("<p>left <?php no end</p>").page.text


def test_a_field_of_the_front_matter_goes_on_with_the_lines_drawn_in_below_it() -> None:
    fields, rest = split_front_matter(
        "---\ntitle: A long\n  name\nplace: |\n  Suva\n  Fiji\ntags:\n- one\n- two\n---\nText\n"
    )
    assert fields == {"title": "A long name", "place": "Suva Fiji", "tags": "one; two"}
    assert rest == "Text\n"


def test_a_report_of_a_meeting_that_says_when_it_met_is_an_events() -> None:
    page = (
        "TRIPARTITE MEETING ON WORK IN PORTS\n(Geneva, 5-9 December 1994)\n\nCONCLUSIONS\n\n     The Tripartite Meeting on Work in Ports,\n\n"
        "     Having met in Geneva from 5 to 9 December 1994,\n\n     Adopts the following conclusions:\n\nAction by governments\n\n"
        "1.   Governments should include dockers in surveys of the labour force.\n\n2.   Governments should inspect every crane once a year.\n"
    )
    found = read(page.encode(), name="page.txt", slug="page").parsed
    assert found is not None
    assert found.workshop is not None
    assert found.workshop.city == "Geneva"


@pytest.mark.parametrize(
    "frame",
    [
        '<p><a href="/reports/">Back to all reports</a> · <a href="/give/">Give</a></p>',
        '<p><a href="#top">Back to top</a> | <a href="/comments">Send your comments</a></p>',
    ],
)
def test_a_row_of_buttons_at_the_end_is_in_no_passage(frame: str) -> None:
    page = parsed(f"<h1>Workshop on Ports</h1>{_TALKS}<p>{_PROSE}</p>{frame}")
    texts = "\n".join(passage.text for passage in passages_of_workshop(page, "d" * 16))
    assert _PROSE in texts
    assert "Back to" not in texts


def test_a_row_of_links_beside_a_logo_at_the_top_is_in_no_passage() -> None:
    page = parsed(
        '<table><tr><td><a href="/"><img src="logo.gif" alt="Bank"></a></td><td><a href="/p">Projects</a> | <a href="/b">Doing Business</a> | <a href="/c">Countries</a></td></tr></table>'
        f"<h1>Workshop on Ports</h1>{_TALKS}"
    )
    assert "Doing Business" not in "\n".join(p.text for p in passages_of_workshop(page, "d" * 16))
