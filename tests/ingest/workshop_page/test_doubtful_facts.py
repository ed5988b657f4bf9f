# ruff: noqa: E501 (lines of pages are as long as they are)
"""What a page says of other meetings, of persons or in passing is no fact of its event."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from babel import Locale

from corpus.model import Workshop
from ingest.workshop_page.parse.dates import all_days
from ingest.workshop_page.parse.month_names import FURTHER_NAMES, LANGUAGES
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.parse.places import split_place
from ingest.workshop_page.read.page import read_page

_TALKS = "<h2>Session 1</h2><p>On ports - Dr. Ana Example, Head, Port Office, Fiji</p>"


def workshop(body: str, name: str = "page.html", title: str = "<h1>Workshop on Ports</h1>") -> Workshop:
    url = f"http://events.example/{name}"
    text = f"<html><body>{title}{body}{_TALKS}</body></html>" if name.endswith(".html") else body
    found = parse_workshop_page(read_page(text.encode(), name=name, url=url), "ports", url).workshop
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (
            "The workshop was organized by the Port Institute (PI) from May 3-5, 2019, as an online meeting.",
            ("Port Institute (PI)",),
        ),
        (
            "The workshop was convened by the Port Institute, and brought together 61 participants.",
            ("Port Institute",),
        ),
        ("It also requests the Expert Group to hold a workshop on ports.", ()),
        ("He announced his Government will convene the workshop on ports.", ()),
    ],
)
def test_an_organizer_told_in_a_sentence_is_a_name_and_no_more(sentence: str, names: tuple[str, ...]) -> None:
    assert workshop(f"<p>{sentence}</p>").organizers == names


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("Ports Institute in cooperation with: Harbour Fund", ("Ports Institute", "Harbour Fund")),
        ("OECD and the Estonian Ministry of Trade", ("OECD", "Estonian Ministry of Trade")),
        ("ISWA, IPLA, Fiesp, and UNCRD", ("ISWA", "IPLA", "Fiesp", "UNCRD")),
        ("Advisory Board", ()),
        ("Ana Sample (DeepSea)<br>Ben Muster (DeepSea)", ()),
        ("Ana Sample<br>Hill University<br>Ben Muster<br>Forest Institute", ()),
    ],
)
def test_bodies_under_organizers_are_parted_and_persons_are_none(lines: str, names: tuple[str, ...]) -> None:
    assert workshop(f"<h2>Organized by</h2><p>{lines}</p>").organizers == names


def test_the_place_of_another_meeting_is_not_the_events() -> None:
    found = workshop(
        "<p>3-5 May 2019</p><p>Port experts met for three days.</p>"
        "<p>The second workshop on ports will be held from 7 to 9 October 2019 in Lima, Peru.</p>"
        "<p>This workshop will be held from 7 to 9 October 2019 in Lima, Peru.</p>"
    )
    assert (found.first_day, found.city, found.country) == ("2019-05-03", None, None)


def test_a_history_of_meetings_gives_no_date() -> None:
    found = workshop(
        "<p>This session was held from 9-10 April 2008 in Budapest, Hungary.</p>"
        "<p>This session was held from 21-23 April 2009 in Antalya, Turkey.</p>"
        "<p>This session was held from 26-29 October 2009 in Bali, Indonesia.</p>"
    )
    assert found.first_day is None


def test_it_is_the_event_only_where_the_sentence_before_is_on_the_event() -> None:
    manual = workshop("<p>The manual is a guide for mayors. It was launched on 31 October 2011 in Lima, Peru.</p>")
    event = workshop("<p>The workshop is for mayors. It was launched on 31 October 2011 in Lima, Peru.</p>")
    assert (manual.first_day, event.first_day) == (None, "2011-10-31")


def test_town_and_hall_told_apart_in_a_sentence_are_both_told() -> None:
    found = workshop(
        "<p>The workshop took place in Apia, Samoa, from 20 to 22 June 2017 at the Coast Convention Centre.</p>"
    )
    assert (found.venue, found.city, found.country) == ("Coast Convention Centre, Apia, Samoa", "Apia", "Samoa")


@pytest.mark.parametrize(
    ("title", "venue"),
    [("Workshop at Coast State University", "Coast State University"), ("Workshop at ECOOP 2015", None)],
)
def test_a_house_in_the_title_is_the_venue_and_a_conference_is_none(title: str, venue: str | None) -> None:
    assert workshop("", title=f"<h1>{title}</h1>").venue == venue


def test_a_menu_that_offers_the_venue_names_none() -> None:
    assert workshop("<p>Venue</p><p>Registration</p>").venue is None


def test_the_stamp_of_a_post_is_no_date_where_its_head_says_another_year() -> None:
    head = "---\ntitle: Workshop on Ports\ndate: 2024-05-01 00:01:00\nyear: 2025\ncity: Bari\n{}---\n\n## Session 1\n\nOn ports - Dr. Ana Example, Head, Port Office, Fiji\n"
    assert workshop(head.format(""), "page.md").first_day is None
    assert workshop(head.format("when: 22-23 May\n"), "page.md").first_day == "2025-05-22"


@pytest.mark.parametrize(
    "text", ["Day 1 - Wednesday, October 22nd, 2025", "Tag 3: 22. Oktober 2025", "Session 2, 22 October 2025"]
)
def test_the_number_of_a_day_or_session_is_no_day(text: str) -> None:
    assert [str(days.first) for days in all_days(text)] == ["2025-10-22"]


def test_days_in_a_row_are_days_behind_the_word_too() -> None:
    assert [(str(days.first), str(days.last)) for days in all_days("Days 12-14 May 2015")] == [
        ("2015-05-12", "2015-05-14")
    ]


def test_names_of_months_are_those_of_unicodes_data() -> None:
    data = [Locale(language).months[form]["wide"] for language in LANGUAGES for form in ("format", "stand-alone")]
    for number, names in enumerate(FURTHER_NAMES, 1):
        known = {month[number].lower() for month in data}
        others = {month[other].lower() for month in data for other in month if other != number}
        assert set(names.split()) <= known - others


@pytest.mark.parametrize(
    "text",
    ["19. - 21. maj 2005", "19–21 maja 2005", "19. og 21. maj 2005", "19 - 21 Μαΐου 2005", "19-21 Mayıs 2005"],
)
def test_dates_in_further_languages_are_read(text: str) -> None:
    assert [str(days.last) for days in all_days(text)] == ["2005-05-21"]


@pytest.mark.parametrize(
    ("text", "city", "country"),
    [
        ("Frankfurt a.M., Germany", "Frankfurt a.M", "Germany"),
        ("St. Petersburg, Russia", "St. Petersburg", "Russia"),
        ("Washington, D.C., USA", "Washington", "USA"),
        ("Kobe, Japan and online", "Kobe", "Japan"),
        ("Warszawa, Polska", "Warszawa", "Polska"),
    ],
)
def test_towns_are_read_as_they_are_written(text: str, city: str, country: str) -> None:
    place = split_place(text)
    assert (place.venue, place.city, place.country) == (None, city, country)


@pytest.mark.parametrize("change", [str.upper, str.title, str.swapcase, str.casefold])
def test_months_are_read_in_any_letter_case(change: Callable[[str], str]) -> None:
    for number, names in enumerate(FURTHER_NAMES, 1):
        for name in names.split():
            found = next(all_days(change(f"3 {name} 2015")), None)
            assert found is None or found.first == datetime.date(2015, number, 3), name
