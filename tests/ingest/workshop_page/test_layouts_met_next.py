# ruff: noqa: E501 (lines of pages are as long as they are)
"""Titles, days, places, files and frames in layouts met in 2026: societies, wikis, research networks, Indico, reports."""

from __future__ import annotations

import pytest

from corpus.model import Workshop
from ingest.workshop_page.parse.page import ParsedPage, parse_workshop_page
from ingest.workshop_page.parse.pauses import is_pause
from ingest.workshop_page.parse.places import split_place
from ingest.workshop_page.parse.programme.headings import is_outside
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.page import read_page

URL = "http://events.example/2015/page"
_TALKS = "<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"
_ROWS = "<table><tr><th>Topic</th><th>Name</th><th>ppt</th><th>pdf</th></tr>{}</table>"
_PROSE = "The harbours of the coast were mapped by forty people in two years, and their maps are free."


def parsed(text: str, name: str = "page.html") -> ParsedPage:
    return parse_workshop_page(read_page(text.encode(), name=name, url=URL), "page", URL)


def workshop(text: str, name: str = "page.html") -> Workshop:
    found = parsed(text, name).workshop
    assert found is not None
    return found


def passages(text: str, name: str = "page.html") -> str:
    return "\n".join(passage.text for passage in passages_of_workshop(parsed(text, name), "d" * 16))


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<h2>Peat under pressure: maps for harbours</h2><p>A discussion of 8 October 2009</p><h3>What the meeting asked for</h3><p>Maps.</p>", "Peat under pressure: maps for harbours"),
        ("<title>Memorias</title><p>Memorias del II Taller Andino de Puertos</p><p>Suva, 6 de septiembre de 2011</p>", "Memorias del II Taller Andino de Puertos"),
        ("<title>PORTNET - Meetings - Suva 2003</title><table><tr><td><b>Port Network Consortium</b></td></tr><tr><td><center>5th PORTNET Engineers' and Users' Meeting<br>Sea College, Hill Campus<br>Suva, Fiji<br>25 March 2003</center></td></tr></table>", "5th PORTNET Engineers' and Users' Meeting"),
    ],
)  # fmt: skip
def test_the_title_is_the_name_of_the_event(page: str, title: str) -> None:
    assert parsed(page).title == title


def test_what_stands_in_the_right_column_of_a_reports_head_is_no_part_of_the_title() -> None:
    head = (
        "     TRAINING WORKSHOP ON HARBOUR OBSERVATIONS         (21.XI.1996)\n"
        "     FROM COASTAL STATIONS                             ENGLISH only\n"
    )
    page = f"{head}\n     (Suva, Fiji, 11-15 November 1996)\n\n1.   OPENING\n\n{_PROSE}\n"
    assert parsed(page, "page.txt").title == "TRAINING WORKSHOP ON HARBOUR OBSERVATIONS FROM COASTAL STATIONS"


@pytest.mark.parametrize(
    ("heading", "day"),
    [("Monday 10 December", "2007-12-10"), ("Tuesday 10 December", None)],
    ids=["the weekday is that of the year", "the weekday is that of another year"],
)
def test_days_without_a_year_are_those_of_the_titles_year_where_their_weekdays_say_so(
    heading: str, day: str | None
) -> None:
    assert workshop(f"<h1>Workshop on Ports 2007</h1><h3>{heading}</h3>{_TALKS}").first_day == day


def test_a_french_sentence_names_the_event_behind_the_verb() -> None:
    page = (
        "<h1>Atelier national sur les ports et les marées</h1><p>Suva, 31 mai 2017. C’est sous la présidence de M. Exemple que"
        " s’est tenu du 29 au 31 mai 2017, à l’hôtel Le Port, l’Atelier national sur les ports et les marées, organisé par la"
        f" Direction des ports avec l’appui du Fonds Mer.</p>{_TALKS}"
    )
    found = workshop(page)
    assert (found.first_day, found.last_day) == ("2017-05-29", "2017-05-31")
    assert (found.venue, found.organizers) == ("hôtel Le Port", ("Direction des ports",))


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("Suva ( Civic Hall room )", ("Civic Hall room", "Suva", None)),
        ("Auditorio Sol, Universidad del Mar, Cochabamba (Bolivia)", ("Auditorio Sol, Universidad del Mar", "Cochabamba", "Bolivia")),
    ],
)  # fmt: skip
def test_a_bracket_behind_a_town_is_its_house_or_country(
    place: str, parts: tuple[str | None, str | None, str | None]
) -> None:
    found = split_place(place)
    assert (found.venue, found.city, found.country) == parts


def test_a_place_told_for_each_day_is_not_that_of_the_event() -> None:
    page = (
        "<h1>Workshop on Ports, 3-4 May 2015</h1><h2>Sunday, 3 May 2015</h2><p>Location: The Anchor Inn, Quay 5, Suva</p>"
        f"<p>Dinner</p><h2>Monday, 4 May 2015</h2><p>Location: Civic Hall, Suva</p>{_TALKS}"
    )
    assert workshop(page).venue in (None, "Suva")


def test_a_link_that_says_only_o_is_a_file_of_its_rows_talk() -> None:
    rows = "".join(
        f'<tr><td>{topic}</td><td>{name}</td><td><a href="{n}.ppt">O</a></td><td>{pdf}</td></tr>'
        for n, topic, name, pdf in (
            (1, "Tides in narrow bays", "Ana Sample", "X"),
            (2, "Cranes that bend in storms", "Ben Muster", '<a href="2.pdf">O</a>'),
            (3, "Who dredges what and why", "Carla Beispiel", "X"),
        )
    )
    talks = workshop(f"<h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p>{_ROWS.format(rows)}").talks
    assert [[link.url.rsplit("/", 1)[-1] for link in talk.links] for talk in talks] == [["1.ppt"], ["2.ppt", "2.pdf"], ["3.ppt"]]  # fmt: skip


def test_papers_listed_in_the_cells_of_poster_sessions_are_talks() -> None:
    papers = (
        ("Measuring the tides with small and cheap buoys", "Forecasting storms from the old logs of ships"),
        ("Who dredges what and who pays for it", "Cranes that bend in the wind and how to stop them"),
        ("An atlas of piers for the blind and the deaf", "Salt in the wells behind the new sea wall"),
    )
    rows = "".join(
        f"| 1{n}:00–1{n}:30 | **Poster session {n}**<br>- [{first}](a{n}.pdf)<br>- [{second}](b{n}.pdf) |\n"
        for n, (first, second) in enumerate(papers)
    )
    page = f"# Workshop programme\n\n| Time | Event |\n| --- | --- |\n{rows}"
    talks = workshop(page, "page.md").talks
    assert [talk.title for talk in talks] == [title for pair in papers for title in pair]


@pytest.mark.parametrize(
    "heading", ["Ports Best Paper Award", "Harbour Challenge Runner-up Award", "Student Travel Prizes"]
)
def test_a_heading_over_awards_heads_no_talks(heading: str) -> None:
    assert is_outside(heading)


@pytest.mark.parametrize(
    "line",
    ["Coffee break", "10:30-11:00 Coffee Break (provided)", "18:15 | Tea Break", "Lunch", "20:00 Conference Banquet", "Welcome remarks", "9:25am Welcome", "Mittagspause"],
)  # fmt: skip
def test_a_pause_is_one(line: str) -> None:
    assert is_pause(line)


@pytest.mark.parametrize(
    "line",
    ["Tea on the caravan road", "Welcome", "Registration", "Coffee Break and Poster Session I", "Breaking waves", "Dinner with the minister of ports"],
)  # fmt: skip
def test_a_line_that_says_more_than_a_pause_is_none(line: str) -> None:
    assert not is_pause(line)


def test_pauses_are_in_no_passage() -> None:
    shown = passages(
        "<h1>Workshop on Ports</h1><p>Suva, Fiji, 3 May 2015</p><h2>Session 1</h2><p>09:00 On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"
        "<p>10:00 Coffee break</p><p>10:30 On cranes - Dr. Ben Muster, Head, Crane Office, Fiji</p>"
    )
    assert "Coffee" not in shown
    assert "On cranes" in shown


def test_the_fields_of_restructured_text_are_in_no_passage_and_their_date_is_not_the_events() -> None:
    page = f"The Port Workshop - report\n##########################\n\n:tags: ports,tides\n:date: 2014-09-08\n:slug: port-workshop\n\n{_PROSE}\n"
    found = parsed(page, "page.txt")
    assert found.title == "The Port Workshop - report"
    assert ":slug:" not in passages(page, "page.txt")
    assert found.workshop is None or found.workshop.first_day is None


@pytest.mark.parametrize(
    "frame",
    [
        '<div id="ctl00_footer">The Port Society is a registered charity</div>',
        "<p>This event has taken place</p>",
        "<p>Publié le 2 juin 2017 par Cellule com</p>",
        "<p>412 vues</p>",
        "<p>Last update: Apr 9, 2003</p>",
        "<p>Ports YouTube Channel</p>",
    ],
)
def test_what_a_site_says_of_the_page_is_in_no_passage(frame: str) -> None:
    shown = passages(f"<body><h1>Workshop on Ports</h1><p>{_PROSE}</p>{frame}</body>")
    assert shown.endswith(_PROSE)


def test_a_menu_goes_on_behind_the_entry_of_the_page_one_is_on() -> None:
    entries = ["Home", "NOC", "Members", "Projects", "Lima 2002", "<b>Suva 2003</b>", "Apia 2004", "Secretariat"]
    menu = "<br>".join(
        entry if "<b>" in entry else f'<a href="{n}.html">{entry}</a>' for n, entry in enumerate(entries)
    )
    shown = passages(f"<table><tr><td>{menu}</td><td><p>Workshop on Ports</p><p>{_PROSE}</p></td></tr></table>")
    assert "Lima 2002" not in shown
    assert "Apia 2004" not in shown
    assert _PROSE in shown


def test_the_switch_of_a_heading_is_not_read() -> None:
    page = f"<h1>Workshop on Ports</h1><h2>Tides <span>Show detail</span></h2><p>{_PROSE}</p>"
    assert "Show detail" not in read_page(page.encode(), name="page.html", url=URL).text
